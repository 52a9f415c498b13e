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

/// d(half_cell)/dT [m^2/W]
KOKKOS_INLINE_FUNCTION double half_cell_slope(const CellData& cells, const BoundaryFace& face,
                                              double temperature) {
  const double k = cells.table.conductivity(face.material, face.axis, temperature);
  return -half_cell_resistance(face.width, k) *
         cells.table.conductivity_derivative(face.material, face.axis, temperature) / k;
}

/// From the cell's centre to the surroundings [W/K].
KOKKOS_INLINE_FUNCTION double closure_conductance(const CellData& cells, const BoundaryFace& face,
                                                  double temperature) {
  return face.area * boundary_conductance(face.closure, half_cell(cells, face, temperature));
}

/// What small changes of the cell's temperature drive out per area [W/(m^2.K)], in parts of a positive
/// definite operator: a surface that takes less heat when it gets warmer counts as adiabatic. \param r_cell
/// half-cell resistance [m^2.K/W]
KOKKOS_INLINE_FUNCTION double tangent_conductance(const BoundaryFace& face, double r_cell) {
  return face.tangent_resistance >= 0.0 ? 1.0 / (r_cell + face.tangent_resistance) : 0.0;
}

/// d(half-cell)/dT over half-cell of a solid cell: -k'/k [1/K]. \param ghosted  index of the cell
KOKKOS_INLINE_FUNCTION double half_cell_growth(const CellData& cells, std::int64_t ghosted, int axis,
                                               double T) {
  const std::uint16_t id = cells.material(ghosted);
  return -cells.table.conductivity_derivative(id, axis, T) / cells.table.conductivity(id, axis, T);
}

/// Changes of a share by the temperatures of the two cells [1/K].
struct ShareSlopes {
  double lower = 0.0, upper = 0.0;
};

/// The two cells that a face across z lies between, and a sheet on one side of the contact between them.
struct SheetPair {
  std::int64_t lower = 0, upper = 0;                  ///< owned indices
  std::int64_t ghosted_lower = 0, ghosted_upper = 0;  ///< ghosted indices
  double width_lower = 0.0, width_upper = 0.0;        ///< heights [m]
  double contact_lower = 0.0, contact_upper = 0.0;    ///< contact below and above the sheet [m^2.K/W]

  KOKKOS_INLINE_FUNCTION double half_lower(const CellData& cells, double T) const {
    return half_cell_resistance(width_lower, cells.conductivity(ghosted_lower, 2, T));
  }
  KOKKOS_INLINE_FUNCTION double half_upper(const CellData& cells, double T) const {
    return half_cell_resistance(width_upper, cells.conductivity(ghosted_upper, 2, T));
  }
  /// Part of the sheet's heat that reaches the lower cell.
  KOKKOS_INLINE_FUNCTION double share_to_lower(const CellData& cells, double reference,
                                               const ConstCellView& rise) const {
    return sheet_share(half_lower(cells, reference + rise(ghosted_lower)) + contact_lower,
                       contact_upper + half_upper(cells, reference + rise(ghosted_upper)));
  }
  /// Its derivatives, through the conductivities.
  KOKKOS_INLINE_FUNCTION ShareSlopes share_slopes(const CellData& cells, double reference,
                                                  const ConstCellView& rise) const {
    const double T_lower = reference + rise(ghosted_lower), T_upper = reference + rise(ghosted_upper);
    const double half_l = half_lower(cells, T_lower), half_u = half_upper(cells, T_upper);
    const double r_lower = half_l + contact_lower, r_upper = contact_upper + half_u;
    const double scale = (r_lower + r_upper) * (r_lower + r_upper);
    return {-r_upper * half_l * half_cell_growth(cells, ghosted_lower, 2, T_lower) / scale,
            r_lower * half_u * half_cell_growth(cells, ghosted_upper, 2, T_upper) / scale};
  }
};

/// \param cell  owned index of the cell on the sheet's own side \param is_on_top  the sheet is on its upper
/// face
KOKKOS_INLINE_FUNCTION SheetPair pair_at(const CellData& cells, std::int64_t cell, bool is_on_top) {
  const LocalShape& s = cells.shape;
  const auto i = static_cast<int>(cell % s.nx);
  const auto j = static_cast<int>(cell / s.nx / s.nz);
  const auto k = static_cast<int>(cell / s.nx % s.nz) + (is_on_top ? 1 : 0);
  const double contact = cells.contacts.axes[2].at(k, i, j);
  SheetPair pair;
  pair.lower = owned_index(i, j, k - 1, s.nx, s.nz);
  pair.upper = owned_index(i, j, k, s.nx, s.nz);
  pair.ghosted_lower = ghosted_index(i, j, k - 1, s.nx, s.nz);
  pair.ghosted_upper = ghosted_index(i, j, k, s.nx, s.nz);
  pair.width_lower = cells.width[2](k);
  pair.width_upper = cells.width[2](k + 1);
  pair.contact_lower = is_on_top ? 0.0 : contact;
  pair.contact_upper = is_on_top ? contact : 0.0;
  return pair;
}

}  // namespace strata
