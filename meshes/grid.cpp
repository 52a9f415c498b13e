#include "meshes/grid.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace strata {

double coordinate_rounding(double coordinate) {
  return 1e-12 + 1e-9 * std::abs(coordinate);
}

std::vector<double> even_spacings(const Grid& grid, Axis axis) {
  const std::vector<double>& lines = grid.lines[static_cast<int>(axis)];
  const double rounding = 4.0 * std::numeric_limits<double>::epsilon() *
                          std::max(std::abs(lines.front()), std::abs(lines.back()));
  std::vector<double> spacings;
  spacings.reserve(static_cast<std::size_t>(grid.n_cells(axis)));
  for (int c = 0; c < grid.n_cells(axis); ++c) spacings.push_back(grid.spacing(axis, c));
  std::vector<double> kinds = spacings;
  std::sort(kinds.begin(), kinds.end());
  kinds.erase(std::unique(kinds.begin(), kinds.end(),
                          [&](double first, double other) { return other - first <= rounding; }),
              kinds.end());
  for (double& spacing : spacings) spacing = *(std::upper_bound(kinds.begin(), kinds.end(), spacing) - 1);
  return spacings;
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
