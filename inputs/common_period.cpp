#include "inputs/common_period.hpp"

#include <algorithm>
#include <cmath>

namespace strata {

namespace {

constexpr double kSamePeriod = 1e-9;

bool repeats(const Schedule& schedule) {
  const std::vector<double>& values = schedule.value;
  return schedule.period > 0.0 &&
         std::any_of(values.begin(), values.end(), [&](double value) { return value != values.front(); });
}

/// Least common multiple of two periods, or 0.
double common_multiple(double a, double b) {
  const double longer = std::max(a, b), shorter = std::min(a, b);
  for (int n = 1; n <= kMaxPeriods; ++n) {
    const double multiple = n * longer;
    const double count = std::round(multiple / shorter);
    if (std::abs(count * shorter - multiple) <= kSamePeriod * multiple) return multiple;
  }
  return 0.0;
}

}  // namespace

CommonPeriod common_period(const std::vector<Schedule>& schedules) {
  CommonPeriod common;
  std::int32_t longest = -1;
  for (std::int32_t i = 0; i < static_cast<std::int32_t>(schedules.size()); ++i) {
    const Schedule& schedule = schedules[static_cast<std::size_t>(i)];
    if (!repeats(schedule)) continue;
    const double multiple = longest < 0 ? schedule.period : common_multiple(common.period, schedule.period);
    if (multiple == 0.0) return {0.0, longest, i};
    if (longest < 0 || schedule.period > schedules[static_cast<std::size_t>(longest)].period) longest = i;
    common.period = multiple;
  }
  return common;
}

}  // namespace strata
