#include "solver/stress/node_box.hpp"

#include "meshes/partition.hpp"

namespace strata {

NodeBox node_box(const Partition& nodes) {
  const Window& window = nodes.window();
  const auto ghost = [&](Face face) { return nodes.neighbour(face) == MPI_PROC_NULL ? 0 : 1; };
  NodeBox box;
  box.own_i0 = ghost(Face::x_min);
  box.own_j0 = ghost(Face::y_min);
  box.own_i1 = box.own_i0 + window.nx();
  box.own_j1 = box.own_j0 + window.ny();
  box.i0 = window.i0 - box.own_i0;
  box.j0 = window.j0 - box.own_j0;
  box.nx = box.own_i1 + ghost(Face::x_max);
  box.ny = box.own_j1 + ghost(Face::y_max);
  box.nz = nodes.nz();
  return box;
}

}  // namespace strata
