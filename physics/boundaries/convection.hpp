// Convection: q = h (T_surface - T_ambient).
#pragma once

#include <limits>

#include "inputs/model.hpp"
#include "physics/boundaries/surface_closure.hpp"

namespace strata {

/// \param film_coefficient  at this face [W/(m^2.K)], from the raster where there is one; 0 is adiabatic
/// \param ambient           at this face [K]
inline SurfaceClosure closure_of(const Convection&, double film_coefficient, double ambient) {
  SurfaceClosure closure;
  closure.resistance =
      film_coefficient > 0.0 ? 1.0 / film_coefficient : std::numeric_limits<double>::infinity();
  closure.temperature = ambient;
  return closure;
}

}  // namespace strata
