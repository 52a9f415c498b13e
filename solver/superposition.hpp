// Temperatures of dies as sums over what heats and what surrounds them, one linear solve for each: with the
// coefficients held at a solution, the equations are linear in powers and in temperatures of surroundings.
#pragma once

#include "solver/heat_solution.hpp"
#include "solver/steady_heat.hpp"
#include "solver/thermal_problem.hpp"

namespace strata {

/// Throws DeckError where the model asks for sums that mean nothing: with a coolant that warms, or with
/// leakage.
void check_superposition(const Model& model);

/// Resistances and weights at a solution of `problem`.
/// \param rise      converged, owned layout [K]
/// \param solution  of the same problem, with its active faces, boundaries and reference temperature
/// Throws SolveError where a column cannot be solved. Collective; the same on every rank.
Superposition superpose(const ThermalProblem& problem, const CellView& rise, const HeatSolution& solution,
                        const SteadyOptions& options);

}  // namespace strata
