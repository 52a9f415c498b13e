// What a user reads when a heat problem has no solution or a method fails.
#include <limits>

#include <catch2/catch.hpp>

#include "heat_models.hpp"
#include "inputs/error.hpp"
#include "solver/petsc.hpp"

using namespace strata;
using namespace strata::testing;
using Catch::Contains;

namespace {

/// An option of the database for the life of the object.
class PetscOption {
 public:
  PetscOption(std::string name, const char* value) : name_(std::move(name)) {
    check_petsc(PetscOptionsSetValue(nullptr, name_.c_str(), value));
  }
  ~PetscOption() { PetscOptionsClearValue(nullptr, name_.c_str()); }

 private:
  std::string name_;
};

}  // namespace

TEST_CASE("a model no boundary holds is named") {
  Model m = stepped_package(false);
  m.boundaries.clear();
  add_boundary(m, "top", Face::top, HeatFlux{-1000.0});
  CHECK_THROWS_AS(solve(m), DeckError);
  CHECK_THROWS_WITH(solve(m), Contains("no boundary fixes the temperature"));
}

TEST_CASE("a piece of matter that floats is named though the rest is held") {
  Model m = stepped_package(false);
  m.geometry.domain.upper[2] = 2e-3;
  m.boundaries.clear();
  add_boundary(m, "bottom", Face::bottom, FixedTemperature{300.0});
  add_body(m, "floating", 2, {{1e-3, 1e-3, 1.75e-3}, {3e-3, 3e-3, 2e-3}});
  CHECK_THROWS_WITH(solve(m), Contains("'floating'"));
  m.boundaries.back().condition = FixedTemperature{300.0};
  add_boundary(m, "top", Face::top, Convection{1.0, 300.0, {}, {}});
  CHECK_NOTHROW(solve(m));
}

TEST_CASE("heat released in void is an error that names source and cell") {
  Model m = stepped_package(false);
  m.sources[0].region.upper[0] = 5.5e-3;  // beyond die0, between the dies
  CHECK_THROWS_WITH(solve(m), Contains("die0.active") && Contains("void") && Contains("cell ("));
}

TEST_CASE("a power map that misses its target is an error") {
  Model m = stepped_package(false);
  m.sources[0].map = {{{{4e-3, 1e-3}, {6e-3, 7e-3}}, 7.0}};  // half of it beside die0
  CHECK_THROWS_WITH(solve(m), Contains("die0.active") && Contains("3.5"));
}

TEST_CASE("a power that is not a number does not become a temperature") {
  Model m = stepped_package(false);
  m.sources[2].power = std::numeric_limits<double>::quiet_NaN();
  CHECK_THROWS_AS(solve(m), Error);
  Model hot = stepped_package(false);
  hot.boundaries[0].condition = Convection{1e4, std::numeric_limits<double>::infinity(), {}, {}};
  CHECK_THROWS_WITH(solve(hot), Contains("not a finite number") && Contains("cell ("));
}

TEST_CASE("too few iterations end with the cell, layer and material of the largest residual") {
  Model m = stepped_package(false);
  m.solver.max_iterations = 1;
  try {
    solve(m);
    FAIL("solved in one iteration");
  } catch (const SolveError& e) {
    CHECK(e.exit_code() == ExitCode::not_converged);
    CHECK_THAT(
        e.what(),
        Contains("no convergence within 1 iterations") && Contains("cell (") && Contains("mm in ") &&
            (Contains("(silicon)") || Contains("(copper)") || Contains("(laminate)") || Contains("(tim)")));
  }
}

TEST_CASE("too few corrections end with the residual reached") {
  Model m = stepped_package(true);
  m.solver.max_corrections = 1;
  CHECK_THROWS_AS(solve(m), SolveError);
  CHECK_THROWS_WITH(solve(m), Contains("after 1 corrections"));
}

TEST_CASE("the options database chooses the method under the prefix given") {
  SteadyOptions options;
  options.petsc_prefix = "chosen_";
  const Model m = stepped_package(false);
  const Solved usual = solve(m);
  CHECK(usual.heat.convergence.method == "column");
  {
    const PetscOption pc("-chosen_pc_type", "column"), ksp("-chosen_ksp_type", "cg");
    const Solved s = solve(m, MPI_COMM_WORLD, options);
    CHECK(s.heat.convergence.method == "cg + column");
    CHECK(s.at(3, 3, 3) == Approx(usual.at(3, 3, 3)).epsilon(1e-8));
  }
  for (const char* type : {"jacobi", "gamg", "lu", "hypre"}) {
    const PetscOption pc("-chosen_pc_type", type);
    const Solved s = solve(m, MPI_COMM_WORLD, options);
    CHECK(s.heat.convergence.method == "cg + " + std::string(type) + " (assembled)");
    CHECK(s.at(3, 3, 3) == Approx(usual.at(3, 3, 3)).epsilon(1e-8));
  }
  const PetscOption tight("-chosen_ksp_rtol", "1e-11");
  CHECK(solve(m, MPI_COMM_WORLD, options).heat.convergence.relative_residual <= 1e-11);
}

TEST_CASE("another method takes over where the first one diverges, and says so") {
  SteadyOptions options;
  options.petsc_prefix = "bad_";
  const PetscOption ksp("-bad_ksp_type", "richardson"), pc("-bad_pc_type", "none"),
      scale("-bad_ksp_richardson_scale", "1e6");
  const Model m = stepped_package(false);
  const Solved s = solve(m, MPI_COMM_WORLD, options);
  CHECK(s.heat.convergence.method == "cg + gamg (assembled)");
  CHECK_THAT(s.heat.convergence.fallback, Contains("richardson + none") && Contains("DIVERGED"));
  CHECK(s.heat.convergence.relative_residual <= 1e-8);
}

TEST_CASE("progress is told by phase and iteration, and what the listener throws comes through") {
  std::vector<std::string> phases;
  SteadyOptions options;
  options.on_progress = [&](const Progress& p) {
    if (phases.empty() || phases.back() != p.phase) phases.push_back(p.phase);
    CHECK(p.relative_residual >= 0.0);
  };
  solve(stepped_package(true), MPI_COMM_WORLD, options);
  CHECK(phases == std::vector<std::string>{"mesh", "assembly", "solve"});
  options.on_progress = [](const Progress& p) {
    if (p.phase == "solve" && p.iteration >= 2) throw std::runtime_error("stop here");
  };
  CHECK_THROWS_WITH(solve(stepped_package(false), MPI_COMM_WORLD, options), "stop here");
  CHECK_NOTHROW(solve(stepped_package(false)));
}
