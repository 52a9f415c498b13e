// The same answer on any number of ranks, on part of the ranks, and again and again without growing.
#include <cmath>
#include <string>

#include <catch2/catch.hpp>

#include "inputs/error.hpp"
#include "nonlinear_models.hpp"
#include "tests/support/resident_memory.hpp"

using namespace strata;
using namespace strata::testing;

namespace {

int world_rank() {
  int rank = 0;
  MPI_Comm_rank(MPI_COMM_WORLD, &rank);
  return rank;
}

double largest_of(MPI_Comm comm, double value) {
  MPI_Allreduce(MPI_IN_PLACE, &value, 1, MPI_DOUBLE, MPI_MAX, comm);
  return value;
}

struct Difference {
  double largest = 0.0;       ///< of any cell or active face [K]
  double largest_rise = 0.0;  ///< over the reference temperature [K]
};

/// A solution on several ranks against the same model on this rank alone.
/// \param of_power  relative difference allowed to powers: rounding, unless they follow the temperatures
Difference compare(const Solved& shared, const Solved& alone, double of_power = 1e-13) {
  Difference d;
  const Window& w = shared.partition.window();
  for (int j = w.j0; j < w.j1; ++j) {
    for (int k = 0; k < shared.partition.nz(); ++k) {
      for (int i = w.i0; i < w.i1; ++i) {
        const double a = shared.at(i, j, k), b = alone.at(i, j, k);
        REQUIRE(std::isnan(a) == std::isnan(b));
        if (std::isnan(a)) continue;
        d.largest = std::max(d.largest, std::abs(a - b));
        d.largest_rise = std::max(d.largest_rise, std::abs(b - alone.heat.reference_temperature));
      }
    }
  }
  for (std::size_t f = 0; f < alone.heat.active_faces.size(); ++f) {
    const ActiveFace &part = shared.heat.active_faces.at(f), &whole = alone.heat.active_faces[f];
    const int nx = whole.upper[0] - whole.lower[0];
    std::size_t at = 0;
    for (int j = part.lower[1]; j < part.upper[1]; ++j) {
      for (int i = part.lower[0]; i < part.upper[0]; ++i, ++at) {
        const auto there =
            static_cast<std::size_t>(std::int64_t{j - whole.lower[1]} * nx + (i - whole.lower[0]));
        d.largest = std::max(d.largest, std::abs(part.temperature.at(at) - whole.temperature.at(there)));
        REQUIRE(part.power.at(at) == Approx(whole.power.at(there)).epsilon(of_power));
      }
    }
  }
  d.largest = largest_of(shared.partition.comm(), d.largest);
  d.largest_rise = largest_of(shared.partition.comm(), d.largest_rise);
  return d;
}

}  // namespace

TEST_CASE("temperatures do not depend on the number of ranks") {
  for (const bool nonlinear : {false, true}) {
    for (const double tolerance : {1e-12, 1e-8}) {
      Model m = stepped_package(nonlinear);
      m.solver.relative_tolerance = tolerance;
      const Solved shared = solve(m), alone = solve(m, MPI_COMM_SELF);
      const Difference d = compare(shared, alone);
      CAPTURE(nonlinear, tolerance, d.largest, d.largest_rise);
      CHECK(d.largest_rise > 5.0);
      CHECK(d.largest <= (tolerance < 1e-8 ? 1e-10 : 1e-7) * d.largest_rise);
      REQUIRE(shared.heat.boundaries.size() == alone.heat.boundaries.size());
      for (std::size_t b = 0; b < shared.heat.boundaries.size(); ++b) {
        CHECK(shared.heat.boundaries[b].name == alone.heat.boundaries[b].name);
        CHECK(shared.heat.boundaries[b].heat_out ==
              Approx(alone.heat.boundaries[b].heat_out).epsilon(1e-6).margin(1e-9));
      }
    }
  }
}

TEST_CASE("surfaces, leakage and coolant lanes do not depend on the number of ranks") {
  Model m = nonlinear_package();
  m.solver.relative_tolerance = 1e-12;
  const Solved shared = solve(m), alone = solve(m, MPI_COMM_SELF);
  const Difference d = compare(shared, alone, 1e-9);
  CAPTURE(d.largest, d.largest_rise);
  CHECK(d.largest_rise > 5.0);
  CHECK(d.largest <= 1e-9 * d.largest_rise);
  CHECK(std::abs(shared.heat.convergence.iterations - alone.heat.convergence.iterations) <= 6);
  for (std::size_t b = 0; b < shared.heat.boundaries.size(); ++b) {
    const auto &of_shared = shared.heat.boundaries[b].coolant, &of_alone = alone.heat.boundaries[b].coolant;
    REQUIRE(of_shared.has_value() == of_alone.has_value());
    if (!of_alone) continue;
    CHECK(of_shared->outlet_temperature_mean == Approx(of_alone->outlet_temperature_mean).epsilon(1e-11));
    CHECK(of_shared->outlet_temperature_max == Approx(of_alone->outlet_temperature_max).epsilon(1e-11));
  }
  for (HeatSource& source : m.sources) {
    if (source.leakage) source.power *= 60.0;
  }
  CHECK_THROWS_AS(solve(m), SolveError);
}

TEST_CASE("the column solver takes as many iterations on any number of ranks") {
  Model m = stepped_package(false);
  m.mesh.lateral = 0.1e-3;
  const Solved shared = solve(m), alone = solve(m, MPI_COMM_SELF);
  CHECK(shared.heat.convergence.method == "column");
  CAPTURE(alone.heat.convergence.iterations, shared.heat.convergence.iterations);
  CHECK(alone.heat.convergence.iterations <= 16);
  CHECK(std::abs(shared.heat.convergence.iterations - alone.heat.convergence.iterations) <= 2);
  const Difference d = compare(shared, alone);
  CHECK(d.largest <= 1e-7 * d.largest_rise);
}

TEST_CASE("rows of any length keep their ghosts apart from their padding") {
  // Windows of 65 to 80 columns meet every place that ghosts can take among whole vectors.
  int ranks = 1;
  MPI_Comm_size(MPI_COMM_WORLD, &ranks);
  for (int columns = 65; columns <= 80; ++columns) {
    Model m;
    const int silicon = add_material(m, "silicon", bulk(1200.0, 1.0, 1.0));
    add_stack(m, 1e-4 * columns * ranks, 3e-4, {{"die", silicon, 200e-6}}, 1e-4, 50e-6);
    add_sheet_source(m, "die", Face::bottom, 1.0);
    m.sources[0].region.upper[0] *= 0.5;  // the heat ends where ranks meet
    add_boundary(m, "top", Face::top, Convection{1e6, 300.0, {}, {}});
    const Solved shared = solve(m), alone = solve(m, MPI_COMM_SELF);
    CAPTURE(columns, shared.heat.convergence.fallback);
    CHECK(std::abs(shared.partition.window().nx() - columns) <= 1);  // the mesh rounds up
    CHECK(shared.heat.convergence.method == "column");
    CHECK(std::abs(shared.heat.convergence.iterations - alone.heat.convergence.iterations) <= 2);
    const Difference d = compare(shared, alone);
    CHECK(d.largest <= 1e-7 * d.largest_rise);
  }
}

TEST_CASE("an error is the same on every rank") {
  Model m = stepped_package(false);
  m.solver.max_iterations = 1;
  std::string message;
  try {
    solve(m);
  } catch (const SolveError& e) {
    message = e.what();
  }
  REQUIRE_FALSE(message.empty());
  unsigned long hash = std::hash<std::string>{}(message), least = 0, most = 0;
  MPI_Allreduce(&hash, &least, 1, MPI_UNSIGNED_LONG, MPI_MIN, MPI_COMM_WORLD);
  MPI_Allreduce(&hash, &most, 1, MPI_UNSIGNED_LONG, MPI_MAX, MPI_COMM_WORLD);
  CHECK(least == most);
  m = stepped_package(false);
  m.sources[0].region.upper[0] = 5.5e-3;  // in void, on one rank only
  CHECK_THROWS_AS(solve(m), DeckError);
}

TEST_CASE("fifty models in a row, on parts of the ranks too, leave no memory behind") {
  MPI_Comm part = MPI_COMM_NULL;
  MPI_Comm_split(MPI_COMM_WORLD, world_rank() % 2, world_rank(), &part);
  double after_warm_up = 0.0;
  for (int n = 0; n < 50; ++n) {
    Model m = stepped_package(n % 2 == 1);
    m.mesh.lateral = 0.25e-3;
    // The two halves solve different models at the same time.
    m.sources[0].power = 7.0 + world_rank() % 2;
    const Solved s = solve(m, n % 5 == 0 ? MPI_COMM_SELF : part);
    REQUIRE(s.heat.balance.source == Approx(10.5 + world_rank() % 2));
    if (n == 14) after_warm_up = resident_memory();
  }
  MPI_Comm_free(&part);
  CAPTURE(after_warm_up, resident_memory());
  // One model takes some 20 MiB; a leak of a tenth of one per solve would show as 70.
  CHECK(resident_memory() - after_warm_up < 10.0);
}
