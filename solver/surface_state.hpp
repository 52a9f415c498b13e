// What follows the temperature besides conductivities: powers of sources with leakage, closures of nonlinear
// surfaces and of cold plates. Everybody else sees closures and powers only.
#pragma once

#include "solver/thermal_problem.hpp"

namespace strata {

/// Makes powers and the boundary's closures those that give the exact heat at reference + rise: of a
/// nonlinear surface the film coefficient that its own temperature gives, of a cold plate the temperature
/// with which the coolant arrives. Nothing happens where all is linear. \param rise  ghosted layout.
/// Collective.
void follow_surfaces(const ThermalProblem& problem, double reference, const ConstCellView& rise);

/// Gives `other` the film coefficients that nonlinear surfaces of `problem` have at last, as constants: the
/// same faces, under the surroundings of its own model.
void hold_surfaces(const ThermalProblem& problem, ThermalProblem& other);

}  // namespace strata
