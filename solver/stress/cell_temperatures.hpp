// Temperatures inside cells from the solved heat field: the cell's own, and how it varies across the cell.
// With one cell per layer the variation carries the bending moment of a gradient.
#pragma once

#include "solver/heat_solution.hpp"
#include "solver/stress/matter.hpp"

namespace strata {

/// \param cells  partition of the heat solution
/// \param box    box of the nodes around it
/// Temperatures of faces come from the two half-cells in series with the contact resistance between them;
/// faces at which the solid ends mirror the opposite face. Collective.
CellTemperatures cell_temperatures(const Model& model, const Grid& grid, const Partition& cells,
                                   const NodeBox& box, const HeatSolution& heat);

}  // namespace strata
