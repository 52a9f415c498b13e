#include "inputs/layer_spec.hpp"

#include <algorithm>
#include <functional>
#include <ranges>

#include <fmt/format.h>

#include "inputs/frame.hpp"

namespace strata {

namespace {

constexpr std::array<std::string_view, 8> kReservedNames{"active", "top",   "bottom", "x_min",
                                                         "x_max",  "y_min", "y_max",  "around"};

/// Calls `visit` for every layer inside a repeat, at any depth.
void for_each_layer(const RepeatSpec& repeat, const std::function<void(const LayerSpec&)>& visit) {
  for (const LayerItem& item : repeat.items) {
    if (const auto* layer = std::get_if<LayerSpec>(&item)) visit(*layer);
    if (const auto* inner = std::get_if<RepeatSpec>(&item)) for_each_layer(*inner, visit);
  }
}

std::string format_area(const Rectangle& area) {
  return fmt::format("from [{}, {}] to [{}, {}]", format_length(area.lower[0]), format_length(area.lower[1]),
                     format_length(area.upper[0]), format_length(area.upper[1]));
}

}  // namespace

LayerReader::LayerReader(BuildContext& context, MaterialBook& materials, FloorplanReader& floorplans,
                         std::string host_word, std::optional<std::array<double, 2>> host)
    : context_(context),
      materials_(materials),
      floorplans_(floorplans),
      host_word_(std::move(host_word)),
      host_(host) {}

bool is_reserved_name(const std::string& name) {
  return std::find(kReservedNames.begin(), kReservedNames.end(), name) != kReservedNames.end();
}

bool LayerReader::claim_name(const std::string& name, const Position& position) {
  if (is_reserved_name(name)) {
    context_.diagnostics.error(position, "the name '" + name + "' is reserved for faces and surroundings");
    return false;
  }
  const auto [taken, is_new] = lines_.emplace(name, position.line);
  if (!is_new)
    context_.diagnostics.error(position, fmt::format("the name '{}' is taken in this {} (line {})", name,
                                                     host_word_, taken->second));
  return is_new;
}

std::optional<MaterialId> LayerReader::read_material(const Value& table, std::string_view key) {
  const auto name = find_text(table, key);
  if (!name) return std::nullopt;
  return materials_.use(*name, table[key].position());
}

std::optional<LayerItem> LayerReader::read(const Value& item) {
  if (!item.is_table()) {
    context_.exact_geometry = false;
    return std::nullopt;
  }
  if (item.has("layers")) return read_repeat(item);
  const auto name = find_text(item, "name");
  if (!name) {
    context_.exact_geometry = false;
    return std::nullopt;
  }
  claim_name(*name, item["name"].position());
  return read_layer(item, *name);
}

LayerSpec LayerReader::read_layer(const Value& value, const std::string& name) {
  // A layer of unknown thickness keeps its place in the stack, so that names above it are still checked.
  constexpr double kPlaceholder = 1e-5;
  LayerSpec layer;
  layer.name = name;
  layer.position = value["name"].position();
  const auto thickness = find_number(value, "thickness");
  if (!thickness) context_.exact_geometry = false;
  layer.thickness = thickness.value_or(kPlaceholder);
  layer.material = read_material(value, "material").value_or(kVoid);
  if (host_word_ == "part" && find_text(value, "material") == "void")
    context_.diagnostics.error(value["material"].position(),
                               "a part has no gaps: layer '" + name + "' is void");
  if (const auto active = find_text(value, "active")) {
    layer.active = *active == "top" ? Face::top : Face::bottom;
    if (find_text(value, "material") == "void")
      context_.diagnostics.error(value["active"].position(),
                                 "layer '" + name + "' is void and cannot be active");
  }
  layer.stress_free_temperature = find_number(value, "stress_free_temperature");
  read_area(value, layer);
  layer.blocks = read_blocks(value, layer.area, name);
  return layer;
}

void LayerReader::read_area(const Value& value, LayerSpec& layer) {
  const auto around = read_material(value, "around");
  layer.around = around.value_or(kVoid);
  const bool has_at = context_.was_written(value, "at"), has_size = context_.was_written(value, "size");
  if (!has_at && !has_size) {
    if (layer.around != kVoid)
      context_.diagnostics.error(value["around"].position(),
                                 "layer '" + layer.name +
                                     "' covers the whole assembly: there is nothing "
                                     "around it",
                                 "give 'at' and 'size'");
    return;
  }
  if (has_at != has_size) {
    context_.exact_geometry = false;
    context_.diagnostics.error(layer.position, fmt::format("layer '{}' has '{}' without '{}'", layer.name,
                                                           has_at ? "at" : "size", has_at ? "size" : "at"));
    return;
  }
  const auto at = find_pair(value, "at");
  const auto size = find_pair(value, "size");
  if (!at || !size) {
    context_.exact_geometry = false;
    return;
  }
  Rectangle area{*at, {(*at)[0] + (*size)[0], (*at)[1] + (*size)[1]}};
  if (host_) {
    const Rectangle whole{{0.0, 0.0}, *host_};
    if (!contains(whole, area)) {
      context_.exact_geometry = false;
      context_.diagnostics.error(
          value["at"].position(),
          fmt::format("layer '{}' lies outside the {}: {}, but the {} ends at [{}, {}]", layer.name,
                      host_word_, format_area(area), host_word_, format_length((*host_)[0]),
                      format_length((*host_)[1])));
    }
    area = snapped(whole, area);
  }
  layer.area = area;
}

std::vector<BlockSpec> LayerReader::read_blocks(const Value& value, const std::optional<Rectangle>& area,
                                                const std::string& layer) {
  std::vector<BlockSpec> blocks;
  std::optional<Rectangle> host;
  if (area) {
    host = Rectangle{{0.0, 0.0}, {area->upper[0] - area->lower[0], area->upper[1] - area->lower[1]}};
  } else if (host_) {
    host = Rectangle{{0.0, 0.0}, *host_};
  }
  if (const Value* keys = value.find("blocks"); keys != nullptr && keys->is_table())
    return read_floorplan(*keys, host, layer);
  LayerReader names(context_, materials_, floorplans_, "layer", std::nullopt);
  for (const Value& item : find_list(value, "blocks")) {
    const auto name = item.is_table() ? find_text(item, "name") : std::nullopt;
    if (!name) continue;
    BlockSpec block;
    block.name = *name;
    block.position = item["name"].position();
    names.claim_name(*name, block.position);
    block.material = read_material(item, "material");
    const auto at = find_pair(item, "at");
    const auto size = find_pair(item, "size");
    if (!at || !size) {
      context_.exact_geometry = false;
    } else {
      block.area = Rectangle{*at, {(*at)[0] + (*size)[0], (*at)[1] + (*size)[1]}};
      if (host && !contains(*host, block.area)) {
        context_.exact_geometry = false;
        context_.diagnostics.error(
            item["at"].position(),
            fmt::format("block '{}' lies outside its layer '{}': {}, but the layer ends at "
                        "[{}, {}]",
                        *name, layer, format_area(block.area), format_length(host->upper[0]),
                        format_length(host->upper[1])));
      }
      if (host) block.area = snapped(*host, block.area);
    }
    blocks.push_back(std::move(block));
  }
  return blocks;
}

std::vector<BlockSpec> LayerReader::read_floorplan(const Value& keys, const std::optional<Rectangle>& host,
                                                   const std::string& layer) {
  std::vector<BlockSpec> blocks;
  const std::vector<NamedArea> areas =
      floorplans_.areas(keys, "floorplan", host, "its layer '" + layer + "'");
  std::unordered_map<std::string, MaterialId> materials;
  for (const Value::Field& field : find_table(keys, "materials"))
    if (field.value.is_text())
      materials.emplace(field.key, materials_.use(field.value.text(), field.value.position()));
  std::vector<std::string> names;
  LayerReader taken(context_, materials_, floorplans_, "layer", std::nullopt);
  bool has_own_matter = false;
  for (const NamedArea& area : areas) {
    if (names.empty() || names.back() != area.block->name) names.push_back(area.block->name);
    taken.claim_name(area.name, area.block->position);
    BlockSpec block{area.name, area.block->position, host ? snapped(*host, area.area) : area.area, {}};
    const auto material = materials.find(area.block->name);
    if (material != materials.end()) block.material = material->second;
    has_own_matter = has_own_matter || (material == materials.end() &&
                                        (area.block->resistivity || !area.block->material.empty()));
    blocks.push_back(std::move(block));
  }
  for (const Value::Field& field : find_table(keys, "materials")) {
    if (areas.empty() || std::find(names.begin(), names.end(), field.key) != names.end()) continue;
    context_.diagnostics.error(field.key_position, "the floorplan has no block '" + shown(field.key) + "'",
                               context_.suggester.hint(field.key, names));
  }
  if (has_own_matter)
    context_.diagnostics.warning(keys["floorplan"].position(),
                                 "the floorplan gives blocks properties of their own, which are not used",
                                 "name their materials: materials: {block: material}");
  return blocks;
}

RepeatSpec LayerReader::read_repeat(const Value& value) {
  RepeatSpec repeat;
  if (const Value* count = value.find("repeat"); count != nullptr && count->is_integer()) {
    repeat.count = static_cast<int>(count->integer());
  } else {
    context_.exact_geometry = false;
  }
  for (const Value& item : find_list(value, "layers"))
    if (auto layer = read(item)) repeat.items.push_back(std::move(*layer));
  repeat.first = read_overrides(value, "first", repeat);
  repeat.last = read_overrides(value, "last", repeat);
  return repeat;
}

LayerOverrides LayerReader::read_overrides(const Value& repeat, std::string_view key,
                                           const RepeatSpec& spec) {
  LayerOverrides overrides;
  const Value::Table& fields = find_table(repeat, key);
  if (fields.empty()) return overrides;
  std::unordered_map<std::string, const LayerSpec*> layers;
  std::vector<std::string> names;
  for_each_layer(spec, [&](const LayerSpec& layer) {
    layers.emplace(layer.name, &layer);
    names.push_back(layer.name);
  });
  for (const Value::Field& field : fields) {
    const auto layer = layers.find(field.key);
    if (layer == layers.end()) {
      context_.diagnostics.error(field.key_position, "there is no layer '" + field.key + "' in this repeat",
                                 context_.suggester.hint(field.key, names));
      continue;
    }
    if (!field.value.is_table()) continue;
    LayerOverride change;
    change.thickness = find_number(field.value, "thickness");
    change.material = read_material(field.value, "material");
    if (host_word_ == "part" && find_text(field.value, "material") == "void")
      context_.diagnostics.error(field.value["material"].position(),
                                 "a part has no gaps: layer '" + field.key + "' is void");
    if (field.value.has("blocks")) change.blocks = read_blocks(field.value, layer->second->area, field.key);
    overrides.emplace(field.key, std::move(change));
  }
  return overrides;
}

double count_bodies(const LayerItem& item) {
  if (const auto* layer = std::get_if<LayerSpec>(&item))
    return 1.0 + (layer->around != kVoid ? 1.0 : 0.0) + static_cast<double>(layer->blocks.size());
  const auto& repeat = std::get<RepeatSpec>(item);
  double count = 0.0;
  for (const LayerItem& inner : repeat.items) count += count_bodies(inner);
  return std::max(count, 1.0) * repeat.count;  // empty rounds take time too
}

namespace {

/// Overrides that apply at the present place of the walk, innermost last.
using ActiveOverrides = std::vector<const LayerOverrides*>;

void apply_overrides(const ActiveOverrides& active, LayerInstance& layer) {
  // Innermost repeats are applied first, so that what the outer one says about its last round wins.
  for (const auto* overrides : std::views::reverse(active)) {
    const auto found = overrides->find(layer.spec->name);
    if (found == overrides->end()) continue;
    const auto& change = found->second;
    if (change.thickness) layer.thickness = *change.thickness;
    if (change.material) layer.material = *change.material;
    if (change.blocks) layer.blocks = &*change.blocks;
  }
}

void expand(const LayerItem& item, const std::string& suffix, ActiveOverrides& active,
            std::vector<LayerInstance>& layers) {
  if (const auto* spec = std::get_if<LayerSpec>(&item)) {
    LayerInstance layer{spec->name + suffix, spec->thickness, spec->material, spec, &spec->blocks};
    apply_overrides(active, layer);
    layers.push_back(std::move(layer));
    return;
  }
  const auto& repeat = std::get<RepeatSpec>(item);
  for (int round = 1; round <= repeat.count; ++round) {
    const std::size_t depth = active.size();
    if (round == repeat.count) active.push_back(&repeat.last);
    if (round == 1) active.push_back(&repeat.first);
    for (const LayerItem& inner : repeat.items)
      expand(inner, fmt::format("{}[{}]", suffix, round), active, layers);
    active.resize(depth);
  }
}

}  // namespace

void expand(const LayerItem& item, std::vector<LayerInstance>& layers) {
  ActiveOverrides active;
  expand(item, "", active, layers);
}

}  // namespace strata
