// Elastic systems for tests: small grids of random matter, and the reference stack as a deck.
#pragma once

#include <string>

#include "solver/stress/elastic_system.hpp"
#include "solver/stress/stress_solution.hpp"

namespace strata::testing {

/// A grid of uneven spacings with orthotropic matter at random, a tenth of it void, and its parts.
struct RandomElastic {
  /// \param n  cells along each axis  \param hold_bottom  else nothing is held
  RandomElastic(MPI_Comm comm, const std::array<int, 3>& n, bool hold_bottom);
  RandomElastic(const RandomElastic&) = delete;
  RandomElastic& operator=(const RandomElastic&) = delete;

  Grid grid;
  Partition cells;
  Partition nodes;
  ElasticSystem system;  ///< borrows the others
};

/// A field of owned nodes that depends on the place alone: the same whatever the ranks. 0 where nothing is
/// free.
NodeView random_field(const ElasticSystem& system, unsigned seed);

/// STACK-8H: eight memory dies on a substrate, a quarter of them by symmetry, cooled by 140 K.
struct StackOptions {
  double lateral = 0.25e-3;     ///< [m]
  double corner_lateral = 0.0;  ///< spacing around the dies' corner [m]; 0: no refinement
  std::string max_thickness = "150 um";
  std::string mold_modulus = "20 GPa";
  std::string bond_modulus = "10 GPa";
  std::string underfill_modulus = "8 GPa";
  bool is_quarter = true;
  std::string more;  ///< further keys of the deck
};
std::string stack_deck(const StackOptions& options);

StressSolution solve_stress_deck(const std::string& text, MPI_Comm comm);

}  // namespace strata::testing
