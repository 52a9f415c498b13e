#include "meshes/grid.hpp"

#include <algorithm>
#include <cmath>

namespace strata {

double coordinate_rounding(double coordinate) {
  return 1e-12 + 1e-9 * std::abs(coordinate);
}

int nearest_line(const Grid& grid, Axis axis, double coordinate) {
  const auto& merged = grid.merged[static_cast<int>(axis)];
  const double rounding = coordinate_rounding(coordinate);
  const auto first =
      std::lower_bound(merged.begin(), merged.end(), coordinate - rounding,
                       [](const Grid::MergedLine& m, double value) { return m.coordinate < value; });
  if (first != merged.end() && first->coordinate <= coordinate + rounding) return first->line;

  const auto& lines = grid.lines[static_cast<int>(axis)];
  const auto above = std::lower_bound(lines.begin(), lines.end(), coordinate);
  if (above == lines.begin()) return 0;
  const int index = static_cast<int>(above - lines.begin());
  if (above == lines.end()) return index - 1;
  return coordinate - lines[index - 1] <= lines[index] - coordinate ? index - 1 : index;
}

CellRange cells_of(const Grid& grid, const Box& box) {
  CellRange range;
  for (int a = 0; a < 3; ++a) {
    range.lower[a] = nearest_line(grid, static_cast<Axis>(a), box.lower[a]);
    range.upper[a] = nearest_line(grid, static_cast<Axis>(a), box.upper[a]);
  }
  return range;
}

}  // namespace strata
