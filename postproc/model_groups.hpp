// The groups of an HDF5 file that need no solution: /grid, /materials, /geometry (docs/results.md).
#pragma once

#include <string>

#include "inputs/model.hpp"
#include "meshes/grid.hpp"
#include "postproc/hdf5_file.hpp"

namespace strata {

/// Sets the attributes `units` and `long_name` of a dataset.
void describe(Hdf5File& file, const std::string& path, const char* units, const char* long_name);

/// Writes /grid, /materials and /geometry.
void write_model_groups(Hdf5File& file, const Model& model, const Grid& grid);

}  // namespace strata
