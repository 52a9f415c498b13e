// Convection: q = h (T_surface - T_ambient), h a number, or a table over the temperature of the surface; the
// surface may also radiate to the ambient.
#pragma once

#include <algorithm>
#include <limits>

#include "inputs/model.hpp"
#include "physics/boundaries/radiation.hpp"
#include "physics/boundaries/surface_closure.hpp"
#include "physics/laws/table.hpp"

namespace strata {

/// The heat of the surface is no straight line in its temperature.
inline bool is_nonlinear(const Convection& convection) {
  return !convection.film_coefficient_law.temperature.empty() || convection.emissivity > 0.0;
}

/// The coefficient of a table at the ambient temperature, or its largest where it has none there, as natural
/// convection: such a surface holds a temperature all the same [W/(m^2.K)].
inline double film_near_ambient(const TableLaw& law, double ambient) {
  const double h = evaluate_law(law, ambient);
  return h > 0.0 ? h : *std::max_element(law.value.begin(), law.value.end());
}

/// The closure of a surface at the ambient temperature: exact where h is a number and nothing radiates, else
/// physics/boundaries/surface_law.hpp has the exact heat.
/// \param film_coefficient  at this face [W/(m^2.K)], from the raster where there is one; 0 is adiabatic
/// \param ambient           at this face [K]
inline SurfaceClosure closure_of(const Convection& convection, double film_coefficient, double ambient) {
  const TableLaw& law = convection.film_coefficient_law;
  const double film = law.temperature.empty() ? film_coefficient : film_near_ambient(law, ambient);
  const double conductance = film + radiation_slope(convection.emissivity, ambient);
  SurfaceClosure closure;
  closure.resistance = conductance > 0.0 ? 1.0 / conductance : std::numeric_limits<double>::infinity();
  closure.temperature = ambient;
  return closure;
}

}  // namespace strata
