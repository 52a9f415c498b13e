// What a stress solve leaves behind, on the host, for whoever writes, plots or checks it.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "inputs/model.hpp"
#include "meshes/grid.hpp"
#include "meshes/partition.hpp"
#include "solver/heat_solution.hpp"

namespace strata {

/// Stress by component, xx yy zz yz xz xy [Pa]; tension is positive.
using CellStress = std::array<float, 6>;

/// One load case. Nodes lie on the grid lines; the node partition (Partition::nodes_of) says which a rank
/// owns. Cells are a rank's own, in its local order (x fastest, then z, then y); NaN in void.
struct StressStep {
  std::string name;          ///< "operating" under the solved heat, else "25 degC"
  double temperature = 0.0;  ///< of a uniform load case [K]; NaN under the solved heat
  /// [m], three numbers per node, local order of the node partition; NaN on nodes without matter. Of a body
  /// that nothing holds, without its rigid motion.
  std::vector<double> displacement;
  std::vector<CellStress> stress;         ///< at cell centres, where it is most exact
  std::vector<CellStress> stress_bottom;  ///< in the middle of each cell's lower face, from inside the cell
  std::vector<CellStress> stress_top;     ///< and of its upper face: the two sides of an interface differ
  /// Traction that the lower side of a horizontal cell face exerts on the upper one, along x, y, z [Pa], from
  /// the forces that balance at the nodes. Face between cell (i, j, k - 1) and (i, j, k), both solid, at
  /// [owned cell (i, j, k)]; NaN elsewhere. -z component positive: the interface is pulled open (peel).
  /// Components that supports or symmetry planes hold at a node count as 0 there.
  std::vector<std::array<float, 3>> interface_traction;
  double support_force = 0.0;  ///< largest component of the sum of the reactions of supports [N]
  double imbalance = 0.0;      ///< largest component of the sum of loads and reactions [N]
  int iterations = 0;
  double relative_residual = 0.0;  ///< ||b - K u|| / ||b||, recomputed
};

/// How the solve went.
struct StressConvergence {
  std::int64_t n_unknowns = 0;  ///< on nodes with matter, all ranks
  int iterations = 0;           ///< all load cases together
  int setups = 0;               ///< preconditioners built
  std::string method;           ///< "cg + column multigrid"
  std::string fallback;         ///< why another method took over; empty: it did not
};

struct StressSolution {
  std::vector<StressStep> steps;  ///< in the order of StressAnalysis: the solved heat first, where asked for
  StressConvergence convergence;
  Timings timings;
  int n_rigid_motions = 0;  ///< that nothing holds, all bodies together
  std::vector<std::string> warnings;
};

}  // namespace strata
