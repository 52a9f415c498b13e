// Film coefficients of still air beside a hot horizontal surface, and of its radiation.
#pragma once

namespace strata {

/// Which way the hot surface looks.
enum class PlateFacing { up, down };

/// Film coefficient of natural convection [W/(m^2.K)]: Nu = 0.54 Ra^(1/4) up to Ra = 1e7 and 0.15 Ra^(1/3)
/// above it for a plate that faces up, Nu = 0.27 Ra^(1/4) for one that faces down (Incropera and DeWitt,
/// Fundamentals of Heat and Mass Transfer, 5th ed., eqs. 9.30 to 9.32; fitted for Ra of 1e4 to 1e11). Air at
/// one atmosphere and the film temperature (their table A.4). A surface colder than the air is taken for one
/// as much hotter that faces the other way.
/// \param length  area over perimeter of the plate [m]
/// \param surface, ambient  [K]
double natural_convection_film(PlateFacing facing, double length, double surface, double ambient);

/// Film coefficient that stands for grey radiation between a surface and large surroundings at the
/// temperature of the air [W/(m^2.K)]: e s (T_s^2 + T_a^2) (T_s + T_a).
double radiation_film(double emissivity, double surface, double ambient);

}  // namespace strata
