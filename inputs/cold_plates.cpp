#include "inputs/cold_plates.hpp"

#include <fmt/format.h>

#include "inputs/coolants.hpp"
#include "inputs/deck/quantity.hpp"

namespace strata {

namespace {

/// Heat capacity and density of the coolant at the inlet; a density of 0 is not given.
std::optional<CoolantProperties> read_coolant(BuildContext& context, const Value& coolant, double inlet) {
  if (coolant.is_table()) {
    const auto heat_capacity = find_number(coolant, "heat_capacity");
    if (!heat_capacity) return std::nullopt;
    return CoolantProperties{find_number(coolant, "density").value_or(0.0), *heat_capacity};
  }
  if (!coolant.is_text()) return std::nullopt;
  const auto properties = coolant_at(coolant.text(), inlet);
  if (!properties)
    context.diagnostics.error(
        coolant.position(),
        fmt::format("the properties of {} are known from {} to {}, and the inlet is at {}", coolant.text(),
                    readable_quantity(kColdestCoolant, dimension::kTemperature),
                    readable_quantity(kHottestCoolant, dimension::kTemperature),
                    readable_quantity(inlet, dimension::kTemperature)),
        "coolant: {density: 1010 kg/m^3, heat_capacity: 3900 J/(kg.K)}");
  return properties;
}

/// Mass flow [kg/s]; empty, with a message, where a volume flow has no density.
std::optional<double> mass_flow(BuildContext& context, const Value& keys, const CoolantProperties& coolant) {
  const Value& flow = keys["flow"];
  if (same_dimension(*flow.dimension(), dimension::kMassFlow)) return flow.number();
  if (coolant.density > 0.0) return flow.number() * coolant.density;
  if (!context.was_written(keys["coolant"], "density"))
    context.diagnostics.error(keys["coolant"].position(), "a volume flow needs the 'density' of the coolant",
                              "or give a mass flow: flow: 0.02 kg/s");
  return std::nullopt;
}

/// The axis of a direction such as "-x", which must lie in the face.
std::optional<Axis> axis_of(BuildContext& context, const Value& direction, Face face) {
  const Axis axis = direction.text()[1] == 'x' ? Axis::x : direction.text()[1] == 'y' ? Axis::y : Axis::z;
  if (static_cast<int>(axis) != static_cast<int>(face) / 2) return axis;
  context.diagnostics.error(
      direction.position(),
      fmt::format("the coolant cannot flow along {}: that is across the face", direction.text()),
      "a direction within the face: +x, -x, +y ...");
  return std::nullopt;
}

}  // namespace

std::optional<ColdPlate> read_cold_plate(BuildContext& context, const Value& keys, Face face) {
  const auto inlet = find_number(keys, "inlet");
  const Value* coolant_keys = keys.find("coolant");
  const Value* direction = keys.find("direction");
  const auto axis = direction != nullptr ? axis_of(context, *direction, face) : std::nullopt;
  if (!inlet || coolant_keys == nullptr) return std::nullopt;
  const auto coolant = read_coolant(context, *coolant_keys, *inlet);
  if (!coolant || !keys.has("flow")) return std::nullopt;
  const auto flow = mass_flow(context, keys, *coolant);
  if (!flow || !axis) return std::nullopt;
  ColdPlate plate;
  plate.inlet_temperature = *inlet;
  plate.heat_capacity_rate = *flow * coolant->heat_capacity;
  plate.axis = *axis;
  plate.is_reversed = direction->text()[0] == '-';
  return plate;
}

}  // namespace strata
