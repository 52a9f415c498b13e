// A model whose stress was solved through the public path, with its fields gathered on every rank (the cases
// are small).
#pragma once

#include <array>
#include <string>
#include <vector>

#include <mpi.h>

#include "inputs/model.hpp"
#include "meshes/grid.hpp"
#include "solver/stress/stress_solution.hpp"

namespace strata::verification {

/// Stress by component, xx yy zz yz xz xy [Pa].
using StressComponents = std::array<double, 6>;

/// One load case on all nodes and cells, x fastest, then y, then z; NaN where there is no matter.
struct GatheredStep {
  std::vector<std::array<double, 3>> displacement;  ///< [m]
  std::vector<StressComponents> centre;             ///< [Pa]
  std::vector<StressComponents> bottom;             ///< in the middle of the lower face of each cell
  std::vector<StressComponents> top;                ///< and of the upper one
  std::vector<std::array<double, 3>> traction;      ///< StressStep::interface_traction [Pa]
};

struct StressedModel {
  Model model;
  Grid grid;
  StressSolution solution;  ///< this rank's fields; sums and convergence are global
  std::vector<GatheredStep> steps;

  std::size_t cell(int i, int j, int k) const;
  std::size_t node(int i, int j, int k) const;
  /// Displacement of the node at a place, which must lie on grid lines [m].
  const std::array<double, 3>& displacement_at(double x, double y, double z, std::size_t step = 0) const;
};

/// Grid, partition, heat where the deck solves it, stress, gather. Collective; throws what those throw.
StressedModel solve_stress_of(Model model, MPI_Comm comm);
/// The same from deck text.
StressedModel solve_stress_deck(const std::string& text, MPI_Comm comm);

/// Lowest and highest value of a component over all cells with matter, at their centres and on their lower
/// and upper faces [Pa].
struct StressRange {
  double lowest = 0.0;
  double highest = 0.0;
};
StressRange stress_range(const GatheredStep& step, int component);
/// Largest absolute value of any component over the same places [Pa].
double largest_stress(const GatheredStep& step);

/// "  name: {youngs_modulus: ..., poisson_ratio: ..., expansion: ...}" for the `materials` of a deck.
std::string elastic_card(const std::string& name, double youngs_modulus_gpa, double poisson_ratio,
                         double expansion_ppm);
/// Cubic silicon, C = 165.7, 63.9, 79.6 GPa and 2.6e-6 1/K. \param x_axis  "<100>" or "<110>"
std::string silicon_card(const std::string& name, const std::string& x_axis);
/// `analysis` of a deck for stress alone: uniform temperatures above that without stress [K], each a load
/// case.
std::string stress_analysis(const std::vector<double>& rises);

}  // namespace strata::verification
