#include "tests/performance/solvers.hpp"

#include <algorithm>
#include <memory>

#include "solver/linear_solve.hpp"
#include "tests/performance/structured_solver.hpp"

namespace strata::performance {
namespace {

using Options = std::vector<std::pair<std::string, std::string>>;

Options boomeramg(const char* strong_threshold, const char* aggressive_levels) {
  return {{"ksp_type", "cg"},
          {"pc_type", "hypre"},
          {"pc_hypre_type", "boomeramg"},
          {"pc_hypre_boomeramg_strong_threshold", strong_threshold},
          {"pc_hypre_boomeramg_coarsen_type", "HMIS"},
          {"pc_hypre_boomeramg_interp_type", "ext+i"},
          {"pc_hypre_boomeramg_P_max", "4"},
          {"pc_hypre_boomeramg_agg_nl", aggressive_levels}};
}

Options pfmg(const char* sweeps) {
  return {{"ksp_type", "cg"},
          {"pc_type", "pfmg"},
          {"pc_pfmg_its", "1"},
          {"pc_pfmg_num_pre_relax", sweeps},
          {"pc_pfmg_num_post_relax", sweeps},
          {"pc_pfmg_relax_type", "symmetric-Red/Black-Gauss-Seidel"}};
}

/// ICC(0) needs one process; on more it becomes a block of block Jacobi.
Options icc(bool is_parallel) {
  if (!is_parallel) return {{"ksp_type", "cg"}, {"pc_type", "icc"}, {"pc_factor_levels", "0"}};
  return {{"ksp_type", "cg"}, {"pc_type", "bjacobi"}, {"sub_pc_type", "icc"}, {"sub_pc_factor_levels", "0"}};
}

SolverRun run_linear_solver(const std::string& prefix, HeatSystem& system, const CellView& b,
                            const CellView& x, double tolerance) {
  SolverRun run;
  const double start = MPI_Wtime();
  LinearSolver solver(system, prefix);
  const double created = MPI_Wtime();
  const int limit = solver.overrides().max_iterations.value_or(kMaxIterations);
  const LinearOutcome outcome = solver.solve(b, x, tolerance, limit);
  const double end = MPI_Wtime();
  run.method = solver.method();
  run.iterations = outcome.iterations;
  run.assembly_s = solver.assembly_seconds();
  run.setup_s = created - start + solver.setup_seconds() - solver.assembly_seconds();
  run.solve_s = end - created - solver.setup_seconds();
  run.traffic_per_cell = solver.traffic_per_iteration();
  if (!outcome.converged && !outcome.out_of_iterations) run.failure = outcome.reason;
  return run;
}

}  // namespace

std::string Solver::prefix() const {
  std::string text = "bench_" + name + "_";
  std::replace(text.begin(), text.end(), '-', '_');
  return text;
}

const std::vector<Solver>& solvers() {
  static const std::vector<Solver> all{
      {"column-fused",
       "conjugate gradient fused with column multigrid",
       true,
       false,
       {{"ksp_type", "column"}},
       200},
      {"column-cg",
       "PETSc's CG with column multigrid",
       true,
       false,
       {{"ksp_type", "cg"}, {"pc_type", "column"}},
       300},
      {"boomeramg", "CG + hypre BoomerAMG 0.5, HMIS, ext+i, P_max 4", false, false, boomeramg("0.5", "0"),
       1000},
      {"boomeramg-agg", "the same at 0.25 with one aggressive level", false, false, boomeramg("0.25", "1"),
       900},
      {"gamg",
       "CG + PETSc's GAMG, its defaults",
       false,
       false,
       {{"ksp_type", "cg"}, {"pc_type", "gamg"}},
       1300},
      {"icc", "CG + ICC(0), one block per rank", false, false, {}, 600},
      {"pfmg", "CG + hypre PFMG, V(1,1), red-black", false, true, pfmg("1"), 500},
      {"pfmg-22", "CG + hypre PFMG, V(2,2), red-black", false, true, pfmg("2"), 500},
  };
  return all;
}

SolverRun run_solver(const Solver& solver, HeatSystem& system, const CellView& b, const CellView& x,
                     double tolerance) {
  const std::string prefix = solver.prefix();
  const Options options =
      solver.name == "icc" ? icc(system.problem().partition().n_ranks() > 1) : solver.options;
  std::vector<std::unique_ptr<PetscOptionDefault>> defaults;
  for (const auto& [name, value] : options) {
    defaults.push_back(std::make_unique<PetscOptionDefault>(prefix, name, value));
  }
  return solver.is_structured ? run_structured_solver(prefix, system.cellwise(), b, x, tolerance)
                              : run_linear_solver(prefix, system, b, x, tolerance);
}

}  // namespace strata::performance
