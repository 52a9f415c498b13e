// Where the temperature is linear in powers and surroundings, weighted means of solutions are solutions.
#pragma once

#include <string>

#include "inputs/sweep/sweep.hpp"

namespace strata {

/// Whether the temperature is linear in a parameter: powers, fluxes, and temperatures of the surroundings.
bool is_linear(const SweepParameter& parameter);

/// Why a model's temperature is not linear in its powers: "'silicon' conducts as its temperature says"; ""
/// where it is.
std::string nonlinearity(const Model& model);

}  // namespace strata
