#include "inputs/leakage_keys.hpp"

#include <numbers>

#include "inputs/property_law.hpp"

namespace strata {

bool read_leakage(BuildContext& context, const Value& entry, std::optional<Leakage>& leakage) {
  const Value* keys = entry.find("leakage");
  if (keys == nullptr || !keys->is_table()) return !context.was_written(entry, "leakage");
  Leakage result;
  if (keys->has("table")) {
    auto law = build_law(*keys, context.diagnostics);
    if (!law || !std::holds_alternative<TableLaw>(*law)) return false;
    result.factor = std::move(std::get<TableLaw>(*law));
    leakage = std::move(result);
    return true;
  }
  if (const auto coefficient = find_number(*keys, "coefficient")) result.coefficient = *coefficient;
  if (const auto doubling = find_number(*keys, "doubling"))
    result.coefficient = std::numbers::ln2 / *doubling;
  if (result.coefficient == 0.0) return false;  // reported by the key table
  if (!context.was_written(*keys, "reference")) {
    context.diagnostics.error(keys->position(),
                              "leakage needs 'reference', the temperature of the power stated",
                              "reference: 85 degC");
    return false;
  }
  const auto reference = find_number(*keys, "reference");
  if (!reference) return false;
  result.reference_temperature = *reference;
  leakage = std::move(result);
  return true;
}

}  // namespace strata
