// Models solved one after another on one set-up: the solutions of one-shot solves, on any number of ranks.
#include <cmath>

#include <catch2/catch.hpp>

#include "heat_models.hpp"
#include "inputs/error.hpp"
#include "solver/steady_session.hpp"
#include "tests/support/resident_memory.hpp"

using namespace strata;
using namespace strata::testing;

namespace {

double largest_of_ranks(double value) {
  MPI_Allreduce(MPI_IN_PLACE, &value, 1, MPI_DOUBLE, MPI_MAX, MPI_COMM_WORLD);
  return value;
}

/// Largest difference of two solutions over the largest rise of the second, cells and active faces.
double difference(const HeatSolution& a, const HeatSolution& b) {
  double largest = 0.0, rise = 0.0;
  const auto compare = [&](const std::vector<double>& of_a, const std::vector<double>& of_b) {
    REQUIRE(of_a.size() == of_b.size());
    for (std::size_t c = 0; c < of_a.size(); ++c) {
      REQUIRE(std::isnan(of_a[c]) == std::isnan(of_b[c]));
      if (std::isnan(of_a[c])) continue;
      largest = std::max(largest, std::abs(of_a[c] - of_b[c]));
      rise = std::max(rise, std::abs(of_b[c] - b.reference_temperature));
    }
  };
  compare(a.temperature, b.temperature);
  REQUIRE(a.active_faces.size() == b.active_faces.size());
  for (std::size_t f = 0; f < a.active_faces.size(); ++f)
    compare(a.active_faces[f].temperature, b.active_faces[f].temperature);
  rise = largest_of_ranks(rise);
  return rise > 0.0 ? largest_of_ranks(largest) / rise : largest_of_ranks(largest);
}

Convection& convection(Model& m, std::size_t n) {
  return std::get<Convection>(m.boundaries[n].condition);
}

/// The package under loads of every kind that may change, each after the one before it.
std::vector<Model> variants(bool nonlinear) {
  std::vector<Model> models(7, stepped_package(nonlinear));
  models[1].sources[0].power *= 3.0;
  models[2].sources[1].map = {{{{6e-3, 2e-3}, {9e-3, 6e-3}}, 3.0}};
  convection(models[3], 0).ambient += 40.0;
  std::get<HeatFlux>(models[4].boundaries[3].condition).flux += 2e4;
  std::get<FixedTemperature>(models[4].boundaries[4].condition).temperature += 15.0;
  for (HeatSource& source : models[5].sources) source.power = 0.0;
  models[6].solver.relative_tolerance = 1e-10;
  return models;
}

Model pure_conduction(double power) {
  Model m;
  add_material(m, "silicon", bulk(130.0));
  add_stack(m, 4e-3, 4e-3, {{"die", 1, 0.5e-3}}, 0.25e-3, 0.1e-3);
  add_boundary(m, "top", Face::top, Convection{1e4, 300.0, {}, {}});
  add_volume_source(m, "die", power);
  return m;
}

}  // namespace

TEST_CASE("variants on one set-up have the solutions of one-shot solves") {
  for (const bool nonlinear : {false, true}) {
    const std::vector<Model> models = variants(nonlinear);
    const GridPlan plan = plan_grid(models[0]);
    const Partition partition(MPI_COMM_WORLD, plan.grid);
    SteadySession session(plan, partition);
    for (std::size_t n = 0; n < models.size(); ++n) {
      const HeatSolution shared = session.solve(models[n]);
      const HeatSolution alone = solve_steady_heat(models[n], plan, partition);
      CAPTURE(nonlinear, n, shared.convergence.iterations, alone.convergence.iterations);
      CHECK(difference(shared, alone) <= 1e-7);
      CHECK(shared.reference_temperature == alone.reference_temperature);
      CHECK(shared.convergence.relative_residual <= models[n].solver.relative_tolerance);
      CHECK(shared.balance.relative <= shared.balance.bound);
      CHECK(shared.balance.source == Approx(alone.balance.source));
      CHECK(shared.convergence.method == "column");
      REQUIRE(shared.boundaries.size() == alone.boundaries.size());
      for (std::size_t b = 0; b < alone.boundaries.size(); ++b)
        CHECK(shared.boundaries[b].heat_out ==
              Approx(alone.boundaries[b].heat_out).epsilon(1e-6).margin(1e-7));
      // The first temperatures of conductivities are known after a correction only.
      CHECK(shared.convergence.setups == (n > 0 ? 0 : nonlinear ? 2 : 1));
      CHECK(alone.convergence.setups == (nonlinear ? 2 : 1));
      if (n > 0) CHECK(shared.timings.mesh_s == 0.0);
    }
    CHECK(session.n_shared() == static_cast<int>(models.size()) - 1);
  }
}

TEST_CASE("no heat after some is no rise, and loads come back to themselves") {
  const std::vector<Model> models{pure_conduction(5.0), pure_conduction(0.0), pure_conduction(5.0)};
  const GridPlan plan = plan_grid(models[0]);
  const Partition partition(MPI_COMM_WORLD, plan.grid);
  SteadySession session(plan, partition);
  const HeatSolution first = session.solve(models[0]), cold = session.solve(models[1]),
                     again = session.solve(models[2]);
  for (const double t : cold.temperature) REQUIRE(t == 300.0);
  CHECK(cold.balance.relative == 0.0);
  CHECK(difference(again, first) <= 1e-8);
  CHECK(session.n_shared() == 2);
}

TEST_CASE("rows of coefficients are renewed where loads have moved the temperatures too far") {
  std::vector<Model> models(3, stepped_package(true));
  for (HeatSource& source : models[1].sources) source.power *= 12.0;
  const GridPlan plan = plan_grid(models[0]);
  const Partition partition(MPI_COMM_WORLD, plan.grid);
  SteadySession session(plan, partition);
  for (const Model& model : models) {
    const HeatSolution shared = session.solve(model);
    const HeatSolution alone = solve_steady_heat(model, plan, partition);
    CAPTURE(shared.convergence.corrections, shared.convergence.iterations, alone.convergence.corrections,
            alone.convergence.iterations);
    CHECK(difference(shared, alone) <= 1e-7);
    CHECK(shared.convergence.corrections <= 2 * alone.convergence.corrections + 4);
  }
}

TEST_CASE("another film coefficient or kind of solver, and an error, start from nothing") {
  std::vector<Model> models(5, stepped_package(false));
  convection(models[1], 0).film_coefficient *= 2.0;
  models[2] = models[1];
  models[2].solver.small_memory = !models[1].solver.small_memory;
  models[3] = models[2];
  models[3].solver.max_iterations = 1;
  models[3].sources[0].power *= 2.0;
  models[4] = models[2];
  const GridPlan plan = plan_grid(models[0]);
  const Partition partition(MPI_COMM_WORLD, plan.grid);
  SteadySession session(plan, partition);
  for (const std::size_t n : {0, 1, 2, 4}) {
    if (n == 4) CHECK_THROWS_AS(session.solve(models[3]), SolveError);
    const HeatSolution shared = session.solve(models[n]);
    CHECK(shared.convergence.setups >= 1);
    CHECK(difference(shared, solve_steady_heat(models[n], plan, partition)) <= 1e-7);
  }
  CHECK(session.n_shared() == 0);
}

TEST_CASE("fifty variants on one set-up leave no memory behind") {
  std::vector<Model> models(50, stepped_package(true));
  for (std::size_t n = 0; n < models.size(); ++n) {
    models[n].mesh.lateral = 0.2e-3;
    models[n].sources[0].power = 7.0 + static_cast<double>(n % 7);
    convection(models[n], 0).ambient += static_cast<double>(n % 3);
  }
  const GridPlan plan = plan_grid(models[0]);
  const Partition partition(MPI_COMM_WORLD, plan.grid);
  SteadySession session(plan, partition);
  double after_warm_up = 0.0;
  for (std::size_t n = 0; n < models.size(); ++n) {
    const HeatSolution solution = session.solve(models[n]);
    REQUIRE(solution.convergence.setups == (n == 0 ? 2 : 0));
    if (n == 9) after_warm_up = resident_memory();
  }
  CAPTURE(after_warm_up, resident_memory());
  CHECK(resident_memory() - after_warm_up < 5.0);
}
