// Film coefficients of still air against values worked out by hand from the correlations.
#include <catch2/catch.hpp>

#include "physics/natural_convection.hpp"

using namespace strata;

TEST_CASE("natural convection over a plate follows its correlation", "[natural_convection]") {
  // Film temperature 300 K: nu = 15.89e-6, alpha = 22.5e-6, k = 26.3e-3 (table A.4).
  // Ra = 9.80665 / 300 * 20 * 0.1^3 / (15.89e-6 * 22.5e-6) = 1.82858e6; Ra^(1/4) = 36.773
  CHECK(natural_convection_film(PlateFacing::up, 0.1, 310.0, 290.0) ==
        Approx(0.54 * 36.773 * 0.263).epsilon(1e-4));
  CHECK(natural_convection_film(PlateFacing::down, 0.1, 310.0, 290.0) ==
        Approx(0.27 * 36.773 * 0.263).epsilon(1e-4));
}

TEST_CASE("large plates that face up are turbulent", "[natural_convection]") {
  // Ra = 1.82858e6 * 2.5^3 = 2.85716e7; Ra^(1/3) = 305.71
  CHECK(natural_convection_film(PlateFacing::up, 0.25, 310.0, 290.0) ==
        Approx(0.15 * 305.71 * 26.3e-3 / 0.25).epsilon(1e-4));
}

TEST_CASE("a cold plate is a hot one upside down", "[natural_convection]") {
  CHECK(natural_convection_film(PlateFacing::up, 0.1, 290.0, 310.0) ==
        natural_convection_film(PlateFacing::down, 0.1, 310.0, 290.0));
  CHECK(natural_convection_film(PlateFacing::down, 0.1, 290.0, 310.0) ==
        natural_convection_film(PlateFacing::up, 0.1, 310.0, 290.0));
}

TEST_CASE("the film coefficient of radiation gives Stefan's flux", "[natural_convection]") {
  const double hot = 350.0, cold = 300.0;
  const double flux = 0.8 * 5.670374419e-8 * (std::pow(hot, 4) - std::pow(cold, 4));
  CHECK(radiation_film(0.8, hot, cold) * (hot - cold) == Approx(flux).epsilon(1e-12));
}
