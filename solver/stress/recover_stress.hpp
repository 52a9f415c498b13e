// Stresses and interface tractions from displacements, on the host.
#pragma once

#include "solver/stress/stress_loads.hpp"
#include "solver/stress/stress_solution.hpp"

namespace strata {

/// Fills stress, stress_bottom, stress_top and interface_traction of a step.
/// \param displacement  on the box with its ghosts
/// \param cells         partition of the cells
/// Collective.
void recover_stress(const ElasticSystem& system, const Matter& matter, const CellTemperatures& temperatures,
                    const Partition& cells, const ConstNodeView& displacement, StressStep& step);

}  // namespace strata
