#include "inputs/property_law.hpp"

#include <fmt/format.h>

#include "inputs/build_context.hpp"

namespace strata {

namespace {

bool is_temperature(const Value& value) {
  return value.dimension() != nullptr && value.dimension()->absolute_temperature;
}

/// Adds one row [temperature, value]; false where it was wrong.
bool add_row(const Value& row, TableLaw& law, Diagnostics& diagnostics) {
  if (!row.is_list() || row.list().size() != 2 || !row.list()[0].is_number() || !row.list()[1].is_number())
    return false;
  const Value& temperature = row.list()[0];
  const Value& value = row.list()[1];
  if (!is_temperature(temperature)) {
    diagnostics.error(temperature.position(),
                      "expected a temperature such as '25 degC' first in a table row");
    return false;
  }
  if (is_temperature(value)) {
    diagnostics.error(value.position(),
                      "expected the value of the property second in a table row, not a temperature");
    return false;
  }
  if (!law.temperature.empty() && temperature.number() <= law.temperature.back()) {
    diagnostics.error(temperature.position(),
                      fmt::format("temperatures in a table must ascend: {:.6g} K follows {:.6g} K",
                                  temperature.number(), law.temperature.back()));
    return false;
  }
  law.temperature.push_back(temperature.number());
  law.value.push_back(value.number());
  return true;
}

std::optional<PropertyLaw> build_table(const Value& rows, Diagnostics& diagnostics) {
  TableLaw law;
  bool good = true;
  for (const Value& row : rows.list()) good = add_row(row, law, diagnostics) && good;
  if (!good || law.value.empty()) return std::nullopt;
  return law;
}

std::optional<PropertyLaw> build_power_law(const Value& keys, Diagnostics& diagnostics) {
  const auto value = find_number(keys, "value");
  const auto reference = find_number(keys, "reference_temperature");
  const auto exponent = find_number(keys, "exponent");
  const auto range = find_pair(keys, "range");
  if (range && (*range)[0] >= (*range)[1]) {
    diagnostics.error(keys["range"].position(), "the range of a power law must ascend");
    return std::nullopt;
  }
  if (!value || !reference || !exponent || !range) return std::nullopt;
  return PowerLaw{*value, *reference, *exponent, (*range)[0], (*range)[1]};
}

}  // namespace

std::optional<PropertyLaw> build_law(const Value& value, Diagnostics& diagnostics) {
  if (value.is_number()) return ConstantLaw{value.number()};
  if (!value.is_table()) return std::nullopt;
  if (const Value* rows = value.find("table"); rows != nullptr && rows->is_list())
    return build_table(*rows, diagnostics);
  if (const Value* keys = value.find("power_law"); keys != nullptr && keys->is_table())
    return build_power_law(*keys, diagnostics);
  return std::nullopt;
}

std::optional<std::array<PropertyLaw, 3>> build_laws(const Value& value, Diagnostics& diagnostics) {
  if (!value.is_list()) {
    const auto law = build_law(value, diagnostics);
    if (!law) return std::nullopt;
    return std::array<PropertyLaw, 3>{*law, *law, *law};
  }
  if (value.list().size() != 3) return std::nullopt;
  std::array<PropertyLaw, 3> laws;
  bool good = true;
  for (std::size_t axis = 0; axis < 3; ++axis) {
    const auto law = build_law(value.list()[axis], diagnostics);
    if (law) laws[axis] = *law;
    good = good && law.has_value();
  }
  if (!good) return std::nullopt;
  return laws;
}

}  // namespace strata
