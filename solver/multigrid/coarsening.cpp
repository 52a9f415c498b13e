#include "solver/multigrid/coarsening.hpp"

#include <algorithm>
#include <limits>
#include <numeric>

namespace strata {
namespace {

// Two strips merge when together they are at most this many times the target.
constexpr double kSlack = 1.5;
// A level with more than this share of the columns before it is not worth its sweeps.
constexpr double kWorthwhile = 0.97;

LevelAxis merge_pairs(const LevelAxis& fine, double scale, double target) {
  LevelAxis coarse;
  auto next_start = fine.starts.begin();
  for (int i = 0; i < fine.n();) {
    while (*next_start <= i) {
      coarse.starts.push_back(coarse.n());
      ++next_start;
    }
    const bool has_partner = i + 1 < *next_start;
    const bool merges = has_partner && scale * (fine.width[i] + fine.width[i + 1]) <= kSlack * target;
    coarse.first_child.push_back(i);
    coarse.width.push_back(merges ? fine.width[i] + fine.width[i + 1] : fine.width[i]);
    i += merges ? 2 : 1;
  }
  for (; next_start != fine.starts.end(); ++next_start) coarse.starts.push_back(coarse.n());
  coarse.first_child.push_back(fine.n());
  return coarse;
}

double narrowest(const LateralLevel& level, double anisotropy) {
  const auto least = [](const LevelAxis& axis) {
    return *std::min_element(axis.width.begin(), axis.width.end());
  };
  return std::min(least(level.axes[0]), anisotropy * least(level.axes[1]));
}

/// The same strips as a level of their own.
LevelAxis repeat(const LevelAxis& fine) {
  LevelAxis same = fine;
  same.first_child.resize(fine.width.size() + 1);
  std::iota(same.first_child.begin(), same.first_child.end(), 0);
  return same;
}

bool can_merge(const LevelAxis& axis) {
  for (std::size_t r = 0; r + 1 < axis.starts.size(); ++r) {
    if (axis.starts[r + 1] - axis.starts[r] > 1) return true;
  }
  return false;
}

}  // namespace

double LevelAxis::centre_distance(int i) const {
  const double left = width[std::clamp(i, 0, n() - 1)];
  const double right = width[std::clamp(i + 1, 0, n() - 1)];
  return 0.5 * (left + right);
}

LateralLevel coarsen(const LateralLevel& fine, double anisotropy, double& target) {
  if (!can_merge(fine.axes[0]) && !can_merge(fine.axes[1])) {
    return {{repeat(fine.axes[0]), repeat(fine.axes[1])}};
  }
  target = std::max(target, narrowest(fine, anisotropy));
  LateralLevel coarse;
  do {
    target *= 2.0;
    coarse.axes[0] = merge_pairs(fine.axes[0], 1.0, target);
    coarse.axes[1] = merge_pairs(fine.axes[1], anisotropy, target);
  } while (static_cast<double>(coarse.n_columns()) > kWorthwhile * static_cast<double>(fine.n_columns()) &&
           target < std::numeric_limits<double>::max() / 4.0);
  return coarse;
}

LateralLevel without_cuts(const LateralLevel& level) {
  LateralLevel whole = level;
  for (LevelAxis& axis : whole.axes) {
    axis.starts = {0, axis.n()};
    axis.first_child.clear();
  }
  return whole;
}

}  // namespace strata
