// The list of thermal boundary conditions. A new one adds a file in physics/boundaries and one line below;
// the solver sees closures only and never asks for a type.
#pragma once

#include "inputs/model.hpp"
#include "physics/boundaries/adiabatic.hpp"
#include "physics/boundaries/cold_plate.hpp"
#include "physics/boundaries/convection.hpp"
#include "physics/boundaries/fixed_temperature.hpp"
#include "physics/boundaries/heat_flux.hpp"
#include "physics/boundaries/radiation.hpp"
#include "physics/boundaries/surface_closure.hpp"

namespace strata {

/// The closure of a condition at one face.
/// \param film_coefficient, ambient  at this face [W/(m^2.K)], [K]: the condition's own, or those of its
/// rasters; used by convection only
inline SurfaceClosure surface_closure(const ThermalCondition& condition, double film_coefficient,
                                      double ambient) {
  struct Visitor {
    double film_coefficient, ambient;
    SurfaceClosure operator()(const Adiabatic& c) const { return closure_of(c); }
    SurfaceClosure operator()(const Convection& c) const { return closure_of(c, film_coefficient, ambient); }
    SurfaceClosure operator()(const HeatFlux& c) const { return closure_of(c); }
    SurfaceClosure operator()(const FixedTemperature& c) const { return closure_of(c); }
    SurfaceClosure operator()(const Radiation& c) const { return closure_of(c); }
    SurfaceClosure operator()(const ColdPlate& c) const { return closure_of(c, film_coefficient); }
  };
  return std::visit(Visitor{film_coefficient, ambient}, condition);
}

}  // namespace strata
