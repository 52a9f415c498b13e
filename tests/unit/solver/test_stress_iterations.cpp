// Iterations of the elastic multigrid on hard stacks, the fallback when it fails, and sweeps of temperature.
#include <cmath>

#include <catch2/catch.hpp>

#include "elastic_models.hpp"
#include "inputs/error.hpp"
#include "solver/petsc.hpp"

using namespace strata;
using namespace strata::testing;

namespace {

struct Hard {
  std::string name;
  StackOptions options;
  int most = 0;  ///< iterations, with room for rounding on other machines
};

std::vector<Hard> hard_stacks() {
  std::vector<Hard> list;
  list.push_back({"quarter", {}, 27});
  Hard hard{"soft mould", {}, 28};
  hard.options.mold_modulus = "0.3 GPa";
  list.push_back(hard);
  hard = {"soft everything but silicon", {}, 52};
  hard.options.mold_modulus = "3 MPa";
  hard.options.bond_modulus = hard.options.underfill_modulus = "100 MPa";
  list.push_back(hard);
  hard = {"strip at the die edge, 20 times finer", {}, 29};
  hard.options.corner_lateral = 12.5e-6;
  list.push_back(hard);
  hard = {"soft mould and strip", {}, 30};
  hard.options.corner_lateral = 12.5e-6;
  hard.options.mold_modulus = "0.3 GPa";
  list.push_back(hard);
  hard = {"free body", {}, 29};
  hard.options.is_quarter = false;
  list.push_back(hard);
  hard = {"layers 100 times thinner than cells are wide", {}, 27};
  hard.options.lateral = 0.5e-3;
  hard.options.max_thickness = "5 um";
  list.push_back(hard);
  hard = {"three screws", {}, 42};
  hard.options.is_quarter = false;
  hard.options.more =
      "supports: {bottom: {patches: [{name: a, at: [0.5 mm, 0.5 mm], size: [0.5 mm, 0.5 mm], displacement: "
      "[0 um, 0 "
      "um, 0 um]}, {name: b, at: [6 mm, 6.2 mm], size: [0.5 mm, 0.5 mm], displacement: [free, free, 0 um]}, "
      "{name: c, "
      "at: [6 mm, 1 mm], size: [0.3 mm, 0.5 mm], displacement: [free, 0 um, 0 um]}]}}";
  list.push_back(hard);
  return list;
}

}  // namespace

TEST_CASE("stress on hard stacks takes few iterations of the column multigrid", "[stress][iterations]") {
  for (const Hard& hard : hard_stacks()) {
    INFO(hard.name);
    const StressSolution solution = solve_stress_deck(stack_deck(hard.options), MPI_COMM_SELF);
    CHECK(solution.convergence.method == "cg + column multigrid");
    CHECK(solution.convergence.fallback.empty());
    CHECK(solution.convergence.iterations <= hard.most);
    CHECK(solution.steps[0].relative_residual <= 1e-7);
  }
}

TEST_CASE("GAMG and a direct solver on the assembled matrix give the same displacements", "[stress]") {
  StackOptions options;
  options.lateral = 0.5e-3;
  const StressSolution ours = solve_stress_deck(stack_deck(options), MPI_COMM_SELF);
  for (const char* type : {"gamg", "cholesky"}) {
    const PetscOptionDefault option("stress_", "pc_type", type);
    const StressSolution other = solve_stress_deck(stack_deck(options), MPI_COMM_SELF);
    CHECK(other.convergence.method == std::string("cg + ") + type + " (assembled)");
    const auto &a = ours.steps[0].displacement, &b = other.steps[0].displacement;
    double largest = 0.0, difference = 0.0;
    for (std::size_t n = 0; n < a.size(); ++n) {
      if (std::isnan(a[n])) continue;
      largest = std::max(largest, std::abs(a[n]));
      difference = std::max(difference, std::abs(a[n] - b[n]));
    }
    CHECK(difference < 1e-6 * largest);
  }
}

TEST_CASE("where the multigrid does not converge the next method takes over, with a warning", "[stress]") {
  StackOptions options;
  options.lateral = 0.5e-3;
  options.more = "solver: {max_iterations: 2}";
  const StressSolution solution = solve_stress_deck(stack_deck(options), MPI_COMM_SELF);
  CHECK(solution.convergence.method == "cg + cholesky (assembled)");
  CHECK_THAT(solution.convergence.fallback, Catch::Contains("gamg (assembled) failed"));
  REQUIRE(solution.warnings.size() == 2);
  CHECK_THAT(solution.warnings[0], Catch::Contains("cg + column multigrid failed"));
}

TEST_CASE("temperatures in a row share one set-up and, where expansions are constant, one solve",
          "[stress]") {
  StackOptions options;
  options.lateral = 0.5e-3;
  std::string deck = stack_deck(options);
  deck.replace(deck.find("[25 degC]"), 9, "[25 degC, 165 degC, 260 degC, 25 degC]");
  const StressSolution sweep = solve_stress_deck(deck, MPI_COMM_SELF);
  REQUIRE(sweep.steps.size() == 4);
  CHECK(sweep.convergence.setups == 1);
  CHECK(sweep.steps[1].iterations == 0);
  CHECK(sweep.steps[2].iterations <= 2);
  CHECK(sweep.steps[3].iterations == 0);
  // Displacements are proportional to the distance from the stress-free temperature.
  for (std::size_t n = 0; n < sweep.steps[0].displacement.size(); n += 97) {
    const double cold = sweep.steps[0].displacement[n], hot = sweep.steps[2].displacement[n];
    if (std::isnan(cold)) continue;
    CHECK(sweep.steps[1].displacement[n] == Approx(0.0).margin(1e-18));
    CHECK(hot == Approx(-cold * 95.0 / 140.0).margin(1e-12));
  }
}

TEST_CASE("a beam a thousand times as long as thick bends as beam theory says", "[stress]") {
  // The residual cannot be brought below 1e-8 of such small loads: it ends at the rounding floor, and says
  // so.
  const std::string deck = R"(strata: 1
materials: {steel: {youngs_modulus: 200 GPa, poisson_ratio: 0, expansion: 12e-6 1/K}}
assembly: {size: [100 mm, 1 mm], stack: [{name: beam, thickness: 100 um, material: steel}]}
analysis: {heat: none, stress: {stress_free_temperature: 25 degC, temperatures: [25 degC]}}
supports: {x_min: clamped}
pressures: {top: {pressure: 1 Pa}}
mesh: {lateral: [1 mm, 1 mm], growth: 0}
)";
  const StressSolution solution = solve_stress_deck(deck, MPI_COMM_SELF);
  double tip = 0.0;
  for (std::size_t n = 2; n < solution.steps[0].displacement.size(); n += 3)
    tip = std::min(tip, solution.steps[0].displacement[n]);
  // p L^4 / (8 E h^3 / 12)
  CHECK(tip == Approx(-1.0 * 1e-4 / (8.0 * 200e9 * 1e-12 / 12.0)).epsilon(1e-3));
}
