// Whole solves where surfaces, powers and a coolant follow the temperature.
#include <cmath>

#include <catch2/catch.hpp>

#include "inputs/error.hpp"
#include "nonlinear_models.hpp"
#include "solver/steady_session.hpp"

using namespace strata;
using namespace strata::testing;

namespace {

double total_power(const Solved& solved) {
  const Window& w = solved.partition.window();
  double sum = 0.0;
  std::size_t cell = 0;
  for (int j = w.j0; j < w.j1; ++j) {
    for (int k = 0; k < solved.partition.nz(); ++k) {
      for (int i = w.i0; i < w.i1; ++i, ++cell) {
        const double density = solved.heat.power_density[cell];
        if (std::isnan(density)) continue;
        sum += density * solved.plan.grid.spacing(Axis::x, i) * solved.plan.grid.spacing(Axis::y, j) *
               solved.plan.grid.spacing(Axis::z, k);
      }
    }
  }
  MPI_Allreduce(MPI_IN_PLACE, &sum, 1, MPI_DOUBLE, MPI_SUM, solved.partition.comm());
  return sum;
}

}  // namespace

TEST_CASE("a package with everything nonlinear converges in a few Newton steps and balances") {
  const Solved solved = solve(nonlinear_package());
  const Convergence& convergence = solved.heat.convergence;
  CAPTURE(convergence.iterations, convergence.corrections, convergence.residual_history);
  CHECK(convergence.method == "newtonls: fgmres + column");
  CHECK(convergence.corrections <= 8);
  CHECK(convergence.relative_residual <= 1e-8);
  CHECK(solved.heat.balance.relative <= 1e-8);
  CHECK(convergence.leakage_gain > 0.0);
  CHECK(convergence.leakage_gain < 1.0);
  // Powers that writers see are those of the balance.
  CHECK(total_power(solved) == Approx(solved.heat.balance.source).epsilon(1e-10));
  for (const BoundaryHeat& boundary : solved.heat.boundaries) {
    const bool is_plate = boundary.name == "top" || boundary.name == "top.second";
    REQUIRE(boundary.coolant.has_value() == is_plate);
    if (!is_plate) continue;
    const double rate = boundary.name == "top" ? 0.6 : 0.2;
    CHECK(rate * (boundary.coolant->outlet_temperature_mean - boundary.coolant->inlet_temperature) ==
          Approx(boundary.heat_out).epsilon(1e-11));
    CHECK(boundary.coolant->outlet_temperature_max >= boundary.coolant->outlet_temperature_mean);
  }
}

TEST_CASE("a runaway is told as one") {
  Model model = nonlinear_package();
  for (HeatSource& source : model.sources) {
    if (source.leakage) source.power *= 60.0;
  }
  std::string message;
  try {
    solve(model);
  } catch (const SolveError& error) {
    message = error.what();
  }
  CAPTURE(message);
  CHECK(message.find("thermal runaway") != std::string::npos);
  CHECK(message.find("last temperature") != std::string::npos);
}

TEST_CASE("a session solves nonlinear models one after the other as if each were alone") {
  Model model = nonlinear_package();
  const GridPlan plan = plan_grid(model);
  const Partition partition(MPI_COMM_WORLD, plan.grid);
  SteadySession session(plan, partition);
  for (const double power : {7.0, 12.0, 3.0}) {
    model.sources.front().power = power;
    const HeatSolution shared = session.solve(model);
    const HeatSolution alone = solve_steady_heat(model, plan, partition);
    double largest = 0.0;
    for (std::size_t c = 0; c < shared.temperature.size(); ++c) {
      if (!std::isnan(alone.temperature[c])) {
        largest = std::max(largest, std::abs(shared.temperature[c] - alone.temperature[c]));
      }
    }
    CHECK(largest < 1e-5);
  }
  CHECK(session.n_shared() == 2);
}

TEST_CASE("a superposition at a solution with radiation and h(T) sums up to it") {
  Model model = stepped_package(true);
  model.output.superposition = true;
  model.boundaries.clear();
  Convection film;
  film.ambient = 310.0;
  film.film_coefficient_law = {{300.0, 330.0, 400.0}, {500.0, 3000.0, 4500.0}};
  film.emissivity = 0.8;
  add_boundary(model, "top", Face::top, film);
  add_boundary(model, "bottom", Face::bottom, Radiation{0.9, 300.0});
  const Solved solved = solve(model);
  REQUIRE(solved.heat.superposition.has_value());
  CHECK(solved.heat.superposition->is_linearised);
  CHECK(solved.heat.superposition->closure_error < 1e-5);
  model = nonlinear_package();
  model.output.superposition = true;
  CHECK_THROWS_AS(solve(model), DeckError);
}
