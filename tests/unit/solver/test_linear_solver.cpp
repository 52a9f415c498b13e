// The KSP behind the corrections: the column types by PETSc's names, what takes over when they fail.
#include <cmath>

#include <catch2/catch.hpp>

#include "heat_models.hpp"
#include "solver/conductances.hpp"
#include "solver/linear_solve.hpp"
#include "solver/vector_kernels.hpp"

using namespace strata;
using namespace strata::testing;
using Catch::Contains;

namespace {

/// A sound operator whose rows, on request, are not: conductances to the surroundings below zero.
class BrokenRows : public HeatSystem {
 public:
  BrokenRows(const ThermalProblem& problem, bool is_broken) : sound_(problem, 300.0), is_broken_(is_broken) {}
  const ThermalProblem& problem() const override { return sound_.problem(); }
  FineRows rows() const override {
    FineRows rows = sound_.rows();
    for (int n = 1; is_broken_ && n < rows.gz.size(); ++n) {
      for (int s = 0; s < rows.gz.stride(); ++s) rows.gz.row(n)[s] *= -1.0;
    }
    return rows;
  }
  const HeatOperator& cellwise() override { return sound_.cellwise(); }

 private:
  FrozenSystem sound_;
  bool is_broken_;
};

struct Load {
  Model model = stepped_package(false);
  GridPlan plan = plan_grid(model);
  Partition partition{MPI_COMM_WORLD, plan.grid};
  ThermalProblem problem{model, plan.grid, partition};
  CellView b{"b", static_cast<std::size_t>(partition.n_owned())};
  CellView x{"x", b.extent(0)};

  Load() {
    const CellView rise("rise", static_cast<std::size_t>(partition.n_ghosted()));
    compute_heat_input(problem, 300.0, rise, b);
  }
  double relative_residual(HeatSystem& system) const {
    const CellView r("r", b.extent(0));
    system.cellwise().apply(x, r);
    subtract_from(b, r);
    return norm(MPI_COMM_WORLD, r) / norm(MPI_COMM_WORLD, b);
  }
};

}  // namespace

TEST_CASE("the column solver is set up once for any number of right-hand sides") {
  Load load;
  BrokenRows system(load.problem, false);
  LinearSolver solver(system, "many_");
  const double target = 1e-9 * norm(MPI_COMM_WORLD, load.b);
  CHECK(solver.solve(load.b, load.x, target, 100).converged);
  const ColumnSolver* first = solver.column_solver();
  const double setup = solver.setup_seconds();
  REQUIRE(first != nullptr);
  CHECK(first->bytes() > 0.0);
  for (int n = 0; n < 3; ++n) CHECK(solver.solve(load.b, load.x, target, 100).converged);
  CHECK(solver.column_solver() == first);
  CHECK(solver.setup_seconds() == setup);
  CHECK(load.relative_residual(system) < 2e-9);
}

TEST_CASE("the right-hand side may be overwritten by the solution on rows") {
  Load load;
  BrokenRows system(load.problem, false);
  LinearSolver solver(system, "shared_");
  REQUIRE(solver.works_on_rows());
  Kokkos::deep_copy(load.x, load.b);
  CHECK(solver.solve(load.x, load.x, 1e-9 * norm(MPI_COMM_WORLD, load.b), 100).converged);
  CHECK(load.relative_residual(system) < 2e-9);
}

TEST_CASE("where the column solver breaks down the assembled path takes over") {
  Load load;
  BrokenRows system(load.problem, true);
  LinearSolver solver(system, "broken_");
  const double target = 1e-9 * norm(MPI_COMM_WORLD, load.b);
  const LinearOutcome outcome = solver.solve(load.b, load.x, target, 100);
  CHECK_FALSE(outcome.converged);
  CHECK_THAT(outcome.reason, Contains("DIVERGED"));
  REQUIRE(solver.fall_back());
  CHECK_THAT(solver.method(), Contains("(assembled)"));
  CHECK(solver.column_solver() == nullptr);
  CHECK(solver.solve(load.b, load.x, target, 200).converged);
  CHECK(load.relative_residual(system) < 2e-9);
}

TEST_CASE("a column type without our operator is an error, not a crash") {
  const PetscErrorScope quiet;
  Load load;
  BrokenRows system(load.problem, false);
  const LinearSolver registers(system, "registers_");
  OwnedMat mat;
  check_petsc(MatCreateConstantDiagonal(PETSC_COMM_SELF, 3, 3, 3, 3, 1.0, mat.out()));
  for (const bool as_ksp : {true, false}) {
    OwnedKsp ksp;
    check_petsc(KSPCreate(PETSC_COMM_SELF, ksp.out()));
    check_petsc(KSPSetOperators(ksp, mat, mat));
    PC pc = nullptr;
    check_petsc(KSPGetPC(ksp, &pc));
    check_petsc(KSPSetType(ksp, as_ksp ? "column" : KSPCG));
    check_petsc(PCSetType(pc, as_ksp ? PCNONE : "column"));
    CHECK(KSPSetUp(ksp) != 0);
  }
}
