// The levels of the column multigrid: coefficients by row numbers, fields, and how each level joins the next.
// Coarse lateral conductance: sum over the fine faces of g times fine over coarse centre distance; vertical
// conductances and closures are summed; transfer is piecewise constant.
#pragma once

#include <memory>
#include <vector>

#include "solver/multigrid/coarsening.hpp"
#include "solver/multigrid/fine_rows.hpp"
#include "solver/multigrid/level_data.hpp"

namespace strata {

using FloatView = Kokkos::View<float*, MemorySpace>;
using IntView = Kokkos::View<int*, MemorySpace>;

/// The columns that a level has on this rank and around it.
struct LevelPlace {
  MPI_Comm comm = MPI_COMM_SELF;
  std::array<int, 4> neighbours{MPI_PROC_NULL, MPI_PROC_NULL, MPI_PROC_NULL, MPI_PROC_NULL};  ///< by Face
  std::array<int, 2> first{};  ///< place of the first owned column in the whole domain
};

struct Level {
  LevelData data;  ///< points into the views below
  LevelPlace place;
  FloatView gx, gy, gz, pivot, z, b;
  IntView gx_row, gy_row, gz_row, pivot_row;
  Kokkos::View<float*, Kokkos::HostSpace> scratch;

  std::int64_t n_cells() const { return std::int64_t{data.nx} * data.ny * data.nz; }
};

/// From a level to the next coarser one.
struct Transfer {
  TransferData data;
  IntView coarse_j, first_child, red_child, coarse_slot;
};

/// A level whose columns are spread over the ranks, and the same level whole on every rank.
struct Agglomeration {
  int level = -1;               ///< number of the spread one; -1: there is none. The whole one follows.
  std::vector<Window> windows;  ///< of the ranks
  std::vector<int> counts, displacements;  ///< floats of each rank's columns in a message
};

struct Hierarchy {
  std::vector<Level> levels;
  std::vector<Transfer>
      transfers;  ///< [l]: from level l to l + 1; unused where an agglomeration lies between
  Agglomeration agglomeration;
  MPI_Comm comm = MPI_COMM_SELF;

  /// Cells of all levels over those of the finest.
  double complexity() const;
  /// Bytes of all coefficients and fields on this rank.
  double bytes() const;
};

/// Collective. \param rows  of this rank; float copies are made
Hierarchy build_hierarchy(const Grid& grid, const Partition& partition, const FineRows& rows);

}  // namespace strata
