#include "solver/app/deck_identity.hpp"

#include "postproc/checksum.hpp"

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

void append_numbers(std::string& bytes, const std::vector<double>& numbers) {
  bytes.append(reinterpret_cast<const char*>(numbers.data()), numbers.size() * sizeof(double));
}

/// Powers may come from the files of traces, and from one moment of them.
void append_sources(std::string& bytes, const Model& model) {
  for (const HeatSource& source : model.sources) {
    append_numbers(bytes, {source.power, static_cast<double>(source.schedule)});
    append_raster(bytes, source.map);
  }
  for (const Schedule& schedule : model.schedules) {
    append_numbers(bytes, {schedule.period, schedule.between == Schedule::Between::linear ? 1.0 : 0.0});
    append_numbers(bytes, schedule.time);
    append_numbers(bytes, schedule.value);
  }
}

}  // namespace

std::string deck_identity(const Model& model) {
  std::string bytes = model.resolved_deck;
  for (const DensityMap& map : model.geometry.density_maps) append_raster(bytes, map.raster);
  append_blocks(bytes, model.geometry);
  append_sources(bytes, model);
  if (model.transient && model.transient->initial.kind == InitialState::Kind::file)
    bytes += sha256_of_file(model.transient->initial.file);
  for (const Contact& contact : model.contacts) append_raster(bytes, contact.resistance_map);
  for (const Boundary& boundary : model.boundaries) {
    if (const auto* convection = std::get_if<Convection>(&boundary.condition)) {
      append_raster(bytes, convection->film_coefficient_map);
      append_raster(bytes, convection->ambient_map);
    }
    if (const auto* plate = std::get_if<ColdPlate>(&boundary.condition))
      append_raster(bytes, plate->film_coefficient_map);
  }
  return bytes;
}

}  // namespace strata::app
