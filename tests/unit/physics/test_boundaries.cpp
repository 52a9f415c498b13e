#include <cmath>
#include <limits>

#include <catch2/catch.hpp>

#include "physics/boundaries.hpp"

using namespace strata;

namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kUnused = 12345.0;  // a film coefficient or ambient that must not be looked at

/// Surface temperature by bisection of the balance (T_cell - T_s)/r + s = q(T_s), with q written out per
/// condition.
template <class HeatOut>
double surface_by_bisection(double r_cell, double sheet, double T_cell, const HeatOut& heat_out) {
  double lower = -1e6, upper = 1e6;
  for (int i = 0; i < 200; ++i) {
    const double middle = 0.5 * (lower + upper);
    const double surplus = (T_cell - middle) / r_cell + sheet - heat_out(middle);
    (surplus > 0.0 ? lower : upper) = middle;
  }
  return 0.5 * (lower + upper);
}

}  // namespace

TEST_CASE("Convection becomes its film resistance and ambient") {
  const SurfaceClosure closure = surface_closure(Convection{}, 250.0, 310.0);
  CHECK(closure.resistance == Approx(0.004));
  CHECK(closure.temperature == 310.0);
  CHECK(closure.flux_in == 0.0);
}

TEST_CASE("Convection takes film coefficient and ambient from its arguments, not from the condition") {
  Convection condition;
  condition.film_coefficient = 1.0;
  condition.ambient = 1.0;
  const SurfaceClosure closure = surface_closure(condition, 50.0, 300.0);
  CHECK(closure.resistance == Approx(0.02));
  CHECK(closure.temperature == 300.0);
}

TEST_CASE("Convection with a film coefficient of zero is adiabatic") {
  const SurfaceClosure closure = surface_closure(Convection{}, 0.0, 310.0);
  CHECK(closure.resistance == kInfinity);
  const BoundaryTerm term = boundary_term(closure, 0.01, 0.0, 300.0);
  CHECK(term.conductance == 0.0);
  CHECK(term.source == 0.0);
}

TEST_CASE("Fixed temperature, flux and adiabatic faces become their closures") {
  const SurfaceClosure fixed = surface_closure(FixedTemperature{320.0}, kUnused, kUnused);
  CHECK(fixed.resistance == 0.0);
  CHECK(fixed.temperature == 320.0);
  CHECK(fixed.flux_in == 0.0);
  const SurfaceClosure flux = surface_closure(HeatFlux{5e4}, kUnused, kUnused);
  CHECK(flux.resistance == kInfinity);
  CHECK(flux.flux_in == 5e4);
  const SurfaceClosure adiabatic = surface_closure(Adiabatic{}, kUnused, kUnused);
  CHECK(adiabatic.resistance == kInfinity);
  CHECK(adiabatic.flux_in == 0.0);
}

TEST_CASE("Hand values of the boundary term") {
  // r_cell = 0.01, h = 100: 0.02 m^2.K/W in all; ambient 20 K above the reference
  const BoundaryTerm convection =
      boundary_term(surface_closure(Convection{}, 100.0, 320.0), 0.01, 0.0, 300.0);
  CHECK(convection.conductance == Approx(50.0));
  CHECK(convection.source == Approx(1000.0));
  const BoundaryTerm fixed =
      boundary_term(surface_closure(FixedTemperature{320.0}, kUnused, kUnused), 0.01, 0.0, 300.0);
  CHECK(fixed.conductance == Approx(100.0));
  CHECK(fixed.source == Approx(2000.0));
  const BoundaryTerm flux = boundary_term(surface_closure(HeatFlux{5e4}, kUnused, kUnused), 0.01, 0.0, 300.0);
  CHECK(flux.conductance == 0.0);
  CHECK(flux.source == 5e4);
  const BoundaryTerm adiabatic =
      boundary_term(surface_closure(Adiabatic{}, kUnused, kUnused), 0.01, 0.0, 300.0);
  CHECK(adiabatic.conductance == 0.0);
  CHECK(adiabatic.source == 0.0);
}

TEST_CASE("A sheet on the surface: half its heat enters the cell where film and half-cell resist alike") {
  const SurfaceClosure closure = surface_closure(Convection{}, 100.0, 300.0);
  CHECK(boundary_term(closure, 0.01, 800.0, 300.0).source == Approx(400.0));
  CHECK(boundary_term(surface_closure(FixedTemperature{300.0}, 0, 0), 0.01, 800.0, 300.0).source == 0.0);
  CHECK(boundary_term(surface_closure(Adiabatic{}, 0, 0), 0.01, 800.0, 300.0).source == 800.0);
}

TEST_CASE("The surface temperature satisfies the balance of the surface, and the heats add up") {
  struct Case {
    ThermalCondition condition;
    double h, ambient;
  };
  const double r_cell = 0.013, T_cell = 351.0, reference = 300.0;
  for (const double sheet : {0.0, 900.0, -200.0})
    for (const Case& c :
         {Case{Convection{}, 75.0, 295.0}, Case{HeatFlux{400.0}, 0, 0}, Case{Adiabatic{}, 0, 0}}) {
      const SurfaceClosure closure = surface_closure(c.condition, c.h, c.ambient);
      const auto heat_out = [&](double T_surface) {
        if (std::holds_alternative<Convection>(c.condition)) return c.h * (T_surface - c.ambient);
        if (const auto* flux = std::get_if<HeatFlux>(&c.condition)) return -flux->flux;
        return 0.0;
      };
      const double T_surface = surface_by_bisection(r_cell, sheet, T_cell, heat_out);
      CHECK(surface_temperature(closure, r_cell, sheet, T_cell) == Approx(T_surface).epsilon(1e-12));
      CHECK(boundary_heat_out(closure, r_cell, sheet, T_cell) ==
            Approx(heat_out(T_surface)).epsilon(1e-9).margin(1e-7));
      const BoundaryTerm term = boundary_term(closure, r_cell, sheet, reference);
      const double into_cell = term.source - term.conductance * (T_cell - reference);
      CHECK(into_cell == Approx((T_surface - T_cell) / r_cell).epsilon(1e-9).margin(1e-7));
      CHECK(into_cell + boundary_heat_out(closure, r_cell, sheet, T_cell) == Approx(sheet).margin(1e-9));
    }
}

TEST_CASE("Under a fixed temperature the surface has it and a sheet's heat leaves at once") {
  const SurfaceClosure closure = surface_closure(FixedTemperature{320.0}, kUnused, kUnused);
  CHECK(surface_temperature(closure, 0.01, 900.0, 350.0) == 320.0);
  CHECK(boundary_heat_out(closure, 0.01, 900.0, 350.0) == Approx(3000.0 + 900.0).epsilon(1e-14));
}

TEST_CASE("Closures that also carry a flux split it as they split a sheet") {
  SurfaceClosure closure = surface_closure(Convection{}, 100.0, 300.0);
  closure.flux_in = 600.0;
  // r_cell equals the film's resistance: half goes in, half back to the ambient
  CHECK(boundary_term(closure, 0.01, 0.0, 300.0).source == Approx(300.0));
  CHECK(boundary_heat_out(closure, 0.01, 0.0, 300.0) == Approx(-300.0));
  CHECK(surface_temperature(closure, 0.01, 0.0, 300.0) == Approx(303.0));
}
