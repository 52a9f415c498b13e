// Rows of coefficients of one level while the hierarchy is built, and how they follow from the finer level's.
#pragma once

#include "solver/multigrid/coarsening.hpp"
#include "solver/multigrid/fine_rows.hpp"

namespace strata {

/// As FineRows, in float32.
struct LevelRows {
  RowLayout row;
  int ny = 0, nz = 0;
  RowPool<float> gx, gy, gz, closure;
  RowNumbers numbers;
};

LevelRows round_rows(const FineRows& rows);

/// Where a level's own columns begin in the whole domain, and how many there are.
struct ColumnRange {
  std::array<int, 2> first{};
  std::array<int, 2> n{};
};

/// Rows of the next coarser level.
/// \param children, parents  the columns of this rank on both levels
LevelRows coarsen_rows(const LevelRows& fine, const LateralLevel& fine_columns, const ColumnRange& children,
                       const LateralLevel& coarse_columns, const ColumnRange& parents);

/// 1 / e of the factorised columns, 0 where a cell is void: e_k = t_k + g_k with
/// t_k = S_k + g_{k-1} t_{k-1} / (t_{k-1} + g_{k-1}), S_k the sum of lateral conductances and closure.
/// Nothing is subtracted, so that float32 keeps its digits at any contrast.
struct PivotRows {
  RowPool<float> pool;
  std::vector<int> numbers;  ///< by [j nz + k]
};
PivotRows factorise_columns(const LevelRows& rows);

/// The rows of all ranks as one piece, on every rank. Collective.
LevelRows gather_rows(const LevelRows& mine, MPI_Comm comm, const std::vector<Window>& windows);

}  // namespace strata
