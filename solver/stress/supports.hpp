// Displacements that the deck gives, and forces of pressures, on the nodes of a rank.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "inputs/model.hpp"
#include "meshes/grid.hpp"
#include "solver/stress/matter.hpp"
#include "solver/stress/node_box.hpp"

namespace strata {

/// Three numbers per node of the box, [component + 3 * NodeBox::node].
using NodeValues = std::vector<double>;

struct Supports {
  /// By NodeBox::node: bit 1 << component is set where the displacement is given.
  std::vector<std::uint8_t> held;
  NodeValues displacement;  ///< [m], 0 where free; empty where all that is given is 0

  bool is_held(std::size_t node, std::size_t component) const { return (held[node] >> component & 1) != 0; }
};

/// Right on owned nodes. Throws DeckError where two supports, or one and a symmetry plane, ask a node for
/// different displacements.
Supports find_supports(const Model& model, const Grid& grid, const NodeBox& box, const Matter& matter);

/// Forces of Model::stress->pressures [N], complete on owned nodes; empty where there are none.
NodeValues pressure_forces(const Model& model, const Grid& grid, const NodeBox& box, const Matter& matter);

}  // namespace strata
