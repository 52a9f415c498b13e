// Where Newton's method starts when nothing is known.
#pragma once

#include "solver/thermal_problem.hpp"

namespace strata {

/// Sets the rise of all solid cells to the one at which a body of one temperature would lose what the sources
/// without leakage release: radiation seen from there is not far off, and powers with leakage are approached
/// from below, where the first state met is the stable one. \param rise  ghosted layout. Collective.
void guess_uniform_rise(const ThermalProblem& problem, double reference_temperature, const CellView& rise);

}  // namespace strata
