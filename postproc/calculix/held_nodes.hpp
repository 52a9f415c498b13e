// Which displacements are given at which nodes: supports and symmetry planes of the deck, and the fewest that
// hold what nothing holds otherwise.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>

#include "inputs/model.hpp"
#include "postproc/calculix/solid_mesh.hpp"

namespace strata {

/// Given displacement along x, y, z [m] by the lines i, j, k of a node, ordered as the nodes are.
struct LinesOrder {
  bool operator()(const std::array<int, 3>& a, const std::array<int, 3>& b) const {
    return std::array<int, 3>{a[2], a[1], a[0]} < std::array<int, 3>{b[2], b[1], b[0]};
  }
};
using HeldNodes = std::map<std::array<int, 3>, std::array<std::optional<double>, 3>, LinesOrder>;

/// The last support that covers a cell face holds its nodes; symmetry planes hold the displacement across
/// them.
HeldNodes supported_nodes(const Model& model, const SolidMesh& mesh);

/// Adds displacements of 0 until no piece can move as a rigid body, on three nodes where nothing holds it.
/// They are as many as there are rigid motions, so they take no force. \return how many motions there were
int hold_rigid_motions(const SolidMesh& mesh, HeldNodes& held);

}  // namespace strata
