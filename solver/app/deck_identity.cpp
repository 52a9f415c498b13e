#include "solver/app/deck_identity.hpp"

namespace strata::app {
namespace {

void append_raster(std::string& bytes, const Raster& raster) {
  for (const Tile& tile : raster) {
    const double numbers[] = {tile.area.lower[0], tile.area.lower[1], tile.area.upper[0], tile.area.upper[1],
                              tile.value};
    bytes.append(reinterpret_cast<const char*>(numbers), sizeof numbers);
  }
}

}  // namespace

std::string deck_identity(const Model& model) {
  std::string bytes = model.resolved_deck;
  for (const DensityMap& map : model.geometry.density_maps) append_raster(bytes, map.raster);
  for (const HeatSource& source : model.sources) append_raster(bytes, source.map);
  for (const Contact& contact : model.contacts) append_raster(bytes, contact.resistance_map);
  for (const Boundary& boundary : model.boundaries) {
    if (const auto* convection = std::get_if<Convection>(&boundary.condition)) {
      append_raster(bytes, convection->film_coefficient_map);
      append_raster(bytes, convection->ambient_map);
    }
  }
  return bytes;
}

}  // namespace strata::app
