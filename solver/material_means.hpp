// Mean temperature of each material.
#pragma once

#include <vector>

#include "solver/thermal_problem.hpp"

namespace strata {

/// Volume mean of reference + rise over the cells of each material of the model [K]; the reference where a
/// material is nowhere. \param rise  ghosted layout. Collective.
std::vector<double> material_means(const ThermalProblem& problem, double reference_temperature,
                                   const ConstCellView& rise);

}  // namespace strata
