#include "tests/performance/stress_measure.hpp"

#include <algorithm>
#include <cmath>
#include <ctime>
#include <memory>

#include "inputs/error.hpp"
#include "meshes/partition.hpp"
#include "solver/petsc.hpp"
#include "solver/stress/solve_stress.hpp"
#include "tests/performance/process_memory.hpp"
#include "tests/performance/rank_figures.hpp"

namespace strata::performance {
namespace {

/// Of the lower surface, all of it matter: highest displacement along z less the lowest [m].
double warpage(const StressStep& step, const Partition& cells) {
  const MPI_Comm comm = cells.comm();
  const Partition nodes = Partition::nodes_of(cells);
  double highest = -HUGE_VAL, lowest = HUGE_VAL;
  for (int j = 0; j < nodes.window().ny(); ++j) {
    for (int i = 0; i < nodes.window().nx(); ++i) {
      const auto node = static_cast<std::size_t>(owned_index(i, j, 0, nodes.window().nx(), nodes.nz()));
      highest = std::max(highest, step.displacement[3 * node + 2]);
      lowest = std::min(lowest, step.displacement[3 * node + 2]);
    }
  }
  return largest_of_ranks(comm, highest) + largest_of_ranks(comm, -lowest);
}

/// The repeated solves into `record`.
void run_repeats(const StressCase& system, const Partition& partition, const SteadyOptions& options,
                 StressRecord& record) {
  MPI_Comm comm = partition.comm();
  std::vector<double> setup, solve, elapsed;
  for (int n = 0; n < record.repeats; ++n) {
    const MemoryGrowth memory;
    MPI_Barrier(comm);
    const double wall = MPI_Wtime(), processor = processor_seconds();
    const StressSolution solution = solve_stress(system.model, system.plan, partition, nullptr, options);
    const double seconds = MPI_Wtime() - wall;
    const double share = (processor_seconds() - processor) / seconds;
    record.cpu_share = std::min(record.cpu_share.value_or(1.0), -largest_of_ranks(comm, -share));
    if (n == 0) {
      // Later rounds find pages that earlier ones left behind.
      record.bytes_per_unknown = sum_of_ranks(comm, memory.bytes());
      if (record.bytes_per_unknown) *record.bytes_per_unknown /= static_cast<double>(record.unknowns);
    }
    record.method = solution.convergence.method;
    record.iterations = solution.convergence.iterations;
    record.relative_residual = solution.steps.front().relative_residual;
    record.warpage_m = warpage(solution.steps.front(), partition);
    setup.push_back(largest_of_ranks(comm, solution.timings.setup_s));
    solve.push_back(largest_of_ranks(comm, solution.timings.solve_s));
    elapsed.push_back(largest_of_ranks(comm, seconds));
  }
  record.setup_s = median(setup);
  record.solve_s = median(solve);
  record.elapsed_s = median(elapsed);
  record.converged = *record.relative_residual <= kStressTolerance;
}

}  // namespace

std::string StressSolver::prefix() const {
  std::string text = "bench_" + name + "_";
  std::replace(text.begin(), text.end(), '-', '_');
  return text;
}

const std::vector<StressSolver>& stress_solvers() {
  static const std::vector<StressSolver> all{
      {"column", "CG with column multigrid, matrix-free", true, false, {}, 400, 0},
      {"gamg",
       "CG with PETSc's GAMG and rigid-body modes on the assembled matrix",
       false,
       false,
       {{"ksp_type", "cg"}, {"pc_type", "gamg"}},
       2500,
       700'000},
      {"calculix",
       "CalculiX (ccx), ITERATIVE CHOLESKY, C3D8I, its own tolerance",
       false,
       true,
       {},
       3500,
       700'000}};
  return all;
}

StressRecord measure_stress(const StressSystem& system, const StressSize& size, const StressSolver& solver,
                            int repeats, MPI_Comm comm) {
  const PetscErrorScope quiet;
  StressRecord record;
  record.solver = solver.name;
  record.system = system.name;
  record.size = size.name;
  record.unknowns = size.unknowns();
  record.repeats = repeats;
  record.is_ours = solver.is_ours;
  const StressCase built = build_stress_system(system, size);
  const Partition partition(comm, built.plan.grid);
  record.ranks = partition.n_ranks();
  std::vector<std::unique_ptr<PetscOptionDefault>> defaults;
  for (const auto& [name, value] : solver.options)
    defaults.push_back(std::make_unique<PetscOptionDefault>(solver.prefix() + "stress_", name, value));
  SteadyOptions options;
  options.petsc_prefix = solver.prefix();
  try {
    run_repeats(built, partition, options, record);
  } catch (const Error& error) {
    record.failure = error.what();
  }
  return record;
}

}  // namespace strata::performance
