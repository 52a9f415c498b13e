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

/// Heat through the boundary groups, summed on the device, and what all sources release.
struct BoundaryFlow {
  std::vector<double> out;      ///< net heat leaving, by BoundaryFaces::groups [W]
  double gross = 0.0;           ///< sum of |heat| over all faces [W]
  double supplied = 0.0;        ///< net power of all sources, leakage included [W]
  double supplied_gross = 0.0;  ///< sum of their magnitudes [W]
  double net() const;           ///< sum of `out` [W]
};
/// \param rise  ghosted layout, ghosts current. Collective.
BoundaryFlow boundary_flow(const ThermalProblem& problem, double reference_temperature,
                           const ConstCellView& rise);

/// Heat, area and mean temperature of every boundary group that has faces or a name. Collective.
std::vector<BoundaryHeat> boundary_heats(const ThermalProblem& problem, const BoundaryState& state);

}  // namespace strata
