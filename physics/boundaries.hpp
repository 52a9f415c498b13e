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
#include "physics/boundaries/surface_law.hpp"

namespace strata {

/// The closure of a condition at one face. Of conditions that are nonlinear it is the one at the temperature
/// of the surroundings; solver/surface_state.hpp keeps it exact as temperatures change.
/// \param film_coefficient, ambient  at this face [W/(m^2.K)], [K]: the condition's own, or those of its
/// rasters; used by convection and cold plates only
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

/// The heat of the surface follows from its own temperature along no straight line.
inline bool is_nonlinear(const ThermalCondition& condition) {
  if (const auto* convection = std::get_if<Convection>(&condition)) return is_nonlinear(*convection);
  const auto* radiation = std::get_if<Radiation>(&condition);
  return radiation != nullptr && radiation->emissivity > 0.0;
}

/// The law of a nonlinear condition at one face.
/// \param film_coefficient, ambient  at this face, as above
/// \param table  number of the condition's law of the film coefficient; -1: it has none
inline SurfaceLaw surface_law(const ThermalCondition& condition, double film_coefficient, double ambient,
                              std::int32_t table) {
  if (const auto* radiation = std::get_if<Radiation>(&condition)) {
    return {0.0, radiation->ambient, radiation->emissivity, -1};
  }
  return {film_coefficient, ambient, std::get<Convection>(condition).emissivity, table};
}

/// What a raster of the deck may give face by face.
struct Surroundings {
  double film_coefficient = 0.0;  ///< [W/(m^2.K)]
  double ambient = 0.0;           ///< [K]
};

/// A condition's own numbers, where its rasters say nothing; 0 where it has none.
inline Surroundings surroundings_of(const ThermalCondition& condition) {
  if (const auto* convection = std::get_if<Convection>(&condition)) {
    return {convection->film_coefficient, convection->ambient};
  }
  const auto* plate = std::get_if<ColdPlate>(&condition);
  return plate != nullptr ? Surroundings{plate->film_coefficient, plate->inlet_temperature} : Surroundings{};
}

/// Rasters of the two; nullptr where there is none.
struct SurroundingsMaps {
  const Raster* film_coefficient = nullptr;
  const Raster* ambient = nullptr;
};
inline SurroundingsMaps maps_of(const ThermalCondition& condition) {
  const auto some = [](const Raster& raster) { return raster.empty() ? nullptr : &raster; };
  if (const auto* convection = std::get_if<Convection>(&condition)) {
    return {some(convection->film_coefficient_map), some(convection->ambient_map)};
  }
  const auto* plate = std::get_if<ColdPlate>(&condition);
  return plate != nullptr ? SurroundingsMaps{some(plate->film_coefficient_map), nullptr} : SurroundingsMaps{};
}

}  // namespace strata
