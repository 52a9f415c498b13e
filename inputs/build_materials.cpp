#include "inputs/build_materials.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "inputs/property_law.hpp"

namespace strata {

namespace {

constexpr std::size_t kMaxMaterials = 65534;  // ids are 16 bit wide and 0xffff stays free
constexpr int kMaxLikeDepth = 64;

constexpr std::array<std::string_view, 3> kThermalKeys{"conductivity", "density", "heat_capacity"};

/// A bulk material without its mechanics; empty where a property was wrong.
std::optional<BulkMaterial> build_thermal(const Lineage& lineage, Diagnostics& diagnostics) {
  BulkMaterial bulk;
  bool good = true;
  if (const Value* conductivity = inherited(lineage, "conductivity")) {
    const auto laws = build_laws(*conductivity, diagnostics);
    if (laws) bulk.conductivity = *laws;
    good = laws.has_value();
  }
  const auto read = [&](std::string_view key, PropertyLaw& law) {
    const Value* value = inherited(lineage, key);
    if (value == nullptr) return;
    const auto read_law = build_law(*value, diagnostics);
    if (read_law) law = *read_law;
    good = good && read_law.has_value();
  };
  read("density", bulk.density);
  read("heat_capacity", bulk.heat_capacity);
  if (!good) return std::nullopt;
  return bulk;
}

bool has_all_thermal(const Lineage& lineage) {
  return std::all_of(kThermalKeys.begin(), kThermalKeys.end(),
                     [&](std::string_view key) { return inherited(lineage, key) != nullptr; });
}

/// What an effective medium is called in messages; empty for a bulk material.
std::string_view medium_word(const Value* definition) {
  if (definition == nullptr) return {};
  if (definition->has("array")) return "an array";
  return definition->has("metal_map") ? "a metal map" : std::string_view{};
}

}  // namespace

std::optional<BulkMaterial> build_library_bulk(const LibraryMaterial& card,
                                               const std::vector<LibraryMaterial>& cards,
                                               Diagnostics& diagnostics) {
  if (!medium_word(card.definition).empty()) return std::nullopt;
  Lineage lineage;
  const Value* definition = card.definition;
  for (int depth = 0; depth < kMaxLikeDepth && definition != nullptr; ++depth) {
    lineage.push_back(definition);
    const auto like = find_text(*definition, "like");
    const auto next = std::find_if(cards.begin(), cards.end(), [&](const auto& c) { return c.name == like; });
    definition = next == cards.end() ? nullptr : next->definition;
  }
  auto bulk = build_thermal(lineage, diagnostics);
  if (bulk) bulk->mechanics = build_mechanics(card.name, lineage, diagnostics);
  if (!bulk || !has_all_thermal(lineage))
    diagnostics.error({}, "material '" + card.name + "' in " + card.card + " lacks a property");
  return bulk;
}

MaterialBook::MaterialBook(BuildContext& context, RasterReader& rasters)
    : context_(context), rasters_(rasters) {
  Material nothing;
  nothing.name = "void";
  nothing.source = "no matter";
  context_.model.materials.assign(1, nothing);
  for (const std::string& name : written_names(context.root, "materials")) declared_.insert(name);
  for (const Value::Field& field : find_table(context.deck, "materials"))
    if (field.key != "void" && field.value.is_table()) deck_[field.key] = &field.value;
  for (const LibraryMaterial& card : material_library()) library_names_.push_back(card.name);
  names_ = library_names_;
  names_.insert(names_.end(), declared_.begin(), declared_.end());
  names_.emplace_back("void");

  for (const Value::Field& field : find_table(context.deck, "materials")) {
    if (field.key == "void") {
      context_.diagnostics.error(field.key_position, "the name 'void' is reserved for places without matter");
      continue;
    }
    if (!field.value.is_table()) continue;
    check_override(field);
    if (const Value* array = field.value.find("array")) {
      if (array->is_table()) check_array(*array);
      continue;
    }
    if (const Value* map = field.value.find("metal_map")) {
      if (map->is_table()) check_metal_map(field.key, *map);
      continue;
    }
    check_like(field.key, field.value);
    bulk_[field.key] = deck_bulk(field.key);
  }
}

MaterialBook::Definition MaterialBook::find(const std::string& name, const std::string& self) const {
  if (name != self) {
    const auto found = deck_.find(name);
    if (found != deck_.end()) return {found->second, false};
    if (is_declared(name)) return {};
  }
  const LibraryMaterial* card = find_library_material(name);
  return card != nullptr ? Definition{card->definition, true} : Definition{};
}

bool MaterialBook::is_declared(const std::string& name) const {
  return declared_.count(name) > 0;
}

void MaterialBook::report_unknown(const std::string& name, const Position& position) {
  context_.diagnostics.error(position, "there is no material '" + name + "'",
                             context_.suggester.hint(name, names_));
}

void MaterialBook::check_override(const Value::Field& field) {
  const Value* flag = field.value.find("override");
  if (flag == nullptr || !flag->is_flag()) return;
  const LibraryMaterial* card = find_library_material(field.key);
  if (card != nullptr && !flag->flag())
    context_.diagnostics.error(
        field.key_position, "'" + field.key + "' is a material of the built-in library (" + card->card + ")",
        "choose another name, or replace it with 'override: true'");
  if (card == nullptr && flag->flag())
    context_.diagnostics.error(field.value.key_position("override"),
                               "there is no library material '" + field.key + "' to override",
                               context_.suggester.hint(field.key, library_names_));
}

void MaterialBook::check_like(const std::string& name, const Value& definition) {
  const auto like = find_text(definition, "like");
  if (!like) return;
  const Position& position = definition["like"].position();
  const Definition target = find(*like, name);
  if (target.value == nullptr) {
    if (!is_declared(*like) || *like == name) report_unknown(*like, position);
    return;
  }
  if (const auto medium = medium_word(target.value); !medium.empty()) {
    context_.diagnostics.error(position,
                               fmt::format("'{}' is {}: only bulk materials can be varied", *like, medium));
    return;
  }
  std::set<std::string> seen{name};
  std::string at = *like;
  Definition step = target;
  while (step.value != nullptr && !step.in_library) {
    if (!seen.insert(at).second) {
      context_.diagnostics.error(position,
                                 "material '" + name + "' is like itself, by way of '" + *like + "'");
      return;
    }
    const auto next = find_text(*step.value, "like");
    if (!next) return;
    step = find(*next, at);
    at = *next;
  }
}

Lineage MaterialBook::lineage(const std::string& name) const {
  Lineage result;
  std::string at = name;
  Definition step = find(name);
  for (int depth = 0; depth < kMaxLikeDepth && step.value != nullptr; ++depth) {
    result.push_back(step.value);
    const auto like = find_text(*step.value, "like");
    if (!like) break;
    if (step.in_library)
      step = {find_library_material(*like) ? find_library_material(*like)->definition : nullptr, true};
    else
      step = find(*like, at);
    at = *like;
  }
  return result;
}

/// Properties that heat needs of a material that is like no other; true where they are there, right or wrong.
bool MaterialBook::check_thermal(const std::string& name, const Value& definition) {
  if (!context_.model.solves_heat || context_.was_written(definition, "like")) return true;
  bool good = true;
  for (const Key& key : definition.keys()->keys) {
    if (std::find(kThermalKeys.begin(), kThermalKeys.end(), key.name) == kThermalKeys.end()) continue;
    if (context_.was_written(definition, key.name)) continue;
    good = false;
    context_.diagnostics.error(definition.position(),
                               fmt::format("missing key '{}' in materials.{}", key.name, name),
                               fmt::format("{}: {}", key.name, expected_value(key.type)));
  }
  return good;
}

/// Whether what a material says of its mechanics was wrong already, so that nothing is missing.
bool MaterialBook::has_wrong_mechanics(const Lineage& lineage) {
  std::vector<std::string_view> keys = elastic_keys();
  keys.emplace_back("expansion");
  return std::any_of(lineage.begin(), lineage.end(), [&](const Value* definition) {
    return std::any_of(keys.begin(), keys.end(), [&](std::string_view key) {
      return !definition->has(key) && context_.was_written(*definition, key);
    });
  });
}

std::optional<BulkMaterial> MaterialBook::deck_bulk(const std::string& name) {
  const Lineage line = lineage(name);
  const bool has_thermal = check_thermal(name, *line.front()) && has_all_thermal(line);
  auto bulk = build_thermal(line, context_.diagnostics);
  auto mechanics =
      has_wrong_mechanics(line) ? std::nullopt : build_mechanics(name, line, context_.diagnostics);
  if (bulk) bulk->mechanics = std::move(mechanics);
  if (context_.model.solves_heat && !has_thermal) return std::nullopt;
  return bulk;
}

void MaterialBook::check_constituent(const Value& table, std::string_view key, std::string_view role) {
  const auto name = find_text(table, key);
  if (!name) return;
  const Position& position = table[key].position();
  if (*name == "void") {
    context_.diagnostics.error(position, fmt::format("the {} must be a material, not void", role));
    return;
  }
  const Definition definition = find(*name);
  if (definition.value == nullptr) {
    if (!is_declared(*name)) report_unknown(*name, position);
  } else if (const auto medium = medium_word(definition.value); !medium.empty()) {
    context_.diagnostics.error(
        position, fmt::format("the {} must be a bulk material; '{}' is {} itself", role, *name, medium));
  }
}

void MaterialBook::check_metal_map(const std::string& name, const Value& map) {
  check_constituent(map, "metal", "metal of a metal map");
  check_constituent(map, "dielectric", "dielectric of a metal map");
  if (const auto densities = read_densities(context_, rasters_, map))
    mapped_[name] = {&map, *densities, {}, 0};
}

void MaterialBook::check_array(const Value& array) {
  check_constituent(array, "fill", "fill of an array");
  check_constituent(array, "matrix", "matrix of an array");
  const auto diameter = find_number(array, "diameter");
  const Value* pitch = array.find("pitch");
  const bool hexagonal = find_text(array, "lattice").value_or("square") == "hexagonal";
  if (pitch != nullptr && pitch->is_list() && hexagonal)
    context_.diagnostics.error(pitch->position(),
                               "a hexagonal lattice has one pitch, not one along x and one along y");
  std::optional<double> smallest = find_number(array, "pitch");
  if (const auto both = find_pair(array, "pitch")) smallest = std::min((*both)[0], (*both)[1]);
  if (diameter && smallest && *diameter > *smallest)
    context_.diagnostics.error(array["diameter"].position(),
                               fmt::format("cylinders of diameter {} overlap at a pitch of {}",
                                           format_length(*diameter), format_length(*smallest)));
  const Value* liner = array.find("liner");
  if (liner == nullptr || !liner->is_table()) return;
  check_constituent(*liner, "material", "liner of an array");
  const auto thickness = find_number(*liner, "thickness");
  if (thickness && diameter && 2.0 * *thickness >= *diameter)
    context_.diagnostics.error((*liner)["thickness"].position(),
                               fmt::format("a liner of {} leaves nothing of cylinders of diameter {}",
                                           format_length(*thickness), format_length(*diameter)));
}

std::optional<ArrayMedium> MaterialBook::array_medium(const std::string& name, const Value& array) {
  const auto fill = find_text(array, "fill");
  const auto matrix = find_text(array, "matrix");
  const auto diameter = find_number(array, "diameter");
  auto pitch = find_pair(array, "pitch");
  if (const auto both = find_number(array, "pitch")) pitch = std::array<double, 2>{*both, *both};
  if (!fill || !matrix || !diameter || !pitch) return std::nullopt;
  ArrayMedium medium;
  medium.fill = use_as(*fill, array["fill"].position(), "as fill of '" + name + "'");
  medium.matrix = use_as(*matrix, array["matrix"].position(), "as matrix of '" + name + "'");
  medium.diameter = *diameter;
  medium.pitch = *pitch;
  medium.lattice = find_text(array, "lattice") == "hexagonal" ? Lattice::hexagonal : Lattice::square;
  if (const Value* liner = array.find("liner"); liner != nullptr && liner->is_table()) {
    const auto material = find_text(*liner, "material");
    const auto thickness = find_number(*liner, "thickness");
    if (!material || !thickness) return std::nullopt;
    medium.liner = use_as(*material, (*liner)["material"].position(), "as liner of '" + name + "'");
    medium.liner_thickness = *thickness;
  }
  return medium;
}

/// A mapped material at its mean density.
std::optional<MetalMedium> MaterialBook::metal_medium(const std::string& name, const Value& map) {
  const auto metal = find_text(map, "metal");
  const auto dielectric = find_text(map, "dielectric");
  const auto via_density = find_number(map, "via_density");
  const auto mapped = mapped_.find(name);
  if (!metal || !dielectric || !via_density || mapped == mapped_.end()) return std::nullopt;
  MetalMedium medium;
  medium.metal = use_as(*metal, map["metal"].position(), "as metal of '" + name + "'");
  medium.dielectric = use_as(*dielectric, map["dielectric"].position(), "as dielectric of '" + name + "'");
  medium.density = mapped->second.densities.mean;
  medium.via_density = *via_density;
  return medium;
}

Material MaterialBook::material(const std::string& name, const Definition& definition) {
  Material result;
  result.name = name;
  result.source =
      find_text(*definition.value, "source").value_or(definition.in_library ? "unsourced" : "deck");
  for (const Value* value : lineage(name)) {
    result.stress_free_temperature = find_number(*value, "stress_free_temperature");
    if (result.stress_free_temperature) break;
  }
  if (const Value* array = definition.value->find("array")) {
    if (const auto medium = array->is_table() ? array_medium(name, *array) : std::nullopt)
      result.definition = *medium;
  } else if (const Value* map = definition.value->find("metal_map")) {
    if (const auto medium = map->is_table() ? metal_medium(name, *map) : std::nullopt)
      result.definition = *medium;
  } else if (definition.in_library) {
    if (const auto& bulk = find_library_material(name)->bulk) result.definition = *bulk;
  } else if (const auto& bulk = bulk_[name]) {
    result.definition = *bulk;
  }
  return result;
}

MaterialId MaterialBook::use(const std::string& name, const Position& position) {
  return use_as(name, position, "");
}

MaterialId MaterialBook::use_as(const std::string& name, const Position& position, std::string role) {
  if (name == "void") return kVoid;
  const auto known = ids_.find(name);
  if (known != ids_.end()) return known->second;
  const Definition definition = find(name);
  if (definition.value == nullptr) {
    if (!is_declared(name)) report_unknown(name, position);
    return kVoid;
  }
  ids_[name] = kVoid;  // an array that contains itself must end here; check_array has reported it
  Material made = material(name, definition);
  if (!admit(1, name, position)) return kVoid;
  const auto id = static_cast<MaterialId>(context_.model.materials.size());
  context_.model.materials.push_back(std::move(made));
  ids_[name] = id;
  uses_.emplace(id, Use{position, std::move(role)});
  if (mapped_.count(name) > 0) add_classes(name, id);
  return id;
}

bool MaterialBook::admit(std::size_t n_materials, const std::string& name, const Position& position) {
  if (context_.model.materials.size() + n_materials <= kMaxMaterials) return true;
  const bool has_classes = n_materials > 1;
  context_.diagnostics.error(
      position,
      has_classes ? fmt::format("the {} classes of '{}' bring the materials in use to more than {}",
                                n_materials, name, kMaxMaterials)
                  : fmt::format("more than {} materials are in use", kMaxMaterials),
      has_classes ? "give its metal map fewer 'classes'" : "");
  return false;
}

/// Densities from the lowest to the highest of a map as materials of their own, if it has more than one.
void MaterialBook::add_classes(const std::string& name, MaterialId id) {
  MetalMap& map = mapped_[name];
  const Value* classes = map.keys->find("classes");
  const Material base = context_.model.materials[static_cast<std::size_t>(id)];
  if (classes == nullptr || !classes->is_integer() || !std::holds_alternative<MetalMedium>(base.definition))
    return;
  mapped_by_id_[id] = &map;
  const double span = map.densities.highest - map.densities.lowest;
  map.first_class = id;
  map.n_classes = 1;
  if (span == 0.0) return;
  const auto n = static_cast<int>(classes->integer());
  if (!admit(static_cast<std::size_t>(n), name, classes->position())) return;
  map.first_class = static_cast<MaterialId>(context_.model.materials.size());
  map.n_classes = n;
  for (int i = 0; i < n; ++i) {
    Material one = base;
    auto& medium = std::get<MetalMedium>(one.definition);
    medium.density = i + 1 == n ? map.densities.highest : map.densities.lowest + span * i / (n - 1);
    one.name = fmt::format("{} at {:.4f}", name, medium.density);
    context_.model.materials.push_back(std::move(one));
  }
}

void MaterialBook::check_mechanics() {
  for (const auto& [id, use] : uses_) {
    const Material& material = context_.model.materials[static_cast<std::size_t>(id)];
    if (std::holds_alternative<BulkMaterial>(material.definition)) check_mechanics_of(material.name, use);
  }
}

/// Reports what a bulk material lacks: where the deck defines it, or else where it is used.
void MaterialBook::check_mechanics_of(const std::string& name, const Use& use) {
  const Definition definition = find(name);
  if (!medium_word(definition.value).empty()) return;  // one that was wrong
  const Lineage line = lineage(name);
  if (has_wrong_mechanics(line)) return;
  std::vector<std::string> missing;
  if (!elastic_constants(line).any()) missing.emplace_back("elastic constants");
  if (inherited(line, "expansion") == nullptr) missing.emplace_back("expansion");
  if (missing.empty()) return;
  const std::string lacks = fmt::format("{}", fmt::join(missing, " and no "));
  const std::string role = use.role.empty() ? "" : " " + use.role;
  if (definition.in_library) {
    context_.diagnostics.error(
        use.position,
        fmt::format("material '{}', used here{}, has no {}, which stress needs", name, role, lacks),
        fmt::format(
            "use a soft solid: {{like: {}, youngs_modulus: 1 MPa, poisson_ratio: 0.3, expansion: 0 1/K}}",
            name));
    return;
  }
  context_.diagnostics.error(definition.value->position(),
                             fmt::format("material '{}', used{} in line {}, has no {}, which stress needs",
                                         name, role, use.position.line, lacks),
                             missing[0] == "expansion"
                                 ? "expansion: 12e-6 1/K"
                                 : "youngs_modulus: 25 GPa, poisson_ratio: 0.3, expansion: 12e-6 1/K");
}

const MetalMap* MaterialBook::metal_map(MaterialId id) const {
  const auto found = mapped_by_id_.find(id);
  return found == mapped_by_id_.end() ? nullptr : found->second;
}

}  // namespace strata
