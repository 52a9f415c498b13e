// The heat flux vector in cells, for looking at: along each axis the mean of what flows through the cell's
// two faces.
#pragma once

#include <vector>

#include "solver/thermal_problem.hpp"

namespace strata {

class HeatFluxField {
 public:
  /// Borrows all three. Collective. Throws as ThermalProblem does.
  HeatFluxField(const Model& model, const Grid& grid, const Partition& partition)
      : problem_(model, grid, partition) {}

  /// q = -k grad T [W/m^2], three components per owned cell in local order; 0 in void. Through a face between
  /// cells flows what the finite volumes say, the sheets' heat on its own side; through a boundary face what
  /// leaves there. Collective.
  /// \param temperature  owned cells [K]; void: anything
  /// \param time  [s] at which sources that follow a schedule are taken, from before it where they jump
  std::vector<float> at(const std::vector<double>& temperature, double time);

 private:
  ThermalProblem problem_;
};

}  // namespace strata
