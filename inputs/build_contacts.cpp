#include "inputs/build_contacts.hpp"

#include <fmt/format.h>

#include "inputs/deck/quantity.hpp"
#include "inputs/frame.hpp"
#include "inputs/touching.hpp"

namespace strata {

namespace {

/// Resistance of an entry, without its sides; empty where it is wrong.
std::optional<Contact> resistance_of(BuildContext& context, RasterReader& rasters, const Value& entry) {
  Contact contact;
  const bool has_value = context.was_written(entry, "resistance");
  if (!has_value && !context.was_written(entry, "map")) {
    context.diagnostics.error(entry.position(), "a contact needs 'resistance' or 'map'");
    return std::nullopt;
  }
  const auto resistance = find_number(entry, "resistance");
  if (has_value && !resistance) return std::nullopt;
  contact.resistance = resistance.value_or(0.0);
  const Value* keys = entry.find("map");
  if (keys == nullptr || !keys->is_table()) return contact;
  const Rectangle plane = plan_of(context.model.geometry.domain);
  auto raster = rasters.read(*keys, plane, "the assembly");
  const auto units = find_text(*keys, "units");
  if (!raster || !units) return std::nullopt;
  convert_values(*raster, *units, dimension::kContactResistance);
  for (const Tile& tile : *raster) {
    if (tile.value >= 0.0) continue;
    context.diagnostics.error((*keys)["file"].position(),
                              fmt::format("the map holds {:.6g} m^2.K/W; values must be >= 0", tile.value));
    return std::nullopt;
  }
  if (find_overlap(*raster))
    context.diagnostics.error((*keys)["file"].position(),
                              "tiles of the map overlap, so that the value there is not defined");
  if (!has_value && context.exact_geometry && tiled_area(*raster) < area_of(plane) * (1.0 - 1e-6))
    context.diagnostics.error((*keys)["file"].position(), "the tiles do not cover the assembly",
                              "give 'resistance' for the rest");
  contact.resistance_map = std::move(*raster);
  return contact;
}

void build_contact(BuildContext& context, Selector& selector, RasterReader& rasters, const Value& entry) {
  const auto resistance = resistance_of(context, rasters, entry);
  const Value::List& between = find_list(entry, "between");
  if (between.size() != 2 || !between[0].is_text() || !between[1].is_text()) return;
  const auto sides_a = selector.select(between[0].text(), between[0].position());
  const auto sides_b = selector.select(between[1].text(), between[1].position());
  if (sides_a.empty() || sides_b.empty()) return;
  bool touching = false;
  for (const Selection& a : sides_a) {
    for (const Selection& b : sides_b) {
      if (!touch(context.model.geometry, a, b)) continue;
      touching = true;
      if (!resistance) continue;
      Contact contact = *resistance;
      contact.a = a;
      contact.b = b;
      context.model.contacts.push_back(std::move(contact));
    }
  }
  if (!touching && context.exact_geometry)
    context.diagnostics.error(between[0].position(),
                              fmt::format("'{}' and '{}' do not touch anywhere", shown(between[0].text()),
                                          shown(between[1].text())));
}

}  // namespace

void build_contacts(BuildContext& context, Selector& selector, RasterReader& rasters) {
  for (const Value& entry : find_list(context.deck, "contacts"))
    if (entry.is_table()) build_contact(context, selector, rasters, entry);
}

void build_limits(BuildContext& context, Selector& selector) {
  for (const Value& entry : find_list(context.deck, "limits")) {
    if (!entry.is_table()) continue;
    const auto target = find_text(entry, "target");
    const auto temperature = find_number(entry, "temperature");
    if (!target) continue;
    for (Selection& selection : selector.select(*target, entry["target"].position()))
      if (temperature) context.model.limits.push_back({std::move(selection), *temperature});
  }
}

}  // namespace strata
