// A model solved through the public path, with its fields gathered on every rank (the cases are small).
#pragma once

#include <string>
#include <vector>

#include <mpi.h>

#include "inputs/model.hpp"
#include "meshes/grid.hpp"
#include "solver/heat_solution.hpp"

namespace strata::verification {

struct SolvedModel {
  Model model;
  Grid grid;
  HeatSolution heat;                  ///< this rank's fields; balances and boundaries are global
  std::vector<double> temperature;    ///< [K], all cells, x fastest, then y, then z; NaN in void
  std::vector<double> power_density;  ///< [W/m^3], likewise

  std::size_t index(int i, int j, int k) const;
  double at(int i, int j, int k) const { return temperature[index(i, j, k)]; }
  /// Boundary of a name. Throws Error where there is none.
  const BoundaryHeat& boundary(const std::string& name) const;
  /// Volume mean over the cells of a body's box [K]. Throws Error where there is no such body.
  double mean_temperature(const std::string& body) const;
  double lowest() const;
  double highest() const;
};

/// Area mean and maximum of the reconstructed temperature on the active face of a body.
struct ActiveFaceTemperature {
  double mean = 0.0;     ///< [K]
  double highest = 0.0;  ///< [K]
};
ActiveFaceTemperature active_face_temperature(const SolvedModel& solved, const std::string& body,
                                              MPI_Comm comm);
/// Reconstructed temperature on the active face of a body at column (i, j) [K].
double active_face_temperature_at(const SolvedModel& solved, const std::string& body, int i, int j,
                                  MPI_Comm comm);

/// A solution with its fields gathered. Collective.
SolvedModel gathered(Model model, const Grid& grid, const Partition& partition, HeatSolution heat);

/// Grid, partition, solve, gather. Collective; throws what those throw.
SolvedModel solve(Model model, MPI_Comm comm);
/// The same from deck text.
SolvedModel solve_deck(const std::string& text, MPI_Comm comm);

/// "  name: {conductivity: ..., ...}" for the `materials` of a deck; the conductivity is deck text without
/// its key. Density and heat capacity, which a steady case does not use, are those of a usual solid.
std::string material_card(const std::string& name, const std::string& conductivity);
/// Conductivity [W/(m.K)] as deck text.
std::string conductivity_text(double value);

/// Largest |a - b| over two fields of the same grid, NaN counting as equal to NaN only.
double largest_difference(const std::vector<double>& a, const std::vector<double>& b);

}  // namespace strata::verification
