// Made-up states for tests of checkpoints.
#pragma once

#include "meshes/grid.hpp"
#include "meshes/partition.hpp"
#include "solver/transient/saved_state.hpp"

namespace strata {

/// A grid of unit cells.
Grid unit_grid(int nx, int ny, int nz);

/// Numbers that differ from cell to cell and in every bit; two fields, three lists of numbers (one empty).
SavedState made_up_state(const Partition& partition, std::int64_t step);

/// What made_up_state puts into a field's cell (global i, j, k).
double made_up_value(const std::string& field, int i, int j, int k, std::int64_t step);

/// The two are the same to the last bit.
bool is_identical(const SavedState& a, const SavedState& b);

}  // namespace strata
