// `cold_plate` of a boundary -> ColdPlate, but for its film coefficient.
#pragma once

#include <optional>

#include "inputs/build_context.hpp"

namespace strata {

/// What flows along a face, and how. Reports a direction across the face, properties that the flow needs and
/// a named coolant that is not liquid at the inlet. Empty then, and where keys were wrong already.
std::optional<ColdPlate> read_cold_plate(BuildContext& context, const Value& keys, Face face);

}  // namespace strata
