// Values of ghost nodes from the ranks that own them.
#pragma once

#include <array>

#include <mpi.h>

#include "meshes/partition.hpp"
#include "solver/stress/node_box.hpp"

namespace strata {

/// Fills the ghost columns of fields on a box, x first, then y over the full width, so that corners are right
/// too. Packs on the device; messages go through host buffers.
class NodeHalo {
 public:
  /// \param neighbours  ranks across x_min, x_max, y_min, y_max, or MPI_PROC_NULL
  NodeHalo(MPI_Comm comm, const std::array<int, 4>& neighbours, const NodeBox& box);

  /// Three components per node. Collective over the neighbours.
  template <class Real>
  void exchange(const Kokkos::View<Real*, MemorySpace>& field) const;

 private:
  MPI_Comm comm_;
  std::array<int, 4> neighbours_;
  NodeBox box_;
};

}  // namespace strata
