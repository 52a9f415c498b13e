// Who owns which columns. x and y are split over the ranks, z never is, so columns stay whole.
// Local storage of a field on owned cells: i fastest, then k, then j; a ghosted field has one column more on
// each side.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include <Kokkos_Core.hpp>
#include <mpi.h>

#include "meshes/grid.hpp"

namespace strata {

/// Half-open window of columns [i0, i1) x [j0, j1).
struct Window {
  int i0 = 0, i1 = 0, j0 = 0, j1 = 0;
  int nx() const { return i1 - i0; }
  int ny() const { return j1 - j0; }
};

class Partition {
 public:
  /// Splits nx * ny columns into a px * py grid of ranks that minimises the longest halo. Throws RefusedError
  /// where there are more ranks than columns to give them. The communicator is borrowed.
  Partition(MPI_Comm comm, const Grid& grid);

  /// The grid's nodes shared out as the cells are: a rank owns the nodes on the lower lines of its cells, the
  /// last ranks along x and y those on the last line too. nz() counts nodes, windows and indices are nodes'.
  static Partition nodes_of(const Partition& cells);

  MPI_Comm comm() const { return comm_; }
  int rank() const { return rank_; }
  int n_ranks() const { return n_ranks_; }
  int nz() const { return nz_; }
  const Window& window() const { return windows_[rank_]; }
  const Window& window(int rank) const { return windows_[rank]; }
  /// Rank beside this one across a lateral face, or MPI_PROC_NULL.
  int neighbour(Face lateral_face) const { return neighbours_[static_cast<int>(lateral_face)]; }

  std::int64_t n_owned() const { return std::int64_t{window().nx()} * nz_ * window().ny(); }
  std::int64_t n_ghosted() const { return std::int64_t{window().nx() + 2} * nz_ * (window().ny() + 2); }
  /// Global number of a cell (global i, j, k): ranks count one after the other, each in its local order.
  std::int64_t global_index(int i, int j, int k) const;
  /// First global number of this rank.
  std::int64_t first_index() const { return first_[rank_]; }

 private:
  Partition() = default;
  void number_windows();

  MPI_Comm comm_ = MPI_COMM_NULL;
  int rank_ = 0;
  int n_ranks_ = 1;
  int nz_ = 0;
  std::array<int, 2> shape_{1, 1};
  std::vector<int> x_starts_, y_starts_;  ///< of the rank columns and rows
  std::vector<Window> windows_;
  std::vector<std::int64_t> first_;
  std::array<int, 4> neighbours_{};
};

/// Local index of an owned cell; i, j relative to the window.
KOKKOS_INLINE_FUNCTION std::int64_t owned_index(int i, int j, int k, int nx, int nz) {
  return i + std::int64_t{nx} * (k + std::int64_t{nz} * j);
}
/// Local index in a ghosted field; i and j run from -1 to nx and ny.
KOKKOS_INLINE_FUNCTION std::int64_t ghosted_index(int i, int j, int k, int nx, int nz) {
  return (i + 1) + std::int64_t{nx + 2} * (k + std::int64_t{nz} * (j + 1));
}

using MemorySpace = Kokkos::DefaultExecutionSpace::memory_space;
using CellView = Kokkos::View<double*, MemorySpace>;
using ConstCellView = Kokkos::View<const double*, MemorySpace>;
using MaterialView = Kokkos::View<std::uint16_t*, MemorySpace>;
using ConstMaterialView = Kokkos::View<const std::uint16_t*, MemorySpace>;

/// Fills the ghost columns of ghosted fields from the neighbouring ranks, x first, then y over the full
/// width, so that corner columns are right too. Columns outside the domain are left as they are. Packs on the
/// device; messages go through host buffers unless MPI is known to take device pointers (`gpu_aware_mpi`).
class HaloExchange {
 public:
  explicit HaloExchange(const Partition& partition, bool gpu_aware_mpi = false);
  void exchange(const CellView& ghosted) const;
  void exchange(const MaterialView& ghosted) const;

 private:
  template <class View>
  void exchange_field(const View& ghosted) const;
  const Partition* partition_;
  bool gpu_aware_mpi_;
};

}  // namespace strata
