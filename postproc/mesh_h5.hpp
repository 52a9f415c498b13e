// The part of results.h5 that needs no solution: grid lines, materials, geometry. `strata check --picture`
// draws from a file that holds nothing else.
#pragma once

#include <filesystem>
#include <string>

#include "inputs/model.hpp"
#include "meshes/grid.hpp"
#include "postproc/hdf5_file.hpp"

namespace strata {

/// Sets the attributes `units` and `long_name` of a dataset.
void describe(Hdf5File& file, const std::string& path, const char* units, const char* long_name);

/// Writes /grid, /materials and /geometry (docs/results.md).
void write_model_groups(Hdf5File& file, const Model& model, const Grid& grid);

/// Writes a file of these groups alone, whole or not at all. Throws IoError.
void write_mesh_h5(const Model& model, const GridPlan& plan, const std::filesystem::path& path);

}  // namespace strata
