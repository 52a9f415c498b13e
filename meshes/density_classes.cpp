#include "meshes/density_classes.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "meshes/rasterize.hpp"

namespace strata {

namespace {

/// Lines of the grid between which the tiles of a raster lie, clipped to a window.
Window reach_of(const Raster& raster, const Grid& grid, const Window& window) {
  constexpr double kFar = std::numeric_limits<double>::infinity();
  Rectangle extent{{kFar, kFar}, {-kFar, -kFar}};
  for (const Tile& tile : raster) {
    for (int axis = 0; axis < 2; ++axis) {
      extent.lower[axis] = std::min(extent.lower[axis], tile.area.lower[axis]);
      extent.upper[axis] = std::max(extent.upper[axis], tile.area.upper[axis]);
    }
  }
  const auto line = [&grid](Axis axis, double coordinate) { return nearest_line(grid, axis, coordinate); };
  Window reach;
  reach.i0 = std::max(window.i0, line(Axis::x, extent.lower[0]));
  reach.i1 = std::max(reach.i0, std::min(window.i1, line(Axis::x, extent.upper[0])));
  reach.j0 = std::max(window.j0, line(Axis::y, extent.lower[1]));
  reach.j1 = std::max(reach.j0, std::min(window.j1, line(Axis::y, extent.upper[1])));
  return reach;
}

}  // namespace

ColumnDensities column_densities(const DensityMap& map, const Grid& grid, const Window& window) {
  ColumnDensities columns;
  columns.window = reach_of(map.raster, grid, window);
  const Window& w = columns.window;
  Raster metal = map.raster;
  Raster area = map.raster;
  for (std::size_t t = 0; t < metal.size(); ++t) {
    const Rectangle& r = metal[t].area;
    area[t].value = (r.upper[0] - r.lower[0]) * (r.upper[1] - r.lower[1]);
    metal[t].value *= area[t].value;
  }
  columns.density = raster_sum(metal, grid.lines[0], grid.lines[1], w.i0, w.i1, w.j0, w.j1);
  const std::vector<double> covered = raster_sum(area, grid.lines[0], grid.lines[1], w.i0, w.i1, w.j0, w.j1);
  for (std::size_t c = 0; c < covered.size(); ++c)
    columns.density[c] = covered[c] > 0.0 ? columns.density[c] / covered[c] : map.lowest;
  return columns;
}

MaterialId class_of(const DensityMap& map, double density) {
  if (map.n_classes < 2) return map.first_class;
  const double step = (map.highest - map.lowest) / (map.n_classes - 1);
  const double nearest = std::round((density - map.lowest) / step);
  const int index = static_cast<int>(std::clamp(nearest, 0.0, static_cast<double>(map.n_classes - 1)));
  return static_cast<MaterialId>(static_cast<int>(map.first_class) + index);
}

double class_error(const DensityMap& map) {
  return map.n_classes < 2 ? 0.0 : 0.5 * (map.highest - map.lowest) / (map.n_classes - 1);
}

}  // namespace strata
