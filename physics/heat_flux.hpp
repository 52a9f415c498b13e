// Heat through one face between two cells, pointwise: half-cells and contact in series, and a sheet source on
// the face, whose temperature follows exactly (one-dimensional conduction in each half-cell).
#pragma once

#include <cmath>

#include <Kokkos_Macros.hpp>

namespace strata {

/// d / (2 k) [m^2.K/W] of a half-cell of width d/2; infinite where k is zero (void).
/// \param d  cell width across the face [m]
/// \param k  conductivity across the face [W/(m.K)]
KOKKOS_INLINE_FUNCTION double half_cell_resistance(double d, double k) {
  return k > 0.0 ? 0.5 * d / k : static_cast<double>(INFINITY);
}

/// A / (d_L/(2 k_L) + R + d_R/(2 k_R)) [W/K]; zero where a side is void.
/// \param area        face area [m^2]
/// \param resistance  contact resistance on the face [m^2.K/W]
KOKKOS_INLINE_FUNCTION double face_conductance(double area, double d_left, double k_left, double resistance,
                                               double d_right, double k_right) {
  if (!(k_left > 0.0) || !(k_right > 0.0)) return 0.0;
  return area / (0.5 * d_left / k_left + resistance + 0.5 * d_right / k_right);
}

/// Share of the heat released on a surface that flows through `r_this` when `r_other` is the way out on the
/// other side and both far ends are equally warm. Either resistance may be 0 or infinite; two infinite ones
/// (a sheet with void on both sides) leave all of it on this side.
KOKKOS_INLINE_FUNCTION double sheet_share(double r_this, double r_other) {
  if (std::isinf(r_other)) return 1.0;
  const double sum = r_this + r_other;
  return sum > 0.0 ? r_other / sum : 0.5;
}

/// How the heat of a sheet on a face reaches the two cells [W]; it adds to the conduction between them.
struct SheetSplit {
  double left = 0.0;
  double right = 0.0;
};

/// \param heat     released on the sheet [W]
/// \param r_left   from the sheet to the centre of the left cell [m^2.K/W], contact resistance included if it
/// lies there \param r_right  likewise to the right
KOKKOS_INLINE_FUNCTION SheetSplit split_sheet_heat(double heat, double r_left, double r_right) {
  const double to_left = heat * sheet_share(r_left, r_right);
  return {to_left, heat - to_left};
}

/// Temperature of a sheet that releases heat on a face [K, or a rise]:
/// (G_L T_L + G_R T_R + Q) / (G_L + G_R), written with resistances so that either may be 0 or infinite.
/// \param flux  heat released per area [W/m^2]
KOKKOS_INLINE_FUNCTION double sheet_temperature(double flux, double r_left, double T_left, double r_right,
                                                double T_right) {
  if (std::isinf(r_left)) return T_right + flux * r_right;
  const double share_left = sheet_share(r_left, r_right);
  // A share is the weight of its cell: it vanishes together with the influence of that cell's temperature.
  const double mean = share_left >= 1.0 ? T_left : share_left * T_left + (1.0 - share_left) * T_right;
  return mean + flux * share_left * r_left;
}

}  // namespace strata
