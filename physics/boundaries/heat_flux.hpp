// Prescribed heat flux into the body.
#pragma once

#include "inputs/model.hpp"
#include "physics/boundaries/surface_closure.hpp"

namespace strata {

inline SurfaceClosure closure_of(const HeatFlux& condition) {
  SurfaceClosure closure;
  closure.flux_in = condition.flux;
  return closure;
}

}  // namespace strata
