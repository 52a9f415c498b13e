// The graded tensor-product grid: three lists of lines. Cell (i, j, k) lies between line i and i+1 of x, and so on.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "inputs/model.hpp"

namespace strata {

struct Grid {
  std::array<std::vector<double>, 3> lines;   ///< ascending coordinates per axis [m]

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
  bool empty() const {
    return lower[0] >= upper[0] || lower[1] >= upper[1] || lower[2] >= upper[2];
  }
};

/// Which cells a box covers. Its faces lie on grid lines (to the grid's tolerance), so the range is exact.
CellRange cells_of(const Grid& grid, const Box& box);
/// Index of the line nearest to `coordinate`.
int nearest_line(const Grid& grid, Axis axis, double coordinate);

/// Why the grid is as it is: for `strata check`.
struct GridPlan {
  Grid grid;
  /// Number of cells per axis whose lines come from this part or layer (hard edges it alone asks for, and the
  /// subdivision it caused), by name, largest first.
  struct Cause {
    std::string name;
    std::array<int, 3> lines{};      ///< grid lines on each axis that exist because of it
    std::int64_t cells = 0;          ///< cells that would go away without them
  };
  std::vector<Cause> causes;
  std::vector<std::string> merged;   ///< one sentence per pair of lateral lines that merged
};

/// Lines on every body edge and layer interface, merged and subdivided as Model::mesh says. Throws DeckError where a
/// layer would change its thickness or a block would vanish.
GridPlan plan_grid(const Model& model);

}  // namespace strata
