// A model whose equations are linear: every property held at the temperatures of one solution.
#pragma once

#include <vector>

#include "inputs/model.hpp"
#include "solver/heat_solution.hpp"

namespace strata {

struct LinearModel {
  Model model;
  bool is_linearised = false;  ///< something depended on temperature
};

/// `model` with all materials constant, all surroundings at one temperature, and heat that does not follow
/// the temperature. Film coefficients that do and radiation become film coefficients at the mean temperature
/// of their surface: e s (T_s^2 + T_a^2) (T_s + T_a) for radiation, so that the heat of that state stays what
/// it is. Steady, without schedules. \param materials     as ThermalProblem has them, by MaterialId \param
/// temperatures  of the materials, likewise [K] \param boundaries    of the solution, in the order of
/// Model::boundaries \param reference     of the surroundings [K]
LinearModel linear_model(const Model& model, const std::vector<BulkMaterial>& materials,
                         const std::vector<double>& temperatures, const std::vector<BoundaryHeat>& boundaries,
                         double reference);

}  // namespace strata
