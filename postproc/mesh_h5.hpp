// An HDF5 file that holds grid lines, materials and geometry and no solution: what `strata check --picture`
// draws from.
#pragma once

#include <filesystem>

#include "inputs/model.hpp"
#include "meshes/grid.hpp"

namespace strata {

/// Writes the groups /grid, /materials and /geometry of docs/results.md, whole or not at all. Throws IoError.
void write_mesh_h5(const Model& model, const GridPlan& plan, const std::filesystem::path& path);

}  // namespace strata
