// The nodes a rank works on: those it owns and, beside neighbouring ranks, one column of theirs. Fields of
// displacements or forces lie as rows along x: i fastest, then the component, then k, then j.
#pragma once

#include <cstdint>

#include <Kokkos_Macros.hpp>

namespace strata {

class Partition;

struct NodeBox {
  int i0 = 0, j0 = 0;          ///< global number of the first column, ghosts included
  int nx = 0, ny = 0, nz = 0;  ///< nodes, ghosts included
  int own_i0 = 0, own_i1 = 0;  ///< columns owned, counted in the box
  int own_j0 = 0, own_j1 = 0;

  KOKKOS_FORCEINLINE_FUNCTION int own_nx() const { return own_i1 - own_i0; }
  KOKKOS_FORCEINLINE_FUNCTION int own_ny() const { return own_j1 - own_j0; }
  KOKKOS_FORCEINLINE_FUNCTION bool is_owned(int i, int j) const {
    return i >= own_i0 && i < own_i1 && j >= own_j0 && j < own_j1;
  }
  /// No ghosts: fields of owned nodes and of the box are the same.
  KOKKOS_FORCEINLINE_FUNCTION bool is_whole() const { return own_nx() == nx && own_ny() == ny; }
  KOKKOS_FORCEINLINE_FUNCTION std::int64_t n_nodes() const { return std::int64_t{nx} * ny * nz; }
  KOKKOS_FORCEINLINE_FUNCTION std::int64_t n_owned() const { return std::int64_t{own_nx()} * own_ny() * nz; }

  /// Of a node, in arrays of one number per node.
  KOKKOS_FORCEINLINE_FUNCTION std::int64_t node(int i, int j, int k) const {
    return i + std::int64_t{nx} * (k + std::int64_t{nz} * j);
  }
  /// Of a component at a node, in fields on the box.
  KOKKOS_FORCEINLINE_FUNCTION std::int64_t at(int component, int i, int j, int k) const {
    return i + std::int64_t{nx} * (component + 3 * (k + std::int64_t{nz} * j));
  }
  /// The same in fields of owned nodes; i and j count in the box.
  KOKKOS_FORCEINLINE_FUNCTION std::int64_t owned_at(int component, int i, int j, int k) const {
    return (i - own_i0) + std::int64_t{own_nx()} * (component + 3 * (k + std::int64_t{nz} * (j - own_j0)));
  }

  // Cells between the nodes of the box.
  KOKKOS_FORCEINLINE_FUNCTION int cells_x() const { return nx - 1; }
  KOKKOS_FORCEINLINE_FUNCTION int cells_y() const { return ny - 1; }
  KOKKOS_FORCEINLINE_FUNCTION int cells_z() const { return nz - 1; }
  KOKKOS_FORCEINLINE_FUNCTION std::int64_t n_cells() const {
    return std::int64_t{cells_x()} * cells_y() * cells_z();
  }
  KOKKOS_FORCEINLINE_FUNCTION std::int64_t cell(int i, int j, int k) const {
    return i + std::int64_t{cells_x()} * (k + std::int64_t{cells_z()} * j);
  }
  /// Row of cells along x.
  KOKKOS_FORCEINLINE_FUNCTION int cell_row(int j, int k) const { return k + cells_z() * j; }
};

/// The box of a rank. \param nodes  from Partition::nodes_of
NodeBox node_box(const Partition& nodes);

}  // namespace strata
