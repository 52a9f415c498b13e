// What every thermal boundary condition comes down to at a surface, and what it does to the cell behind it:
//   heat leaving the body per area  q = (T_surface - temperature) / resistance - flux_in
// Surface balance with the half-cell r and a sheet source s on the surface:
//   (T_cell - T_surface) / r + s = q
#pragma once

#include <cmath>

#include <Kokkos_Macros.hpp>

namespace strata {

/// Plain data. Convection: resistance 1/h; fixed temperature: 0; prescribed flux or adiabatic: infinite.
struct SurfaceClosure {
  double resistance = static_cast<double>(INFINITY);  ///< [m^2.K/W], 0 to infinity
  double temperature = 0.0;  ///< of the surroundings [K]; finite even where it has no effect
  double flux_in = 0.0;      ///< into the body [W/m^2]
};

/// Heat into the cell per area = source - conductance * rise.
struct BoundaryTerm {
  double conductance = 0.0;  ///< [W/(m^2.K)]
  double source = 0.0;       ///< [W/m^2]
};

/// Conductance per area from the cell centre to the surroundings [W/(m^2.K)].
/// \param r_cell  half-cell resistance d/(2k) [m^2.K/W], positive and finite
KOKKOS_INLINE_FUNCTION double boundary_conductance(const SurfaceClosure& closure, double r_cell) {
  return 1.0 / (r_cell + closure.resistance);
}

/// Share of the heat released on the surface that goes into the cell: 0 under a fixed temperature, 1 when
/// adiabatic.
KOKKOS_INLINE_FUNCTION double surface_heat_share(const SurfaceClosure& closure, double r_cell) {
  return std::isinf(closure.resistance) ? 1.0 : closure.resistance / (r_cell + closure.resistance);
}

/// The boundary's part in the balance of the cell, for the rise of its temperature over a reference.
/// \param sheet_flux  heat released on the surface by a sheet source [W/m^2]
/// \param reference_temperature  the rise is measured from here [K]
KOKKOS_INLINE_FUNCTION BoundaryTerm boundary_term(const SurfaceClosure& closure, double r_cell,
                                                  double sheet_flux, double reference_temperature) {
  const double conductance = boundary_conductance(closure, r_cell);
  return {conductance, conductance * (closure.temperature - reference_temperature) +
                           (sheet_flux + closure.flux_in) * surface_heat_share(closure, r_cell)};
}

/// Temperature of the surface [K].
KOKKOS_INLINE_FUNCTION double surface_temperature(const SurfaceClosure& closure, double r_cell,
                                                  double sheet_flux, double cell_temperature) {
  const double share = surface_heat_share(closure, r_cell);
  const double surroundings = r_cell * boundary_conductance(closure, r_cell);
  return share * cell_temperature + surroundings * closure.temperature +
         r_cell * share * (sheet_flux + closure.flux_in);
}

/// Heat leaving the body through the surface per area [W/m^2]: what a balance counts as boundary heat. It
/// plus what flows into the cell is the sheet's heat.
KOKKOS_INLINE_FUNCTION double boundary_heat_out(const SurfaceClosure& closure, double r_cell,
                                                double sheet_flux, double cell_temperature) {
  const double conductance = boundary_conductance(closure, r_cell);
  return conductance * (cell_temperature - closure.temperature) + r_cell * conductance * sheet_flux -
         surface_heat_share(closure, r_cell) * closure.flux_in;
}

}  // namespace strata
