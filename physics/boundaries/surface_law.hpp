// A surface whose heat is no straight line in its temperature: a film coefficient from a table, and grey
// radiation to surroundings of the same temperature,
//   q(T_s) = h(T_s) (T_s - T_a) + emissivity sigma (T_s^4 - T_a^4)
// and the balance with the half-cell r behind it and a sheet s on it:
//   (T_cell - T_s) / r + s = q(T_s)
#pragma once

#include <cmath>
#include <cstdint>

#include <Kokkos_Macros.hpp>

#include "physics/boundaries/radiation.hpp"
#include "physics/laws.hpp"

namespace strata {

/// Plain data.
struct SurfaceLaw {
  double film_coefficient = 0.0;  ///< [W/(m^2.K)] where there is no table
  double ambient = 0.0;           ///< [K]
  double emissivity = 0.0;
  std::int32_t table = -1;  ///< number of the law of the film coefficient; -1: none
};

/// The film coefficient that gives q as if it were one of convection, q = h_e (T_s - T_a) [W/(m^2.K)]; never
/// negative.
KOKKOS_INLINE_FUNCTION double effective_film(const SurfaceLaw& law, const LawTable& tables, double T) {
  const double h = law.table < 0 ? law.film_coefficient : tables.evaluate(law.table, T);
  if (law.emissivity == 0.0) return h;
  const double a = law.ambient;
  // Below 0 K, where iterates may stray, T^4 goes on as T |T|^3, which rises everywhere.
  const double radiation = T >= 0.0 ? (T * T + a * a) * (T + a) : (a * a * a * a + T * T * T * T) / (a - T);
  return h + law.emissivity * kStefanBoltzmann * radiation;
}

/// dq/dT_s [W/(m^2.K)]; negative where a film coefficient falls faster than the temperature rises.
KOKKOS_INLINE_FUNCTION double surface_slope(const SurfaceLaw& law, const LawTable& tables, double T) {
  const double h = law.table < 0 ? law.film_coefficient : tables.evaluate(law.table, T);
  const double h_slope = law.table < 0 ? 0.0 : tables.derivative(law.table, T);
  const double cube = std::fabs(T) * T * T;
  return h + h_slope * (T - law.ambient) + 4.0 * law.emissivity * kStefanBoltzmann * cube;
}

/// Temperature of the surface [K], to rounding: Newton's method between two bounds that hold the root,
/// halving them where it is slow.
/// \param r_cell  half-cell resistance [m^2.K/W], positive and finite
/// \param sheet_flux  heat released on the surface [W/m^2]
KOKKOS_INLINE_FUNCTION double solve_surface(const SurfaceLaw& law, const LawTable& tables, double r_cell,
                                            double sheet_flux, double T_cell) {
  constexpr int kMaxSteps = 100;
  constexpr double kRounding = 2.0 * 2.220446049250313e-16;  // two units in the last place
  // q has the sign of T_s - T_a, so the root lies between the ambient and what the surface would have if
  // nothing left it.
  const double adiabatic = T_cell + r_cell * sheet_flux;
  double lower = std::fmin(law.ambient, adiabatic), upper = std::fmax(law.ambient, adiabatic);
  double T = adiabatic, step = upper - lower;
  for (int n = 0; n < kMaxSteps; ++n) {
    const double surplus =
        (adiabatic - T) - r_cell * effective_film(law, tables, T) * (T - law.ambient);  // falls with T
    if (surplus == 0.0) return T;
    (surplus > 0.0 ? lower : upper) = T;
    const double slope = 1.0 + r_cell * surface_slope(law, tables, T);
    double next = T + surplus / slope;
    const bool is_slow = !(slope > 0.0) || 2.0 * std::fabs(surplus) > std::fabs(step) * slope;
    if (is_slow || !(next >= lower) || !(next <= upper)) next = lower + 0.5 * (upper - lower);
    step = next - T;
    T = next;
    if (std::fabs(step) <= kRounding * std::fabs(T)) return T;
  }
  return T;
}

}  // namespace strata
