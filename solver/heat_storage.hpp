// Heat kept in the matter: what turns the steady equations into one implicit stage of a time step,
//   0 = b(T) - A(T) rise + rate (known - H(rise)),   rate = 1 / (weight * step).
// H is the heat content of a cell over the reference temperature, exact for heat capacities that follow the
// temperature, so what one stage takes up the balance of the next one finds again.
#pragma once

#include <vector>

#include "solver/multigrid/fine_rows.hpp"
#include "solver/thermal_problem.hpp"

namespace strata {

/// The storage term of a stage; a handle.
struct HeatStorage {
  double rate = 0.0;    ///< [1/s]; 0: there is none, the equations are the steady ones
  ConstCellView known;  ///< [J] per cell, owned layout, void 0
};

/// H(rise) of every cell [J], owned layout, void 0. \param rise  ghosted layout
void heat_content(const ThermalProblem& problem, double reference_temperature, const ConstCellView& rise,
                  const CellView& content);

/// Adds rate (known - H(rise)) to r [W]. Returns this rank's sum of (rate * heat capacity * rise)^2, which
/// rounding goes by. \param rise  ghosted layout \param r  owned layout
double add_storage(const ThermalProblem& problem, const HeatStorage& storage, double reference_temperature,
                   const ConstCellView& rise, const CellView& r);

/// Sum of the heat capacities of all cells and ranks [J/K]. Collective.
double total_heat_capacity(const ThermalProblem& problem, double reference_temperature,
                           const ConstCellView& rise);

/// Adds rate times the heat capacity of each solid cell to `closure` [W/K], owned layout.
void add_storage_closures(const ThermalProblem& problem, double rate, double reference_temperature,
                          const ConstCellView& rise, const CellView& closure);

/// Heat capacity of each material per volume at one temperature each [J/(m^3.K)], [0] void.
std::vector<double> heat_capacity_at(const ThermalProblem& problem, const std::vector<double>& temperature);

}  // namespace strata
