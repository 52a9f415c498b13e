#include "solver/unit_loads.hpp"

#include <algorithm>
#include <map>

namespace strata {

namespace {

using Kind = Superposition::Kind;

/// The die that a body is or lies in; else the body itself.
BodyIndex heated_thing(const Geometry& geometry, BodyIndex body) {
  for (BodyIndex up = body; up != kNoBody; up = geometry.bodies[static_cast<std::size_t>(up)].parent) {
    if (geometry.bodies[static_cast<std::size_t>(up)].active) return up;
  }
  return body;
}

/// Area mean of a map's tiles.
double mean_of(const Raster& map) {
  double sum = 0.0, area = 0.0;
  for (const Tile& tile : map) {
    const double a = (tile.area.upper[0] - tile.area.lower[0]) * (tile.area.upper[1] - tile.area.lower[1]);
    sum += a * tile.value;
    area += a;
  }
  return sum / area;
}

/// A condition of the same kind and coefficient that drives no heat into a body at the reference.
ThermalCondition idle(const ThermalCondition& condition, double reference) {
  ThermalCondition result = condition;
  if (auto* convection = std::get_if<Convection>(&result)) {
    convection->ambient = reference;
    convection->ambient_map.clear();
  } else if (auto* radiation = std::get_if<Radiation>(&result)) {
    radiation->ambient = reference;
  } else if (auto* fixed = std::get_if<FixedTemperature>(&result)) {
    fixed->temperature = reference;
  } else if (auto* flux = std::get_if<HeatFlux>(&result)) {
    flux->flux = 0.0;
  }
  return result;
}

}  // namespace

UnitLoads::UnitLoads(const Model& model, double reference, const std::vector<BoundaryHeat>& boundaries)
    : idle_(model), reference_(reference), sources_(model.sources), boundaries_(model.boundaries) {
  idle_.sources.clear();
  for (Boundary& boundary : idle_.boundaries) boundary.condition = idle(boundary.condition, reference);
  add_sources(model);
  for (std::size_t b = 0; b < boundaries_.size(); ++b) {
    if (boundaries[b].area > 0.0) add_boundary(boundaries_[b], b, boundaries[b].area);
  }
}

void UnitLoads::add_sources(const Model& model) {
  std::map<BodyIndex, Part> parts;
  for (std::size_t s = 0; s < sources_.size(); ++s) {
    parts[heated_thing(model.geometry, sources_[s].body)].sources.push_back(s);
  }
  for (const Kind kind : {Kind::die_power, Kind::body_power}) {
    for (const auto& [index, part] : parts) {
      const Body& body = model.geometry.bodies[static_cast<std::size_t>(index)];
      if (body.active.has_value() != (kind == Kind::die_power)) continue;
      double power = 0.0;
      for (const std::size_t s : part.sources) power += sources_[s].power;
      columns_.push_back({body.name, kind, power});
      parts_.push_back(part);
    }
  }
}

void UnitLoads::add_boundary(const Boundary& boundary, std::size_t index, double area) {
  const auto add = [&](Kind kind, double value) {
    columns_.push_back({boundary.name, kind, value});
    parts_.push_back({{}, index, area});
  };
  if (const auto* convection = std::get_if<Convection>(&boundary.condition)) {
    const bool has_map = !convection->ambient_map.empty();
    add(Kind::ambient, has_map ? mean_of(convection->ambient_map) : convection->ambient);
    if (has_map) add(Kind::ambient_map, 1.0);
  } else if (const auto* radiation = std::get_if<Radiation>(&boundary.condition)) {
    add(Kind::ambient, radiation->ambient);
  } else if (const auto* fixed = std::get_if<FixedTemperature>(&boundary.condition)) {
    add(Kind::fixed_temperature, fixed->temperature);
  } else if (const auto* flux = std::get_if<HeatFlux>(&boundary.condition)) {
    add(Kind::boundary_heat, flux->flux * area);
  }
}

Model UnitLoads::model(std::size_t column) const {
  Model model = idle_;
  const Part& part = parts_[column];
  const double power = columns_[column].value;
  for (const std::size_t s : part.sources) {
    HeatSource source = sources_[s];
    source.power = power != 0.0 ? source.power / power : 1.0 / static_cast<double>(part.sources.size());
    if (power == 0.0) source.map.clear();
    for (Tile& tile : source.map) tile.value /= power;
    model.sources.push_back(std::move(source));
  }
  if (!part.sources.empty()) return model;
  ThermalCondition& condition = model.boundaries[part.boundary].condition;
  if (auto* radiation = std::get_if<Radiation>(&condition)) {
    radiation->ambient = reference_ + 1.0;
  } else if (auto* fixed = std::get_if<FixedTemperature>(&condition)) {
    fixed->temperature = reference_ + 1.0;
  } else if (auto* flux = std::get_if<HeatFlux>(&condition)) {
    flux->flux = 1.0 / part.area;
  } else if (auto* convection = std::get_if<Convection>(&condition)) {
    if (columns_[column].kind == Kind::ambient) {
      convection->ambient = reference_ + 1.0;
      return model;
    }
    *convection = std::get<Convection>(boundaries_[part.boundary].condition);
    const double zero = mean_of(convection->ambient_map) - reference_;
    convection->ambient -= zero;
    for (Tile& tile : convection->ambient_map) tile.value -= zero;
  }
  return model;
}

}  // namespace strata
