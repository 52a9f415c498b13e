// Contact resistances on the faces where their named pairs touch. Only grid lines that carry some are stored.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "inputs/model.hpp"
#include "meshes/partition.hpp"

namespace strata {

/// Per axis the faces of one rank that carry a contact resistance. Face f lies between cell f - 1 and cell f
/// of the window along its axis, f = 0 .. n; the place on the plane is (u, v) over the owned cells along the
/// other two axes in the order x, y, z, so u + n_u * v.
struct ContactPlanes {
  struct AxisPlanes {
    Kokkos::View<int*, MemorySpace> plane_of_face;                        ///< -1: none
    Kokkos::View<double**, Kokkos::LayoutRight, MemorySpace> resistance;  ///< [plane, u + n_u v] [m^2.K/W]
    int n_u = 0;

    KOKKOS_INLINE_FUNCTION double at(int f, int u, int v) const {
      const int plane = plane_of_face(f);
      return plane < 0 ? 0.0 : resistance(plane, u + n_u * v);
    }
  };
  Kokkos::Array<AxisPlanes, 3> axes;
};

/// Finds the faces of every contact; where two contacts claim a face, the later one has it. The map of a
/// contact on upright faces is taken over the cell on a's side. Throws DeckError where a pair touches
/// nowhere. Collective.
ContactPlanes find_contacts(const Model& model, const Grid& grid, const Partition& partition);

}  // namespace strata
