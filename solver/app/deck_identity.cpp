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

/// Blocks may come from floorplan files, which the resolved deck only names.
void append_blocks(std::string& bytes, const Geometry& geometry) {
  for (const Body& body : geometry.bodies) {
    if (body.kind != BodyKind::block) continue;
    bytes += body.name;
    const double numbers[] = {body.box.lower[0], body.box.lower[1], body.box.upper[0], body.box.upper[1]};
    bytes.append(reinterpret_cast<const char*>(numbers), sizeof numbers);
  }
}

}  // namespace

std::string deck_identity(const Model& model) {
  std::string bytes = model.resolved_deck;
  for (const DensityMap& map : model.geometry.density_maps) append_raster(bytes, map.raster);
  append_blocks(bytes, model.geometry);
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
