// Prescribed surface temperature: no resistance between the surface and its surroundings.
#pragma once

#include "inputs/model.hpp"
#include "physics/boundaries/surface_closure.hpp"

namespace strata {

inline SurfaceClosure closure_of(const FixedTemperature& condition) {
  SurfaceClosure closure;
  closure.resistance = 0.0;
  closure.temperature = condition.temperature;
  return closure;
}

}  // namespace strata
