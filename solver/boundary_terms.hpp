// What boundary faces need in several kernels: the half-cell behind a face, and what it conducts outwards.
#pragma once

#include "physics/boundaries/surface_closure.hpp"
#include "physics/heat_flux.hpp"
#include "solver/thermal_problem.hpp"

namespace strata {

using ConstFaceList = Kokkos::View<const BoundaryFace*, MemorySpace>;

/// d / (2 k) behind a face whose cell has this temperature [m^2.K/W].
KOKKOS_INLINE_FUNCTION double half_cell(const CellData& cells, const BoundaryFace& face, double temperature) {
  return half_cell_resistance(face.width, cells.table.conductivity(face.material, face.axis, temperature));
}

/// From the cell's centre to the surroundings [W/K].
KOKKOS_INLINE_FUNCTION double closure_conductance(const CellData& cells, const BoundaryFace& face,
                                                  double temperature) {
  return face.area * boundary_conductance(face.closure, half_cell(cells, face, temperature));
}

}  // namespace strata
