// The graded tensor-product grid: three lists of lines. Cell (i, j, k) lies between line i and i+1 of x, and
// so on.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "inputs/model.hpp"

namespace strata {

struct Grid {
  /// Where a body edge merged into a line elsewhere; found by its original coordinate.
  struct MergedLine {
    double coordinate = 0.0;  ///< [m]
    int line = 0;             ///< index of the line that stands for it
  };

  std::array<std::vector<double>, 3> lines{};       ///< ascending coordinates per axis [m]
  std::array<std::vector<MergedLine>, 3> merged{};  ///< ascending; only x and y lines ever merge

  int n_cells(Axis axis) const { return static_cast<int>(lines[static_cast<int>(axis)].size()) - 1; }
  std::int64_t n_cells() const {
    return std::int64_t{n_cells(Axis::x)} * n_cells(Axis::y) * n_cells(Axis::z);
  }
  double spacing(Axis axis, int index) const {
    const auto& l = lines[static_cast<int>(axis)];
    return l[index + 1] - l[index];
  }
  double centre(Axis axis, int index) const {
    const auto& l = lines[static_cast<int>(axis)];
    return 0.5 * (l[index] + l[index + 1]);
  }
};

/// Half-open range of cells [lower, upper) per axis.
struct CellRange {
  std::array<int, 3> lower{};
  std::array<int, 3> upper{};
  bool empty() const { return lower[0] >= upper[0] || lower[1] >= upper[1] || lower[2] >= upper[2]; }
};

/// The largest difference between two coordinates that is taken for rounding: 1e-12 m + 1e-9 |coordinate|
/// [m].
double coordinate_rounding(double coordinate);

/// Which cells a box covers. Its faces lie on grid lines (to the grid's tolerance), so the range is exact.
CellRange cells_of(const Grid& grid, const Box& box);
/// Index of the line that stands for `coordinate`: the one it merged into where it did, else the nearest (the
/// lower of two at equal distance). O(log lines).
int nearest_line(const Grid& grid, Axis axis, double coordinate);

/// Why the grid is as it is: for `strata check`.
struct GridPlan {
  Grid grid;
  /// What one part, layer of the assembly, mesh region or boundary patch costs. Its lines are
  ///  - those that would go away if the edges that it alone asks for were dropped and each gap left behind
  ///  were filled
  ///    evenly at the finest spacing asked for in it (growth not considered),
  ///  - in z, those that divide layers which it alone crosses,
  ///  - of a mesh region, those that its finer spacing adds.
  struct Cause {
    std::string name;            ///< part, layer without its number ("bond", not "bond[3]"), region, boundary
    std::array<int, 3> lines{};  ///< grid lines on each axis that exist because of it
    std::int64_t cells = 0;      ///< cells that would go away without them
  };
  std::vector<Cause> causes;  ///< those with any lines; most cells first
  std::vector<std::string>
      merged;  ///< one sentence per pair of lateral lines that merged, by axis and coordinate
};

/// Lines on every body edge, layer interface, mesh region, boundary patch and source region, merged and
/// subdivided as Model::mesh says. Lateral lines closer than the tolerance merge: the ends of the domain win,
/// then the edge of the laterally larger body, then of the earlier one; no edge moves by the tolerance or
/// more. z lines never move. Spacings that are 0 in Model::mesh set no limit. Throws DeckError where a body,
/// patch or source would vanish or lies outside the domain, RefusedError where an axis would need more than
/// ten million lines.
GridPlan plan_grid(const Model& model);

/// The same with every lateral spacing limit, those of mesh regions too, `factor` times as large; z is
/// divided as before.
GridPlan plan_coarser_grid(Model model, double factor);

}  // namespace strata
