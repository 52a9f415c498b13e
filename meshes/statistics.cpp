#include "meshes/statistics.hpp"

#include "meshes/components.hpp"

namespace strata {

GridStatistics grid_statistics(const Grid& grid) {
  GridStatistics statistics;
  statistics.n_cells = grid.n_cells();
  for (int a = 0; a < 3; ++a) {
    const Axis axis = static_cast<Axis>(a);
    auto& smallest = statistics.smallest[a];
    auto& largest = statistics.largest[a];
    smallest = largest = {grid.spacing(axis, 0), grid.centre(axis, 0)};
    for (int c = 1; c < grid.n_cells(axis); ++c) {
      const double size = grid.spacing(axis, c);
      if (size < smallest.size) smallest = {size, grid.centre(axis, c)};
      if (size > largest.size) largest = {size, grid.centre(axis, c)};
    }
  }
  // Every pair of spacings on two axes meets in some cell of a tensor grid.
  for (int a = 0; a < 3; ++a) {
    for (int b = 0; b < 3; ++b) {
      if (a == b) continue;
      const double ratio = statistics.largest[a].size / statistics.smallest[b].size;
      if (ratio <= statistics.worst_aspect_ratio) continue;
      statistics.worst_aspect_ratio = ratio;
      statistics.longest_edge = static_cast<Axis>(a);
      statistics.shortest_edge = static_cast<Axis>(b);
    }
  }
  return statistics;
}

FillStatistics fill_statistics(const Geometry& geometry, const Grid& grid, std::size_t limit) {
  FillStatistics statistics;
  statistics.n_solid_cells = grid.n_cells();
  double domain_volume = 1.0;
  for (const auto& lines : grid.lines) domain_volume *= lines.back() - lines.front();
  const std::vector<VoidComponent> components = void_components(geometry, grid);
  statistics.n_void_regions = components.size();
  for (const VoidComponent& component : components) {
    statistics.n_solid_cells -= component.n_cells;
    statistics.void_fraction += component.volume / domain_volume;
    if (statistics.void_regions.size() >= limit) continue;
    Box box;
    for (int a = 0; a < 3; ++a) {
      box.lower[a] = grid.lines[a][component.extent.lower[a]];
      box.upper[a] = grid.lines[a][component.extent.upper[a]];
    }
    statistics.void_regions.push_back({box, component.n_cells, component.volume, component.unfilled_volume});
  }
  return statistics;
}

}  // namespace strata
