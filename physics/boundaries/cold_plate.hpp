// Convection to a coolant that warms along its way: q = h (T_surface - T_coolant).
#pragma once

#include <limits>

#include "inputs/model.hpp"
#include "physics/boundaries/surface_closure.hpp"

namespace strata {

/// The closure where the coolant has the temperature of the inlet.
/// \param film_coefficient  at this face [W/(m^2.K)], from the raster where there is one
inline SurfaceClosure closure_of(const ColdPlate& plate, double film_coefficient) {
  SurfaceClosure closure;
  closure.resistance =
      film_coefficient > 0.0 ? 1.0 / film_coefficient : std::numeric_limits<double>::infinity();
  closure.temperature = plate.inlet_temperature;
  return closure;
}

}  // namespace strata
