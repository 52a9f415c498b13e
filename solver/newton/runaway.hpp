// Thermal runaway: leakage that grows faster with the temperature than what leaves.
#pragma once

#include <string>

#include "solver/newton/newton_solver.hpp"

namespace strata {

/// Gain of the loop temperature -> leakage -> temperature at a state: the largest eigenvalue of A'^-1 dP/dT,
/// by a few steps of power iteration. Below 1 the state is stable; a lumped resistance R has R dP/dT, which
/// is 1 at the limit R P_0 c e = 1 beyond which no state exists. \param rise  ghosted layout, ghosts current.
/// Throws SolveError where a linear solve fails. Collective.
double loop_gain(HeatEquations& equations, NewtonSolver& solver, const CellView& rise);

/// What to tell of a state from which leakage runs away. \param gain  of the loop; NaN: not known.
/// Collective.
std::string describe_runaway(const ThermalProblem& problem, double reference_temperature,
                             const ConstCellView& rise, double gain);

}  // namespace strata
