#include "solver/boundary_lookup.hpp"

#include <cmath>
#include <ranges>

#include "meshes/rasterize.hpp"
#include "physics/boundaries.hpp"

namespace strata {

namespace {

/// Value of a map on one cell face.
double value_at(const Raster* raster, double outside, const Grid& grid, std::array<Axis, 2> axes, int u,
                int v) {
  if (raster == nullptr) return outside;
  const auto& lines_u = grid.lines[static_cast<std::size_t>(axes[0])];
  const auto& lines_v = grid.lines[static_cast<std::size_t>(axes[1])];
  return raster_mean(*raster, outside, lines_u, lines_v, u, u + 1, v, v + 1).front();
}

}  // namespace

FaceRange claimed_range(const Boundary& boundary, const Grid& grid) {
  FaceRange range;
  if (!boundary.face) return range;
  const std::array<Axis, 2> axes = face_axes(static_cast<int>(*boundary.face) / 2);
  for (std::size_t a = 0; a < 2; ++a) {
    range.upper[a] = grid.n_cells(axes[a]);
    if (!boundary.patch) continue;
    range.lower[a] = nearest_line(grid, axes[a], boundary.patch->lower[a]);
    range.upper[a] = nearest_line(grid, axes[a], boundary.patch->upper[a]);
  }
  return range;
}

SurfaceClosure BoundaryLookup::closure(const CellFace& face) const {
  const std::array<Axis, 2> axes = face_axes(static_cast<int>(face.face) / 2);
  const int u = face.cell[static_cast<std::size_t>(axes[0])],
            v = face.cell[static_cast<std::size_t>(axes[1])];
  for (const Boundary& boundary : std::views::reverse(model_.boundaries)) {
    const bool claims = face.is_outer
                            ? boundary.face == face.face && claimed_range(boundary, grid_).contains(u, v)
                            : !boundary.face;
    if (!claims) continue;
    const Surroundings given = surroundings_of(boundary.condition);
    const SurroundingsMaps maps = maps_of(boundary.condition);
    return surface_closure(boundary.condition,
                           value_at(maps.film_coefficient, given.film_coefficient, grid_, axes, u, v),
                           value_at(maps.ambient, given.ambient, grid_, axes, u, v));
  }
  return {};
}

bool BoundaryLookup::fixes_temperature(const CellFace& face) const {
  return !std::isinf(closure(face).resistance);
}

}  // namespace strata
