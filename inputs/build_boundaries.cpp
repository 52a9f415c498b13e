#include "inputs/build_boundaries.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "inputs/deck/quantity.hpp"
#include "inputs/frame.hpp"
#include "inputs/outer_faces.hpp"

namespace strata {

namespace {

bool is_side(Face face) {
  return face != Face::bottom && face != Face::top;
}

/// Built in place: moving a temporary variant makes GCC 12 see uninitialised members under the sanitizers.
template <class Condition>
std::optional<ThermalCondition> as_condition(Condition condition) {
  return std::optional<ThermalCondition>(std::in_place, std::move(condition));
}

class BoundaryBuilder {
 public:
  BoundaryBuilder(BuildContext& context, RasterReader& rasters)
      : context_(context), rasters_(rasters), model_(context.model) {}

  void build() {
    const Value* boundaries = context_.deck.find("boundaries");
    if (boundaries == nullptr || !boundaries->is_table()) return;
    build_sides(*boundaries);
    for (const NamedFace& face : kOuterFaces) build_face(*boundaries, face);
    if (const Value* exposed = boundaries->find("exposed")) {
      const std::size_t before = context_.diagnostics.n_errors();
      const auto condition = condition_of(*exposed, std::nullopt, "exposed");
      if (condition) model_.boundaries.push_back({"exposed", exposed->position(), {}, {}, *condition});
      broken_ = broken_ || (!condition && context_.diagnostics.n_errors() == before);
    }
    check_something_fixes(*boundaries);
  }

 private:
  void build_sides(const Value& boundaries);
  void build_face(const Value& boundaries, const NamedFace& face);
  void build_patches(const Value& keys, const NamedFace& face);
  std::optional<ThermalCondition> condition_of(const Value& keys, const std::optional<Rectangle>& extent,
                                               const std::string& host);
  std::optional<ThermalCondition> convection_of(const Value& keys, const std::optional<Rectangle>& extent,
                                                const std::string& host);
  std::optional<Raster> map_of(const Value& convection, std::string_view key, const Dimension& dimension,
                               const std::optional<Rectangle>& extent, const std::string& host);
  void check_coverage(const Value& convection, std::string_view key, const Raster& raster,
                      const Rectangle& extent, const std::string& host);
  void check_something_fixes(const Value& boundaries);

  BuildContext& context_;
  RasterReader& rasters_;
  Model& model_;
  bool broken_ = false;  ///< a condition was wrong, so that its kind is unknown
};

void BoundaryBuilder::build_sides(const Value& boundaries) {
  const Value* sides = boundaries.find("sides");
  if (sides == nullptr) return;
  const auto condition = condition_of(*sides, std::nullopt, "sides");
  for (const NamedFace& side : kOuterFaces) {
    if (!is_side(side.face) || is_symmetric(model_.geometry, side.face) ||
        context_.was_written(boundaries, side.name))
      continue;
    if (condition)
      model_.boundaries.push_back({std::string(side.name), sides->position(), side.face, {}, *condition});
  }
}

void BoundaryBuilder::build_face(const Value& boundaries, const NamedFace& face) {
  const Value* keys = boundaries.find(face.name);
  if (keys == nullptr) return;
  if (is_symmetric(model_.geometry, face.face)) {
    context_.diagnostics.error(
        boundaries.key_position(face.name),
        fmt::format("{} is a symmetry plane and cannot have a boundary condition", face.name));
    return;
  }
  const std::string name(face.name);
  const auto condition =
      condition_of(*keys, outline(model_.geometry.domain, face.face), "face '" + name + "'");
  if (condition) model_.boundaries.push_back({name, keys->position(), face.face, {}, *condition});
  if (keys->is_table()) build_patches(*keys, face);
}

void BoundaryBuilder::build_patches(const Value& keys, const NamedFace& face) {
  std::set<std::string> names;
  for (const Value& patch : find_list(keys, "patches")) {
    if (!patch.is_table()) continue;
    const FacePatch place = read_patch(context_, patch, face, names);
    const Rectangle whole = outline(model_.geometry.domain, face.face);
    const auto condition = condition_of(patch, place.area.value_or(whole), "patch '" + place.name + "'");
    if (condition && place.area)
      model_.boundaries.push_back({place.name, patch.position(), face.face, place.area, *condition});
  }
}

std::optional<ThermalCondition> BoundaryBuilder::condition_of(const Value& keys,
                                                              const std::optional<Rectangle>& extent,
                                                              const std::string& host) {
  if (keys.is_text()) return as_condition(Adiabatic{});
  if (!keys.is_table()) return std::nullopt;
  constexpr std::array<std::string_view, 4> kinds{"convection", "heat_flux", "fixed_temperature",
                                                  "adiabatic"};
  if (std::count_if(kinds.begin(), kinds.end(),
                    [&](auto kind) { return context_.was_written(keys, kind); }) != 1) {
    broken_ = true;  // reported by the key table
    return std::nullopt;
  }
  if (const Value* convection = keys.find("convection"); convection != nullptr && convection->is_table())
    return convection_of(*convection, extent, host);
  if (const auto flux = find_number(keys, "heat_flux")) return as_condition(HeatFlux{*flux});
  if (const auto temperature = find_number(keys, "fixed_temperature"))
    return as_condition(FixedTemperature{*temperature});
  if (keys.has("adiabatic")) return as_condition(Adiabatic{});
  broken_ = true;
  return std::nullopt;
}

std::optional<ThermalCondition> BoundaryBuilder::convection_of(const Value& keys,
                                                               const std::optional<Rectangle>& extent,
                                                               const std::string& host) {
  Convection convection;
  bool good = true;
  const auto read = [&](std::string_view key, const Dimension& dimension, double& value, Raster& raster) {
    const std::string map_key = std::string(key) + "_map";
    if (!context_.was_written(keys, key) && !context_.was_written(keys, map_key)) {
      context_.diagnostics.error(keys.position(), fmt::format("convection needs '{}' or '{}'", key, map_key));
      good = false;
    }
    if (const auto number = find_number(keys, key)) {
      value = *number;
    } else if (context_.was_written(keys, key)) {
      good = false;
    }
    if (!context_.was_written(keys, map_key)) return;
    auto map = map_of(keys, map_key, dimension, extent, host);
    good = good && map.has_value();
    if (map) raster = std::move(*map);
  };
  read("film_coefficient", dimension::kFilmCoefficient, convection.film_coefficient,
       convection.film_coefficient_map);
  read("ambient", dimension::kTemperature, convection.ambient, convection.ambient_map);
  if (!good) {
    broken_ = true;
    return std::nullopt;
  }
  return as_condition(std::move(convection));
}

std::optional<Raster> BoundaryBuilder::map_of(const Value& convection, std::string_view key,
                                              const Dimension& dimension,
                                              const std::optional<Rectangle>& extent,
                                              const std::string& host) {
  const Value* keys = convection.find(key);
  if (keys == nullptr || !keys->is_table()) return std::nullopt;
  if (!extent) {
    context_.diagnostics.error(convection.key_position(key),
                               fmt::format("'{}' needs one face: top, bottom, x_min ... or a patch", key));
    return std::nullopt;
  }
  auto raster = rasters_.read(*keys, *extent, host);
  const auto units = find_text(*keys, "units");
  if (!raster || !units) return std::nullopt;
  convert_values(*raster, *units, dimension);
  const bool must_be_positive = dimension.absolute_temperature;
  for (const Tile& tile : *raster) {
    if (tile.value > 0.0 || (tile.value == 0.0 && !must_be_positive)) continue;
    context_.diagnostics.error((*keys)["file"].position(),
                               fmt::format("the map holds {:.6g} {}; values must be {}", tile.value,
                                           dimension.si_unit, must_be_positive ? "> 0" : ">= 0"));
    return std::nullopt;
  }
  if (context_.exact_geometry) check_coverage(convection, key, *raster, *extent, host);
  return raster;
}

void BoundaryBuilder::check_coverage(const Value& convection, std::string_view key, const Raster& raster,
                                     const Rectangle& extent, const std::string& host) {
  const Position& position = convection[key]["file"].position();
  if (find_overlap(raster)) {
    context_.diagnostics.error(position, "tiles of the map overlap, so that the value there is not defined");
    return;
  }
  const std::string_view plain = key.substr(0, key.size() - 4);  // without "_map"
  const double share = tiled_area(raster) / area_of(extent);
  if (share < 1.0 - 1e-6 && !context_.was_written(convection, plain))
    context_.diagnostics.error(position, fmt::format("the tiles cover {:.4g} % of {}", 100.0 * share, host),
                               fmt::format("give '{}' for the rest", plain));
}

/// With insulated or flux faces alone the temperature has no level.
void BoundaryBuilder::check_something_fixes(const Value& boundaries) {
  if (broken_ || !model_.solves_heat) return;
  for (const Boundary& boundary : model_.boundaries) {
    if (std::holds_alternative<FixedTemperature>(boundary.condition)) return;
    const auto* convection = std::get_if<Convection>(&boundary.condition);
    if (convection == nullptr) continue;
    const Raster& map = convection->film_coefficient_map;
    if (convection->film_coefficient > 0.0 ||
        std::any_of(map.begin(), map.end(), [](const Tile& tile) { return tile.value > 0.0; }))
      return;
  }
  context_.diagnostics.error(
      boundaries.position(),
      "nothing fixes the temperature: no convection and no fixed temperature anywhere");
}

}  // namespace

void build_symmetry(BuildContext& context) {
  auto& planes = context.model.geometry.symmetry;
  for (const Value& item : find_list(context.deck, "symmetry")) {
    if (!item.is_text()) continue;
    const auto side = std::find_if(kOuterFaces.begin(), kOuterFaces.end(),
                                   [&](const NamedFace& s) { return s.name == item.text(); });
    if (side == kOuterFaces.end()) continue;
    if (is_symmetric(context.model.geometry, side->face))
      context.diagnostics.error(item.position(), "'" + item.text() + "' is listed twice");
    else
      planes.push_back(side->face);
  }
}

void build_boundaries(BuildContext& context, RasterReader& rasters) {
  BoundaryBuilder(context, rasters).build();
}

}  // namespace strata
