// From rises in cells to what people ask for: temperatures of cells and of active faces, ranges left by
// materials.
#pragma once

#include <string>
#include <vector>

#include "solver/heat_solution.hpp"
#include "solver/thermal_problem.hpp"

namespace strata {

/// Whether a body is another one or a block inside it.
bool lies_in(const Geometry& geometry, BodyIndex body, BodyIndex outer);

/// Fills material, temperature, power_density and active_faces of the solution.
/// \param rise  owned layout
void reconstruct_fields(const ThermalProblem& problem, double reference_temperature,
                        const ConstCellView& rise, HeatSolution& solution);

/// Temperatures of all active faces where conductivities are not those of the field itself.
/// \param properties  rise at which conductivities are taken, owned layout
/// \param rise        rise that is reconstructed, owned layout
std::vector<ActiveFace> active_faces(const ThermalProblem& problem, double reference_temperature,
                                     const ConstCellView& properties, const ConstCellView& rise);

/// One sentence per material whose conductivity was used outside its range. Collective.
std::vector<std::string> range_warnings(const ThermalProblem& problem, const HeatSolution& solution);

}  // namespace strata
