// What kernels of the elastic multigrid read and write: handles, captured by value.
#pragma once

#include <cstdint>

#include "solver/stress/multigrid/mode_matrix.hpp"
#include "solver/stress/node_box.hpp"

namespace strata {

/// Rows of coarse cells as kernels read them; every distinct row is kept once.
struct CoarseData {
  NodeBox box;
  int n_groups = 0;  ///< of kGroup cells in a row
  const std::int32_t* row =
      nullptr;                    ///< strip of each row of cells, by NodeBox::cell_row; -1: void throughout
  const float* strips = nullptr;  ///< [strip][group][mode number][cell of the group] [N/m]
};

/// What smoothing kernels read and write; a handle.
struct SmoothData {
  NodeBox box;
  const std::uint8_t* free = nullptr;    ///< by NodeBox::node
  const std::int32_t* factor = nullptr;  ///< of each slab of nodes: which factors its columns have
  /// LDL^T of the columns, [factor][k][15][own i]: the inverse pivot xx yy zz xy xz yz, then the block L to
  /// the node below, row by row.
  const float* factors = nullptr;
  float* r = nullptr;  ///< residual, and its fields x and d, on the box
  float* x = nullptr;
  float* d = nullptr;  ///< the last change of x
};
inline constexpr int kFactorNumbers = 15;

/// From the nodes of a level to those of the next coarser one, per axis: x_i = (1 - w) X_I + w X_(I+1).
struct NodeTransfer {
  const std::int32_t* coarse_i = nullptr;
  const std::int32_t* coarse_j = nullptr;
  const float* weight_i = nullptr;
  const float* weight_j = nullptr;
};

}  // namespace strata
