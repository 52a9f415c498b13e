// The right-hand side of a load case: free strains and pressures as forces on nodes.
#pragma once

#include "solver/stress/supports.hpp"

namespace strata {

/// Forces of the cells' free strains on the nodes of the box [N], complete on owned nodes.
NodeValues thermal_node_forces(const ElasticSystem& system, const Matter& matter,
                               const CellTemperatures& temperatures);

/// Numbers on the box's nodes as a field of owned nodes, in the memory of kernels.
NodeView owned_field(const NodeBox& box, const NodeValues& values);

}  // namespace strata
