// One material property from its checked value: constant, table over temperature or power law.
#pragma once

#include <array>
#include <optional>

#include "inputs/deck/values.hpp"
#include "inputs/model.hpp"

namespace strata {

/// Reports rows out of order or of the wrong dimension; empty then, and where parts of the value were wrong
/// already.
std::optional<PropertyLaw> build_law(const Value& value, Diagnostics& diagnostics);

/// Laws along x, y and z (or of the planes xy, xz, yz) from one law or a list of three.
std::optional<std::array<PropertyLaw, 3>> build_laws(const Value& value, Diagnostics& diagnostics);

}  // namespace strata
