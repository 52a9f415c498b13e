#include "tests/performance/measure.hpp"

#include <algorithm>
#include <cmath>
#include <ctime>
#include <vector>

#include "inputs/error.hpp"
#include "solver/conductances.hpp"
#include "solver/petsc.hpp"
#include "solver/vector_kernels.hpp"
#include "tests/performance/process_memory.hpp"
#include "tests/performance/rank_figures.hpp"

namespace strata::performance {
namespace {

// Every solver aims at this part of the tolerance, because the residual that it tracks drifts from the true
// one by rounding.
constexpr double kAim = 0.95;

double highest(MPI_Comm comm, const ConstCellView& x) {
  double value = -1e300;
  Kokkos::parallel_reduce(
      "performance::highest", x.extent(0),
      KOKKOS_LAMBDA(std::int64_t c, double& most) { most = x(c) > most ? x(c) : most; },
      Kokkos::Max<double>(value));
  return largest_of_ranks(comm, value);
}

/// "this build has no KSP type column" of what PETSc says about a name that it does not know; any other text
/// as it is.
std::string in_few_words(const std::string& text) {
  const std::string key = "Unable to find requested ";
  const std::size_t at = text.find(key);
  return at == std::string::npos ? text : "this build has no " + text.substr(at + key.size());
}

/// The linear system: operator and heat input for the rise over the ambient. Conductances cell by cell are
/// there for every solver; the column solver makes its rows from the material map.
class LinearSystem : public HeatSystem {
 public:
  LinearSystem(const MeshedModel& meshed, const Partition& partition)
      : problem_(meshed.model, meshed.grid, partition),
        conductances_(partition),
        op_(partition, conductances_),
        b_("heat_input", partition.n_owned()) {
    if (problem_.is_nonlinear()) throw Error(ExitCode::internal, "a system of the suite is not linear");
    reference_ = choose_reference_temperature(problem_);
    const CellView zero("rise", b_.extent(0));
    const ConstCellView rise = op_.with_ghosts(zero);
    compute_conductances(problem_, reference_, rise, conductances_);
    compute_heat_input(problem_, reference_, rise, b_);
  }

  const ThermalProblem& problem() const override { return problem_; }
  FineRows rows() const override {
    const std::vector<double> temperature(problem_.materials().size(), reference_);
    return rows_of_materials(problem_, conductivity_at(problem_, temperature));
  }
  const HeatOperator& cellwise() override { return op_; }
  const CellView& b() const { return b_; }

  double residual(const ConstCellView& x) const {
    const CellView r("residual", b_.extent(0));
    op_.apply(x, r);
    subtract_from(b_, r);
    return norm(op_.partition().comm(), r);
  }

 private:
  ThermalProblem problem_;
  Conductances conductances_;
  HeatOperator op_;
  CellView b_;
  double reference_ = 0.0;
};

/// The repeated solves; leaves the last solution in x.
void run_repeats(LinearSystem& system, const Solver& solver, double norm_b, const CellView& x,
                 Record& record) {
  const Partition& partition = system.problem().partition();
  MPI_Comm comm = partition.comm();
  std::vector<double> assembly, setup, solve;
  for (int n = 0; n < record.repeats && record.failure.empty(); ++n) {
    const MemoryGrowth memory;
    MPI_Barrier(comm);
    const double wall = MPI_Wtime(), processor = processor_seconds();
    const SolverRun run = run_solver(solver, system, system.b(), x, kAim * kTolerance * norm_b);
    const double share = (processor_seconds() - processor) / (MPI_Wtime() - wall);
    record.cpu_share = std::min(record.cpu_share.value_or(1.0), -largest_of_ranks(comm, -share));
    if (n == 0) {
      // Later rounds find pages that earlier ones left behind.
      record.bytes_per_cell = sum_of_ranks(comm, memory.bytes());
      if (record.bytes_per_cell) *record.bytes_per_cell /= static_cast<double>(record.cells);
    }
    record.method = run.method;
    record.iterations = run.iterations;
    record.traffic_per_cell = run.traffic_per_cell;
    record.failure = run.failure;
    assembly.push_back(largest_of_ranks(comm, run.assembly_s));
    setup.push_back(largest_of_ranks(comm, run.setup_s));
    solve.push_back(largest_of_ranks(comm, run.solve_s));
  }
  record.assembly_s = median(assembly);
  record.setup_s = median(setup);
  record.solve_s = median(solve);
}

}  // namespace

Record measure(const System& system, const Size& size, const Solver& solver, int repeats, MPI_Comm comm) {
  const PetscErrorScope quiet;
  const MeshedModel meshed = build_system(system, size);
  const Partition partition(comm, meshed.grid);
  Record record;
  record.solver = solver.name;
  record.system = system.name;
  record.size = size.name;
  record.cells = meshed.grid.n_cells();
  record.ranks = partition.n_ranks();
  record.repeats = repeats;
  LinearSystem linear(meshed, partition);
  const CellView x("solution", linear.b().extent(0));
  const double norm_b = norm(comm, linear.b());
  try {
    run_repeats(linear, solver, norm_b, x, record);
  } catch (const Error& error) {
    record.failure = in_few_words(error.what());
    return record;
  }
  record.relative_residual = linear.residual(x) / norm_b;
  record.converged = record.relative_residual <= kTolerance;
  record.rise_max_K = highest(comm, x);
  return record;
}

}  // namespace strata::performance
