#include "postproc/dataset/film_map.hpp"

#include "meshes/rasterize.hpp"
#include "physics/boundaries.hpp"
#include "solver/boundary_lookup.hpp"

namespace strata {

namespace {

/// Of one condition on cells [lower, upper) of the plane, x fastest.
std::vector<double> films_of(const ThermalCondition& condition, const Grid& grid, const FaceRange& range) {
  const auto* convection = std::get_if<Convection>(&condition);
  double film = surroundings_of(condition).film_coefficient;
  if (convection != nullptr && !convection->film_coefficient_law.temperature.empty())
    film = film_near_ambient(convection->film_coefficient_law, convection->ambient);
  static const Raster none;
  const Raster* raster = maps_of(condition).film_coefficient;
  return raster_mean(raster == nullptr ? none : *raster, film, grid.lines[0], grid.lines[1], range.lower[0],
                     range.upper[0], range.lower[1], range.upper[1]);
}

}  // namespace

std::vector<double> film_map(const Model& model, const Grid& grid, const NativeFields& native, Face face) {
  const std::size_t nx = native.n_cells(0), ny = native.n_cells(1);
  std::vector<double> map(nx * ny, 0.0);
  for (const Boundary& boundary : model.boundaries) {
    if (boundary.face != face) continue;
    const FaceRange range = claimed_range(boundary, grid);
    const std::vector<double> films = films_of(boundary.condition, grid, range);
    std::size_t next = 0;
    for (int j = range.lower[1]; j < range.upper[1]; ++j) {
      for (int i = range.lower[0]; i < range.upper[0]; ++i, ++next)
        map[static_cast<std::size_t>(j) * nx + static_cast<std::size_t>(i)] = films[next];
    }
  }
  const std::size_t first = face == Face::top ? nx * ny * (native.n_cells(2) - 1) : 0;
  for (std::size_t column = 0; column < map.size(); ++column) {
    if (native.material[first + column] == 0) map[column] = 0.0;
  }
  return map;
}

}  // namespace strata
