// Surfaces, coolant and leakage pointwise: against bisection, closed forms and finite differences.
#include <cmath>

#include <catch2/catch.hpp>

#include "physics/boundaries.hpp"
#include "physics/coolant.hpp"
#include "physics/leakage.hpp"

using namespace strata;

namespace {

/// q written out as physics has it.
double heat_out(const SurfaceLaw& law, const LawTable& tables, double T) {
  const double h = law.table < 0 ? law.film_coefficient : tables.evaluate(law.table, T);
  return h * (T - law.ambient) +
         law.emissivity * kStefanBoltzmann * (std::pow(T, 4.0) - std::pow(law.ambient, 4.0));
}

double surface_by_bisection(const SurfaceLaw& law, const LawTable& tables, double r, double sheet,
                            double T_cell) {
  double lower = 0.0, upper = 1e5;
  for (int n = 0; n < 300; ++n) {
    const double middle = 0.5 * (lower + upper);
    ((T_cell - middle) / r + sheet > heat_out(law, tables, middle) ? lower : upper) = middle;
  }
  return 0.5 * (lower + upper);
}

}  // namespace

TEST_CASE("The surface's temperature satisfies its balance, whatever it does") {
  const LawTable tables = make_law_table(
      {TableLaw{{280.0, 320.0, 400.0}, {2.0, 40.0, 60.0}}, TableLaw{{300.0, 310.0}, {500.0, 5.0}}});
  const SurfaceLaw laws[] = {{0.0, 300.0, 0.9, -1}, {25.0, 300.0, 0.0, -1}, {25.0, 310.0, 0.5, -1},
                             {0.0, 295.0, 0.7, 0},  {0.0, 0.0, 1.0, -1},    {0.0, 300.0, 0.0, 0}};
  for (const SurfaceLaw& law : laws) {
    for (const double r : {1e-7, 1e-3, 10.0}) {
      for (const double sheet : {0.0, 2e4, -50.0}) {
        for (const double T_cell : {250.0, 300.0, 330.0, 2500.0}) {
          if (T_cell + r * sheet < 0.0) continue;
          const double T = solve_surface(law, tables, r, sheet, T_cell);
          CAPTURE(law.film_coefficient, law.ambient, law.emissivity, law.table, r, sheet, T_cell);
          CHECK(T == Approx(surface_by_bisection(law, tables, r, sheet, T_cell)).epsilon(1e-12));
          CHECK(effective_film(law, tables, T) * (T - law.ambient) ==
                Approx(heat_out(law, tables, T)).epsilon(1e-9).margin(1e-9));
        }
      }
    }
  }
  // Where the film collapses the heat of the surface falls with its temperature: a root is found all the
  // same.
  const SurfaceLaw collapsing{0.0, 290.0, 0.0, 1};
  const double T = solve_surface(collapsing, tables, 0.5, 0.0, 400.0);
  CHECK((400.0 - T) / 0.5 == Approx(heat_out(collapsing, tables, T)).epsilon(1e-9));
}

TEST_CASE("The slope of a surface is that of its heat") {
  const LawTable tables = make_law_table({TableLaw{{280.0, 320.0, 400.0}, {2.0, 40.0, 60.0}}});
  for (const SurfaceLaw& law : {SurfaceLaw{0.0, 300.0, 0.9, -1}, SurfaceLaw{0.0, 295.0, 0.7, 0}}) {
    for (const double T : {290.0, 350.0, 700.0}) {
      const double step = 1e-3;
      const double expected =
          (heat_out(law, tables, T + step) - heat_out(law, tables, T - step)) / (2.0 * step);
      CHECK(surface_slope(law, tables, T) == Approx(expected).epsilon(1e-7));
    }
  }
}

TEST_CASE("Nonlinear conditions start as the closure at the ambient temperature") {
  const double slope = 4.0 * 0.5 * kStefanBoltzmann * std::pow(300.0, 3.0);
  CHECK(surface_closure(Radiation{0.5, 300.0}, 0.0, 0.0).resistance == Approx(1.0 / slope));
  Convection both;
  both.emissivity = 0.5;
  CHECK(surface_closure(both, 20.0, 300.0).resistance == Approx(1.0 / (20.0 + slope)));
  both.emissivity = 0.0;
  both.film_coefficient_law = {{300.0, 400.0}, {0.0, 12.0}};
  CHECK(surface_closure(both, 99.0, 350.0).resistance == Approx(1.0 / 6.0));
  // No heat yet at the ambient, but the surface holds a temperature.
  CHECK(surface_closure(both, 99.0, 300.0).resistance == Approx(1.0 / 12.0));
  CHECK(std::isfinite(surface_closure(Radiation{1.0, 0.0}, 0.0, 0.0).resistance));
  CHECK(is_nonlinear(ThermalCondition(both)));
  CHECK_FALSE(is_nonlinear(ThermalCondition(Convection{})));
  CHECK_FALSE(is_nonlinear(ThermalCondition(ColdPlate{})));
}

TEST_CASE("A coolant leaves a cell on the exponential and takes what it warms by") {
  for (const double units : {1e-9, 0.3, 40.0}) {
    const double rate = 2.5, T = 350.0, T_in = 300.0;
    const CoolantPassage passage = pass_cell(units * rate, rate);
    const double T_out = T - (T - T_in) * std::exp(-units);
    CHECK(passage.carried * T_in + (1.0 - passage.carried) * T == Approx(T_out).epsilon(1e-14));
    CHECK(passage.conductance * (T - T_in) == Approx(rate * (T - T_in) * -std::expm1(-units)).epsilon(1e-14));
    CHECK(passage.conductance <= units * rate * (1.0 + 1e-15));
  }
}

TEST_CASE("Leakage grows as its law says, and its slope is the derivative") {
  const LawTable tables = make_law_table({TableLaw{{300.0, 350.0, 400.0}, {1.0, 1.5, 3.0}}});
  const LeakageLaw exponential{330.0, 0.02, -1}, table{0.0, 0.0, 0};
  CHECK(leakage_factor(exponential, tables, 330.0) == 1.0);
  CHECK(leakage_factor(exponential, tables, 380.0) == Approx(std::exp(1.0)));
  CHECK(leakage_factor(table, tables, 325.0) == Approx(1.25));
  CHECK(leakage_factor(table, tables, 500.0) == 3.0);
  for (const LeakageLaw& law : {exponential, table}) {
    const double step = 1e-4;
    const double expected =
        (leakage_factor(law, tables, 360.0 + step) - leakage_factor(law, tables, 360.0 - step)) /
        (2.0 * step);
    CHECK(leakage_slope(law, tables, 360.0) == Approx(expected).epsilon(1e-7));
  }
  CHECK(std::isfinite(leakage_factor(exponential, tables, 1e9)));
}
