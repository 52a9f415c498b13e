// The period of several schedules together.
#pragma once

#include <cstdint>
#include <vector>

#include "inputs/model.hpp"

namespace strata {

/// Periods beyond which schedules count as having none in common.
inline constexpr int kMaxPeriods = 1000;

struct CommonPeriod {
  double period = 0.0;  ///< [s] 0: nothing repeats, or there is none
  /// Two schedules whose periods have no common multiple; -1 where all have one.
  std::int32_t first = -1;
  std::int32_t second = -1;
};

/// The least common multiple of the periods of all schedules that repeat and change, to 1e-9, which is at
/// most kMaxPeriods times each pair's longer one.
CommonPeriod common_period(const std::vector<Schedule>& schedules);

}  // namespace strata
