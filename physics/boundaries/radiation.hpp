// Grey radiation to large surroundings: q = emissivity sigma (T_surface^4 - T_ambient^4).
#pragma once

#include <algorithm>
#include <limits>

#include "inputs/model.hpp"
#include "physics/boundaries/surface_closure.hpp"

namespace strata {

/// Stefan-Boltzmann constant [W/(m^2.K^4)] (CODATA 2018, exact).
inline constexpr double kStefanBoltzmann = 5.670374419e-8;

/// Slope of the heat radiated by a surface that has the temperature of its surroundings [W/(m^2.K)]; at least
/// that of 1 K, so that surroundings at 0 K hold a temperature too.
inline double radiation_slope(double emissivity, double ambient) {
  const double T = std::max(ambient, 1.0);
  return 4.0 * emissivity * kStefanBoltzmann * T * T * T;
}

/// Tangent at the ambient temperature; physics/boundaries/surface_law.hpp has the exact heat.
inline SurfaceClosure closure_of(const Radiation& radiation) {
  SurfaceClosure closure;
  const double slope = radiation_slope(radiation.emissivity, radiation.ambient);
  closure.resistance = slope > 0.0 ? 1.0 / slope : std::numeric_limits<double>::infinity();
  closure.temperature = radiation.ambient;
  return closure;
}

}  // namespace strata
