// Coolants that a cold plate knows by name.
#pragma once

#include <optional>
#include <string>

namespace strata {

struct CoolantProperties {
  double density = 0.0;        ///< [kg/m^3]
  double heat_capacity = 0.0;  ///< [J/(kg.K)]
};

/// Range in which the named coolants are liquid and their tables hold [K].
inline constexpr double kColdestCoolant = 273.15;
inline constexpr double kHottestCoolant = 373.15;

/// Properties at a temperature [K], linear between the rows of a table of 10 K spacing; empty outside the
/// range. \param name  "water" (IAPWS-95 at 1 atm, at 100 degC at saturation; Wagner and Pruss 2002) or
/// "pg25" (25 % propylene glycol by volume; ASHRAE Handbook of Fundamentals 2001, chapter 21, as fitted by
/// CoolProp's incompressible fluid APG; Bell et al. 2014)
std::optional<CoolantProperties> coolant_at(const std::string& name, double temperature);

}  // namespace strata
