// The material of every cell on the host, for writers on one rank.
#pragma once

#include <cstdint>
#include <vector>

#include "meshes/partition.hpp"

namespace strata::app {

/// Per owned cell in local order: x fastest, then z, then y.
std::vector<std::uint16_t> cell_materials(const Model& model, const Grid& grid, const Partition& partition);

}  // namespace strata::app
