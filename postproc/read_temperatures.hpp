// Temperatures of an earlier run as the start of another.
#pragma once

#include <filesystem>
#include <vector>

#include "meshes/grid.hpp"
#include "meshes/partition.hpp"

namespace strata {

/// The temperatures [K] of the last step of heat in a results.h5, per owned cell in local order (x fastest,
/// then z, then y); NaN in void. Collective. Throws, the same on every rank, IoError where the file cannot be
/// read or holds no temperatures, Error (deck) where it has another grid.
std::vector<double> read_temperatures(const std::filesystem::path& path, const Grid& grid,
                                      const Partition& partition);

}  // namespace strata
