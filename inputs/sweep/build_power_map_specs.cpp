#include <algorithm>
#include <map>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "inputs/build_context.hpp"
#include "inputs/sweep/power_maps.hpp"
#include "inputs/sweep/sweep_context.hpp"

namespace strata {

namespace {

using Kind = PowerMapSpec::Kind;

const std::map<std::string, Kind> kKinds{
    {"floorplan", Kind::floorplan}, {"gaussian_field", Kind::gaussian_field}, {"hot_spots", Kind::hot_spots}};

/// Keys that only some kinds have.
const std::map<std::string, std::vector<std::string>> kKeysOfKinds{
    {"floorplan", {"blocks", "contrast"}},
    {"gaussian_field", {"cells", "length_scale", "deviation"}},
    {"hot_spots", {"cells", "spots", "radius", "share"}}};

void check_keys(const Value& keys, const std::string& kind, Diagnostics& diagnostics) {
  const std::vector<std::string>& mine = kKeysOfKinds.at(kind);
  for (const auto& [other, names] : kKeysOfKinds) {
    for (const std::string& name : names) {
      const Value* value = keys.find(name);
      const bool is_mine = std::find(mine.begin(), mine.end(), name) != mine.end();
      if (value == nullptr || value->is_default() || is_mine) continue;
      diagnostics.error(keys.key_position(name), fmt::format("a map of kind {} has no '{}'", kind, name),
                        fmt::format("it has {}", fmt::join(mine, ", ")));
    }
  }
}

int integer_of(const Value& keys, std::string_view key, int otherwise) {
  const Value* value = keys.find(key);
  return value != nullptr && value->is_integer() ? static_cast<int>(value->integer()) : otherwise;
}

void check_source(const PowerMapSpec& spec, SweepContext& context) {
  const Model& model = *context.model;
  const auto matches = [&](const HeatSource& source) { return names_source(spec.source, source, model); };
  if (std::any_of(model.sources.begin(), model.sources.end(), matches)) return;
  std::vector<std::string> names;
  names.reserve(model.sources.size());
  for (const HeatSource& source : model.sources) names.push_back(source.target);
  const std::string nearest = nearest_word(spec.source, names);
  std::string hint = nearest.empty() ? "" : fmt::format("did you mean '{}'?", nearest);
  if (hint.empty() && !names.empty())
    hint = fmt::format(
        "its sources are {}{}",
        fmt::join(names.begin(), names.begin() + std::min<std::ptrdiff_t>(8, std::ssize(names)), ", "),
        names.size() > 8 ? " ..." : "");
  context.diagnostics.error(spec.position,
                            fmt::format("the base deck has no heat source '{}'", shown(spec.source)),
                            std::move(hint));
}

}  // namespace

void build_power_map_specs(SweepContext& context) {
  for (const Value& keys : find_list(context.values, "power_maps")) {
    const auto source = find_text(keys, "source");
    const auto kind = find_text(keys, "kind");
    if (!source || !kind) continue;
    check_keys(keys, *kind, context.diagnostics);
    PowerMapSpec spec;
    spec.position = keys["source"].position();
    spec.source = *source;
    spec.kind = kKinds.at(*kind);
    const Value::List& cells = find_list(keys, "cells");
    for (std::size_t axis = 0; axis < 2 && cells.size() == 2; ++axis)
      spec.cells[axis] = static_cast<int>(cells[axis].integer());
    spec.n_blocks = integer_of(keys, "blocks", spec.n_blocks);
    spec.contrast = find_number(keys, "contrast").value_or(spec.contrast);
    spec.length_scale = find_number(keys, "length_scale").value_or(spec.length_scale);
    spec.deviation = find_number(keys, "deviation").value_or(spec.deviation);
    spec.n_spots = integer_of(keys, "spots", spec.n_spots);
    spec.spot_radius = find_number(keys, "radius").value_or(spec.spot_radius);
    spec.spot_share = find_number(keys, "share").value_or(spec.spot_share);
    if (context.model != nullptr) check_source(spec, context);
    context.sweep.power_maps.push_back(std::move(spec));
  }
}

}  // namespace strata
