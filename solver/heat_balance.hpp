// Energy balance of a state: heat in against heat out through the boundaries.
#pragma once

#include "solver/conductances.hpp"
#include "solver/heat_solution.hpp"

namespace strata {

inline constexpr double kBalanceTolerance = 1e-8;

/// Balance over all ranks, with the bound it is held to: kBalanceTolerance, or ten times what the rounding of
/// the boundary heats alone may bring where that is more. Collective.
HeatBalance heat_balance(const ThermalProblem& problem, const BoundaryState& state);

inline bool is_balanced(const HeatBalance& balance) {
  return balance.relative <= balance.bound;
}

/// Heat, area and mean temperature of every boundary group that has faces or a name. Collective.
std::vector<BoundaryHeat> boundary_heats(const ThermalProblem& problem, const BoundaryState& state);

}  // namespace strata
