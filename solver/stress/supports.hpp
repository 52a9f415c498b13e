// Displacements that the deck gives, and forces of pressures, on the nodes of a rank.
#pragma once

#include <array>
#include <cstdint>
#include <limits>
#include <vector>

#include "inputs/model.hpp"
#include "meshes/grid.hpp"
#include "solver/stress/matter.hpp"
#include "solver/stress/node_box.hpp"

namespace strata {

/// Three numbers per node of the box, [component + 3 * NodeBox::node].
using NodeValues = std::vector<double>;

struct Supports {
  static constexpr double kFree = std::numeric_limits<double>::infinity();
  NodeValues displacement;  ///< [m]; kFree where nothing holds it

  /// Bits for ElasticSystem.
  std::vector<std::uint8_t> held() const;
  bool any_moved() const;  ///< some given displacement is not 0
};

/// Right on owned nodes. Throws DeckError where two supports, or one and a symmetry plane, ask a node for
/// different displacements.
Supports find_supports(const Model& model, const Grid& grid, const NodeBox& box, const Matter& matter);

/// Forces of Model::stress->pressures [N], complete on owned nodes.
NodeValues pressure_forces(const Model& model, const Grid& grid, const NodeBox& box, const Matter& matter);

}  // namespace strata
