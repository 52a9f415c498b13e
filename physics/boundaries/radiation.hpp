// Grey radiation to large surroundings: q = emissivity sigma (T_surface^4 - T_ambient^4).
#pragma once

#include <limits>

#include "inputs/model.hpp"
#include "physics/boundaries/surface_closure.hpp"

namespace strata {

/// Stefan-Boltzmann constant [W/(m^2.K^4)] (CODATA 2018, exact).
inline constexpr double kStefanBoltzmann = 5.670374419e-8;

/// Tangent at the ambient temperature.
inline SurfaceClosure closure_of(const Radiation& radiation) {
  SurfaceClosure closure;
  const double slope = 4.0 * radiation.emissivity * kStefanBoltzmann * radiation.ambient * radiation.ambient *
                       radiation.ambient;
  closure.resistance = slope > 0.0 ? 1.0 / slope : std::numeric_limits<double>::infinity();
  closure.temperature = radiation.ambient;
  return closure;
}

}  // namespace strata
