#include "inputs/build_boundaries.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "inputs/cold_plates.hpp"
#include "inputs/deck/quantity.hpp"
#include "inputs/frame.hpp"
#include "inputs/outer_faces.hpp"
#include "inputs/property_law.hpp"

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

/// What a condition stands on.
struct Place {
  std::optional<Face> face{};         ///< one outer face
  std::optional<Rectangle> extent{};  ///< of it, or of the patch
  std::string host;                   ///< "face 'top'", for messages
};

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
      const auto condition = condition_of(*exposed, {{}, {}, "exposed"});
      if (condition) model_.boundaries.push_back({"exposed", exposed->position(), {}, {}, *condition});
      broken_ = broken_ || (!condition && context_.diagnostics.n_errors() == before);
    }
    check_something_fixes(*boundaries);
  }

 private:
  void build_sides(const Value& boundaries);
  void build_face(const Value& boundaries, const NamedFace& face);
  void build_patches(const Value& keys, const NamedFace& face);
  std::optional<ThermalCondition> condition_of(const Value& keys, const Place& place);
  std::optional<ThermalCondition> convection_of(const Value& keys, const Place& place);
  std::optional<ThermalCondition> cold_plate_of(const Value& keys, const Place& place);
  bool read_law(const Value& keys, Convection& convection);
  bool read_emissivity(const Value& keys, Convection& convection);
  bool read_value_and_map(const Value& keys, std::string_view key, const Dimension& dimension,
                          const Place& place, double& value, Raster& raster);
  std::optional<Raster> map_of(const Value& convection, std::string_view key, const Dimension& dimension,
                               const Place& place);
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
  const auto condition = condition_of(*sides, {{}, {}, "sides"});
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
      condition_of(*keys, {face.face, outline(model_.geometry.domain, face.face), "face '" + name + "'"});
  if (condition) model_.boundaries.push_back({name, keys->position(), face.face, {}, *condition});
  if (keys->is_table()) build_patches(*keys, face);
}

void BoundaryBuilder::build_patches(const Value& keys, const NamedFace& face) {
  std::set<std::string> names;
  for (const Value& patch : find_list(keys, "patches")) {
    if (!patch.is_table()) continue;
    const FacePatch place = read_patch(context_, patch, face, names);
    const Rectangle whole = outline(model_.geometry.domain, face.face);
    const auto condition =
        condition_of(patch, {face.face, place.area.value_or(whole), "patch '" + place.name + "'"});
    if (condition && place.area)
      model_.boundaries.push_back({place.name, patch.position(), face.face, place.area, *condition});
  }
}

std::optional<ThermalCondition> BoundaryBuilder::condition_of(const Value& keys, const Place& place) {
  if (keys.is_text()) return as_condition(Adiabatic{});
  if (!keys.is_table()) return std::nullopt;
  constexpr std::array<std::string_view, 6> kinds{"convection", "radiation",         "cold_plate",
                                                  "heat_flux",  "fixed_temperature", "adiabatic"};
  if (std::count_if(kinds.begin(), kinds.end(),
                    [&](auto kind) { return context_.was_written(keys, kind); }) != 1) {
    broken_ = true;  // reported by the key table
    return std::nullopt;
  }
  if (const Value* convection = keys.find("convection"); convection != nullptr && convection->is_table())
    return convection_of(*convection, place);
  if (const Value* plate = keys.find("cold_plate"); plate != nullptr && plate->is_table())
    return cold_plate_of(*plate, place);
  if (const Value* radiation = keys.find("radiation"); radiation != nullptr && radiation->is_table()) {
    const auto emissivity = find_number(*radiation, "emissivity");
    const auto ambient = find_number(*radiation, "ambient");
    if (emissivity && ambient) return as_condition(Radiation{*emissivity, *ambient});
  }
  if (const auto flux = find_number(keys, "heat_flux")) return as_condition(HeatFlux{*flux});
  if (const auto temperature = find_number(keys, "fixed_temperature"))
    return as_condition(FixedTemperature{*temperature});
  if (keys.has("adiabatic")) return as_condition(Adiabatic{});
  broken_ = true;
  return std::nullopt;
}

/// A value, a map, or a map with a value outside it. False where neither is there or one is wrong.
bool BoundaryBuilder::read_value_and_map(const Value& keys, std::string_view key, const Dimension& dimension,
                                         const Place& place, double& value, Raster& raster) {
  const std::string map_key = std::string(key) + "_map";
  const bool has_value = context_.was_written(keys, key), has_map = context_.was_written(keys, map_key);
  if (!has_value && !has_map) {
    context_.diagnostics.error(keys.position(),
                               fmt::format("{} needs '{}' or '{}'", keys.keys()->name, key, map_key));
    return false;
  }
  const auto number = find_number(keys, key);
  value = number.value_or(value);
  bool good = number.has_value() || !has_value;
  if (!has_map) return good;
  auto map = map_of(keys, map_key, dimension, place);
  good = good && map.has_value();
  if (map) raster = std::move(*map);
  return good;
}

/// A film coefficient over the temperature of the surface.
bool BoundaryBuilder::read_law(const Value& keys, Convection& convection) {
  const Value& table = keys["film_coefficient"];
  if (context_.was_written(keys, "film_coefficient_map")) {
    context_.diagnostics.error(table.position(),
                               "a film coefficient is either a table over the temperature or a map");
    return false;
  }
  auto law = build_law(table, context_.diagnostics);
  if (!law || !std::holds_alternative<TableLaw>(*law)) return false;
  convection.film_coefficient_law = std::move(std::get<TableLaw>(*law));
  return true;
}

bool BoundaryBuilder::read_emissivity(const Value& keys, Convection& convection) {
  const auto emissivity = find_number(keys, "emissivity");
  if (!emissivity) return !context_.was_written(keys, "emissivity");
  if (context_.was_written(keys, "ambient_map")) {
    context_.diagnostics.error(keys["emissivity"].position(),
                               "a face radiates to one temperature, and the ambient is a map");
    return false;
  }
  convection.emissivity = *emissivity;
  return true;
}

std::optional<ThermalCondition> BoundaryBuilder::convection_of(const Value& keys, const Place& place) {
  Convection convection;
  const Value* film = keys.find("film_coefficient");
  const bool has_law = film != nullptr && film->is_table();
  bool good = has_law ? read_law(keys, convection)
                      : read_value_and_map(keys, "film_coefficient", dimension::kFilmCoefficient, place,
                                           convection.film_coefficient, convection.film_coefficient_map);
  good = read_value_and_map(keys, "ambient", dimension::kTemperature, place, convection.ambient,
                            convection.ambient_map) &&
         good;
  good = read_emissivity(keys, convection) && good;
  if (!good) {
    broken_ = true;
    return std::nullopt;
  }
  return as_condition(std::move(convection));
}

std::optional<ThermalCondition> BoundaryBuilder::cold_plate_of(const Value& keys, const Place& place) {
  broken_ = true;  // until all of it is right
  if (!place.face) {
    context_.diagnostics.error(keys.position(),
                               fmt::format("a cold plate lies on one outer face, not on {}", place.host),
                               "name the face: top, bottom, x_min ..., or a patch of one");
    return std::nullopt;
  }
  auto plate = read_cold_plate(context_, keys, *place.face);
  ColdPlate film;
  if (!read_value_and_map(keys, "film_coefficient", dimension::kFilmCoefficient, place, film.film_coefficient,
                          film.film_coefficient_map) ||
      !plate)
    return std::nullopt;
  broken_ = false;
  plate->film_coefficient = film.film_coefficient;
  plate->film_coefficient_map = std::move(film.film_coefficient_map);
  return as_condition(std::move(*plate));
}

std::optional<Raster> BoundaryBuilder::map_of(const Value& convection, std::string_view key,
                                              const Dimension& dimension, const Place& place) {
  const Value* keys = convection.find(key);
  if (keys == nullptr || !keys->is_table()) return std::nullopt;
  if (!place.extent) {
    context_.diagnostics.error(convection.key_position(key),
                               fmt::format("'{}' needs one face: top, bottom, x_min ... or a patch", key));
    return std::nullopt;
  }
  auto raster = rasters_.read(*keys, *place.extent, place.host);
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
  if (context_.exact_geometry) check_coverage(convection, key, *raster, *place.extent, place.host);
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

bool has_positive(const Raster& map) {
  return std::any_of(map.begin(), map.end(), [](const Tile& tile) { return tile.value > 0.0; });
}

/// Whether a condition ties the temperature of the package to one of its surroundings.
bool fixes_temperature(const ThermalCondition& condition) {
  if (const auto* convection = std::get_if<Convection>(&condition)) {
    const std::vector<double>& law = convection->film_coefficient_law.value;
    return convection->film_coefficient > 0.0 || convection->emissivity > 0.0 ||
           has_positive(convection->film_coefficient_map) ||
           std::any_of(law.begin(), law.end(), [](double value) { return value > 0.0; });
  }
  if (const auto* plate = std::get_if<ColdPlate>(&condition))
    return plate->film_coefficient > 0.0 || has_positive(plate->film_coefficient_map);
  return std::holds_alternative<FixedTemperature>(condition) || std::holds_alternative<Radiation>(condition);
}

/// With insulated or flux faces alone the temperature has no level; in time it starts from one.
void BoundaryBuilder::check_something_fixes(const Value& boundaries) {
  using Kind = InitialState::Kind;
  if (broken_ || !model_.solves_heat) return;
  if (model_.transient &&
      (model_.transient->initial.kind == Kind::temperature || model_.transient->initial.kind == Kind::file))
    return;
  const std::vector<Boundary>& all = model_.boundaries;
  if (std::any_of(all.begin(), all.end(),
                  [](const Boundary& boundary) { return fixes_temperature(boundary.condition); }))
    return;
  context_.diagnostics.error(boundaries.position(),
                             "nothing fixes the temperature: no convection, radiation or cold plate and no "
                             "fixed temperature anywhere");
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
