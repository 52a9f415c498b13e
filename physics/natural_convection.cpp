#include "physics/natural_convection.hpp"

#include <algorithm>
#include <cmath>

#include "physics/laws.hpp"

namespace strata {
namespace {

constexpr double kGravity = 9.80665;                 // [m/s^2]
constexpr double kStefanBoltzmann = 5.670374419e-8;  // [W/(m^2.K^4)], CODATA 2018

struct Air {
  double viscosity = 0.0;     ///< kinematic [m^2/s]
  double conductivity = 0.0;  ///< [W/(m.K)]
  double diffusivity = 0.0;   ///< [m^2/s]
};

/// Incropera and DeWitt, table A.4.
Air air_at(double temperature) {
  static const std::vector<double> kTemperature{250.0, 300.0, 350.0, 400.0, 450.0, 500.0};
  static const PropertyLaw kViscosity =
      TableLaw{kTemperature, {11.44e-6, 15.89e-6, 20.92e-6, 26.41e-6, 32.39e-6, 38.79e-6}};
  static const PropertyLaw kConductivity =
      TableLaw{kTemperature, {22.3e-3, 26.3e-3, 30.0e-3, 33.8e-3, 37.3e-3, 40.7e-3}};
  static const PropertyLaw kDiffusivity =
      TableLaw{kTemperature, {15.9e-6, 22.5e-6, 29.9e-6, 38.3e-6, 47.2e-6, 56.7e-6}};
  return {evaluate(kViscosity, temperature), evaluate(kConductivity, temperature),
          evaluate(kDiffusivity, temperature)};
}

double nusselt(PlateFacing facing, double rayleigh) {
  constexpr double kTurbulent = 1e7;
  if (facing == PlateFacing::down) return 0.27 * std::pow(rayleigh, 0.25);
  return rayleigh <= kTurbulent ? 0.54 * std::pow(rayleigh, 0.25) : 0.15 * std::cbrt(rayleigh);
}

}  // namespace

double natural_convection_film(PlateFacing facing, double length, double surface, double ambient) {
  const double film = 0.5 * (surface + ambient);
  const Air air = air_at(film);
  const bool is_hot = surface >= ambient;
  const PlateFacing as_hot = is_hot == (facing == PlateFacing::up) ? PlateFacing::up : PlateFacing::down;
  const double rayleigh =
      kGravity / film * std::abs(surface - ambient) * std::pow(length, 3) / (air.viscosity * air.diffusivity);
  return nusselt(as_hot, rayleigh) * air.conductivity / length;
}

double radiation_film(double emissivity, double surface, double ambient) {
  return emissivity * kStefanBoltzmann * (surface * surface + ambient * ambient) * (surface + ambient);
}

}  // namespace strata
