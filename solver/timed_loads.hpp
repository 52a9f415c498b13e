// Values in kernels that follow schedules: each is a constant plus a sum of weights times the schedules'
// values. Only the schedules' values travel to the device when time goes on.
#pragma once

#include <cstdint>
#include <vector>

#include "meshes/partition.hpp"

namespace strata {

/// One share of a value that follows a schedule.
struct TimedShare {
  std::int64_t target = 0;     ///< place of the value in its array
  std::int32_t schedule = -1;  ///< -1: constant
  double weight = 0.0;         ///< value per value of the schedule
};

/// Values by target; a handle, captured by value in kernels.
class TimedValues {
 public:
  TimedValues() = default;
  /// Shares in any order; targets where every share is constant are left out.
  explicit TimedValues(std::vector<TimedShare> shares);

  std::int64_t n_targets() const { return static_cast<std::int64_t>(target_.extent(0)); }

  KOKKOS_INLINE_FUNCTION std::int64_t target(std::int64_t n) const { return target_(n); }
  /// Value of target(n). \param amplitude  values of the schedules
  KOKKOS_INLINE_FUNCTION double value(std::int64_t n, const ConstCellView& amplitude) const {
    double sum = constant_(n);
    for (std::int64_t s = first_(n); s < first_(n + 1); ++s) sum += weight_(s) * amplitude(schedule_(s));
    return sum;
  }

 private:
  Kokkos::View<const std::int64_t*, MemorySpace> target_, first_;
  Kokkos::View<const std::int32_t*, MemorySpace> schedule_;
  ConstCellView constant_, weight_;
};

}  // namespace strata
