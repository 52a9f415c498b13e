// Temperature of one side of a face across z, reconstructed from the cells beside it: what kernels share.
#pragma once

#include "physics/boundaries/surface_closure.hpp"
#include "physics/heat_flux.hpp"
#include "solver/thermal_problem.hpp"

namespace strata {

/// The two solid cells that a face across z lies between.
struct CellPair {
  std::int64_t lower = 0, upper = 0;            ///< ghosted indices
  double width_lower = 0.0, width_upper = 0.0;  ///< heights [m]
  double contact = 0.0;                         ///< resistance between them [m^2.K/W]
};

/// Rises of the pair's cells [K], and those at which their conductivities are taken.
struct PairRises {
  double lower = 0.0, upper = 0.0;
  double property_lower = 0.0, property_upper = 0.0;
};

/// Rise of a face between two cells [K]. With a sheet on both sides of a contact the far one acts as if its
/// cell were warmer by its flux times half-cell.
/// \param is_above     on the side of the upper cell
/// \param below, above heat released on either side [W/m^2]
KOKKOS_INLINE_FUNCTION double face_rise_inside(const CellData& cells, const CellPair& pair, double reference,
                                               const PairRises& rise, bool is_above, double below,
                                               double above) {
  const double r_lower = half_cell_resistance(
      pair.width_lower, cells.conductivity(pair.lower, 2, reference + rise.property_lower));
  const double r_upper = half_cell_resistance(
      pair.width_upper, cells.conductivity(pair.upper, 2, reference + rise.property_upper));
  return is_above ? sheet_temperature(above, r_lower + pair.contact, rise.lower + below * r_lower, r_upper,
                                      rise.upper)
                  : sheet_temperature(below, r_lower, rise.lower, pair.contact + r_upper,
                                      rise.upper + above * r_upper);
}

/// Rise of a boundary face [K]. \param rise  of its cell [K] \param property_rise  at which its conductivity
/// is taken
KOKKOS_INLINE_FUNCTION double face_rise_outside(const CellData& cells, const BoundaryFace& face,
                                                double reference, double rise, double property_rise) {
  SurfaceClosure closure = face.closure;
  closure.temperature -= reference;
  const double r = half_cell_resistance(
      face.width, cells.table.conductivity(face.material, face.axis, reference + property_rise));
  return surface_temperature(closure, r, face.flux(), rise);
}

}  // namespace strata
