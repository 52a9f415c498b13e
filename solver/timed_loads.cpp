#include "solver/timed_loads.hpp"

#include <algorithm>

#include "solver/field_memory.hpp"

namespace strata {

TimedValues::TimedValues(std::vector<TimedShare> shares) {
  std::stable_sort(shares.begin(), shares.end(),
                   [](const TimedShare& a, const TimedShare& b) { return a.target < b.target; });
  std::vector<std::int64_t> target, first;
  std::vector<std::int32_t> schedule;
  std::vector<double> constant, weight;
  for (std::size_t begin = 0, end = 0; begin < shares.size(); begin = end) {
    double fixed = 0.0;
    bool is_timed = false;
    for (end = begin; end < shares.size() && shares[end].target == shares[begin].target; ++end) {
      if (shares[end].schedule < 0) fixed += shares[end].weight;
      is_timed = is_timed || shares[end].schedule >= 0;
    }
    if (!is_timed) continue;
    target.push_back(shares[begin].target);
    first.push_back(static_cast<std::int64_t>(schedule.size()));
    constant.push_back(fixed);
    for (std::size_t s = begin; s < end; ++s) {
      if (shares[s].schedule < 0) continue;
      schedule.push_back(shares[s].schedule);
      weight.push_back(shares[s].weight);
    }
  }
  first.push_back(static_cast<std::int64_t>(schedule.size()));
  target_ = to_device<std::int64_t>("timed_target", target);
  first_ = to_device<std::int64_t>("timed_first", first);
  schedule_ = to_device<std::int32_t>("timed_schedule", schedule);
  constant_ = to_device<double>("timed_constant", constant);
  weight_ = to_device<double>("timed_weight", weight);
}

}  // namespace strata
