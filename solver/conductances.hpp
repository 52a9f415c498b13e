// Coefficients of the heat equations at a given temperature: what Picard's corrections rebuild.
#pragma once

#include "solver/heat_operator.hpp"
#include "solver/thermal_problem.hpp"

namespace strata {

/// Fills face conductances and closures at temperature reference + rise.
/// \param rise  ghosted layout, ghosts current [K]
/// \param storage_rate  of an implicit stage (heat_storage.hpp), whose capacities count as closures [1/s]
/// Throws SolveError where a conductance is no positive number. Collective.
void compute_conductances(const ThermalProblem& problem, double reference_temperature,
                          const ConstCellView& rise, const Conductances& out, double storage_rate = 0.0);

/// Right-hand side for the rise [W], owned layout: volume sources, both shares of sheet sources,
/// surroundings. The shares follow the conductivities, so they are computed at the same temperature. Returns
/// its norm over all ranks. Throws SolveError where it is not finite. Collective.
double compute_heat_input(const ThermalProblem& problem, double reference_temperature,
                          const ConstCellView& rise, const CellView& b);

/// Mean of the surroundings' temperatures [K], weighted by their conductances at the coldest of them: where
/// all are equal it is exactly that temperature, so that no power means rhs 0. Collective.
double choose_reference_temperature(const ThermalProblem& problem);

/// Heat and temperature at the boundary faces of this rank, in their order.
struct BoundaryState {
  std::vector<double> heat_out;             ///< [W]
  std::vector<double> surface_temperature;  ///< [K]
  double rounding = 0.0;                    ///< bound of the rounding error of their sum, this rank [W]
  double leakage_net = 0.0;                 ///< released by sources with leakage, all ranks [W]
  std::vector<CoolantHeat> coolants;        ///< of BoundaryFaces::cold_plates, in their order
  double leakage_gross = 0.0;               ///< sum of their magnitudes, all ranks [W]
};
/// \param rise  ghosted layout. Collective.
BoundaryState boundary_state(const ThermalProblem& problem, double reference_temperature,
                             const ConstCellView& rise);

}  // namespace strata
