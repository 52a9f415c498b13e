// The stress of each body as a few numbers: largest at a stated distance from edges, and means.
#pragma once

#include <array>
#include <cstdint>
#include <limits>
#include <vector>

#include "solver/heat_solution.hpp"
#include "solver/stress/stress_solution.hpp"

namespace strata {

/// One scalar of the stress over the cells of a body, its blocks included [Pa]; NaN where there is no cell.
struct StressExtremes {
  /// Of the cells whose centre is at least `edge_distance` from lateral edges of matter: there
  /// the value converges with the mesh.
  double maximum = std::numeric_limits<double>::quiet_NaN();
  std::array<double, 3> position{};                        ///< of `maximum` [m]
  double mean = std::numeric_limits<double>::quiet_NaN();  ///< over the volume
  double edge_mean =
      std::numeric_limits<double>::quiet_NaN();  ///< over the volume of the cells nearer to edges
  double mesh_maximum =
      std::numeric_limits<double>::quiet_NaN();  ///< of all cells; grows with the mesh at edges
};

struct BodyStress {
  std::int64_t cells = 0;
  StressExtremes von_mises;  ///< at cell centres
  /// The largest principal stress. Its maxima look at the lower and upper faces of the cells too, where thin
  /// layers that bend are stressed most; its means are of cell centres.
  StressExtremes principal;
};

/// By body index. An edge is a lateral side in a cell's own layer, or in the one above or below it, where
/// another material or void begins; symmetry planes are none. Collective; the same on every rank.
/// \param edge_distance  StressAnalysis::edge_distance [m]
std::vector<BodyStress> body_stresses(const SolutionView& view, const StressStep& step, double edge_distance);

}  // namespace strata
