#include "solver/stress/multigrid/line_coarsening.hpp"

#include <algorithm>
#include <limits>
#include <numeric>

namespace strata {
namespace {

// Two cells become one when together they are at most this many times the nominal width.
constexpr double kSlack = 3.0;
// An axis whose cells are this much wider than the other's, all in all, waits for it.
constexpr double kTooWide = 1.9;
// A level with more than this share of the columns before it is not worth its sweeps.
constexpr double kWorthwhile = 0.9;
// Where keeping the edges leaves more than this share however wide the cells may get, they go.
constexpr double kShrinks = 0.45;

LevelLines repeat(const LevelLines& fine) {
  LevelLines same = fine;
  same.finer.resize(fine.place.size());
  std::iota(same.finer.begin(), same.finer.end(), 0);
  return same;
}

LevelLines drop_lines(const LevelLines& fine, double widest, bool keep_edges) {
  LevelLines coarse;
  const auto keep = [&](int line) {
    const auto index = static_cast<std::size_t>(line);
    coarse.place.push_back(fine.place[index]);
    coarse.is_edge.push_back(fine.is_edge[index]);
    coarse.finer.push_back(line);
  };
  int line = 0;
  keep(0);
  while (line + 1 < fine.n()) {
    const auto next = static_cast<std::size_t>(line) + 1;
    const bool can_go = line + 2 < fine.n() && (!keep_edges || fine.is_edge[next] == 0);
    const bool goes = can_go && fine.place[next + 1] - fine.place[next - 1] <= widest;
    line += goes ? 2 : 1;
    keep(line);
  }
  return coarse;
}

double narrowest(const LevelLines& axis) {
  double least = std::numeric_limits<double>::infinity();
  for (std::size_t i = 1; i < axis.place.size(); ++i)
    least = std::min(least, axis.place[i] - axis.place[i - 1]);
  return least;
}

/// Width of the cell in which half of the axis ends when cells are put in order of width.
double typical_width(const LevelLines& axis) {
  std::vector<double> widths;
  for (std::size_t i = 1; i < axis.place.size(); ++i) widths.push_back(axis.place[i] - axis.place[i - 1]);
  std::sort(widths.begin(), widths.end());
  const double half = 0.5 * (axis.place.back() - axis.place.front());
  double sum = 0.0;
  for (const double width : widths) {
    sum += width;
    if (sum >= half) return width;
  }
  return widths.back();
}

/// Both axes with cells up to `widest`; an axis that is coarse already waits for the other.
LateralLines drop_both(const LateralLines& fine, double widest, bool keep_edges) {
  const double typical[2] = {typical_width(fine.axes[0]), typical_width(fine.axes[1])};
  LateralLines coarse;
  for (std::size_t axis = 0; axis < 2; ++axis)
    coarse.axes[axis] = drop_lines(fine.axes[axis], widest, keep_edges);
  for (std::size_t axis = 0; axis < 2; ++axis) {
    const std::size_t other = 1 - axis;
    const bool other_goes_on = coarse.axes[other].n() < fine.axes[other].n();
    if (other_goes_on && typical[axis] > kTooWide * typical[other])
      coarse.axes[axis] = repeat(fine.axes[axis]);
  }
  return coarse;
}

}  // namespace

LateralLines coarsen_lines(const LateralLines& fine, double& width) {
  constexpr double kUnlimited = std::numeric_limits<double>::max();
  const auto share = [&](const LateralLines& coarse) {
    return static_cast<double>(coarse.n_columns()) / static_cast<double>(fine.n_columns());
  };
  const bool keep_edges = share(drop_both(fine, kUnlimited, true)) <= kShrinks;
  const double best = share(drop_both(fine, kUnlimited, keep_edges));
  width = std::max(width, std::min(narrowest(fine.axes[0]), narrowest(fine.axes[1])));
  LateralLines coarse;
  do {
    width *= 2.0;
    coarse = drop_both(fine, kSlack / 2.0 * width, keep_edges);
  } while (share(coarse) > std::max(kWorthwhile, best) && width < kUnlimited / 4.0);
  return coarse;
}

}  // namespace strata
