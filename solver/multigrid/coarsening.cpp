#include "solver/multigrid/coarsening.hpp"

#include <algorithm>
#include <limits>
#include <numeric>

namespace strata {
namespace {

// An axis whose strips are this much wider than the other's, all in all, waits for it.
constexpr double kTooWide = 1.9;
// Two strips merge when together they are at most this many times the target. With the careful rule fine
// strips merge well before wide ones, as strongly graded lines need. With the generous one spacings that
// differ by a factor of two stay in step, which is all that nearly even lines need, at half the cells on
// coarse levels.
constexpr double kCareful = 2.0;
constexpr double kGenerous = 3.0;
// What full coarsening costs is 4/3; up to this the generous rule comes near enough to it.
constexpr double kNearlyFull = 1.5;
// A level with more than this share of the columns before it is not worth its sweeps.
constexpr double kWorthwhile = 0.9;

LevelAxis merge_pairs(const LevelAxis& fine, double scale, double widest) {
  LevelAxis coarse;
  auto next_start = fine.starts.begin();
  for (int i = 0; i < fine.n();) {
    while (*next_start <= i) {
      coarse.starts.push_back(coarse.n());
      ++next_start;
    }
    const bool has_partner = i + 1 < *next_start;
    const bool merges = has_partner && scale * (fine.width[i] + fine.width[i + 1]) <= widest;
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

/// Width of the strip in which half of the axis ends when strips are put in order of width: what most of the
/// area is made of, however many fine strips there are.
double typical_width(const LevelAxis& axis) {
  std::vector<double> widths = axis.width;
  std::sort(widths.begin(), widths.end());
  const double half = 0.5 * std::accumulate(widths.begin(), widths.end(), 0.0);
  double sum = 0.0;
  for (const double width : widths) {
    sum += width;
    if (sum >= half) return width;
  }
  return widths.back();
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

LateralLevel coarsen(const LateralLevel& fine, const CoarseningRule& rule, double& target) {
  const bool can[2] = {can_merge(fine.axes[0]), can_merge(fine.axes[1])};
  if (!can[0] && !can[1]) return {{repeat(fine.axes[0]), repeat(fine.axes[1])}};
  const double typical[2] = {typical_width(fine.axes[0]), rule.anisotropy * typical_width(fine.axes[1])};
  target = std::max(target, narrowest(fine, rule.anisotropy));
  LateralLevel coarse;
  do {
    target *= 2.0;
    for (int axis = 0; axis < 2; ++axis) {
      const int other = 1 - axis;
      const bool waits = can[other] && typical[axis] > kTooWide * typical[other];
      coarse.axes[axis] =
          waits ? repeat(fine.axes[axis])
                : merge_pairs(fine.axes[axis], axis == 1 ? rule.anisotropy : 1.0, rule.slack * target);
    }
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

CoarseningRule choose_rule(const LateralLevel& finest, double anisotropy) {
  const CoarseningRule generous{anisotropy, kGenerous};
  LateralLevel level = without_cuts(finest);
  double columns = static_cast<double>(level.n_columns()), target = 0.0;
  while (level.n_columns() > 1) {
    level = coarsen(level, generous, target);
    columns += static_cast<double>(level.n_columns());
  }
  const double complexity = columns / static_cast<double>(finest.n_columns());
  return complexity <= kNearlyFull ? generous : CoarseningRule{anisotropy, kCareful};
}

}  // namespace strata
