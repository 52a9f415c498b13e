// No heat crosses the surface.
#pragma once

#include "inputs/model.hpp"
#include "physics/boundaries/surface_closure.hpp"

namespace strata {

inline SurfaceClosure closure_of(const Adiabatic&) {
  return {};
}

}  // namespace strata
