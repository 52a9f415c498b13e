#include "tests/performance/transient_measure.hpp"

#include <algorithm>
#include <memory>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "inputs/error.hpp"
#include "meshes/partition.hpp"
#include "solver/petsc.hpp"
#include "solver/transient/transient_solver.hpp"
#include "tests/performance/rank_figures.hpp"

namespace strata::performance {
namespace {

void run_steps(TransientSolver& solver, std::int64_t most_steps, const Partition& partition,
               TransientRecord& record) {
  const MPI_Comm comm = partition.comm();
  MPI_Barrier(comm);
  const double start = MPI_Wtime();
  solver.start();
  const double begin = MPI_Wtime(), processor = processor_seconds(), setup = solver.setup_seconds();
  while (!solver.is_finished() && solver.step() < most_steps) solver.advance();
  const double end = MPI_Wtime();
  record.start_s = largest_of_ranks(comm, begin - start);
  record.steps_s = largest_of_ranks(comm, end - begin);
  record.setup_s = largest_of_ranks(comm, solver.setup_seconds() - setup);
  record.cpu_share = -largest_of_ranks(comm, -(processor_seconds() - processor) / (end - begin));
}

}  // namespace

std::string TransientSolverChoice::prefix() const {
  return "bench_" + name + "_";
}

const std::vector<TransientSolverChoice>& transient_solvers() {
  static const std::vector<TransientSolverChoice> all{
      {"column", "our column solver", {}},
      {"boomeramg", "CG with hypre's BoomerAMG on the assembled matrix", {{"pc_type", "hypre"}}}};
  return all;
}

TransientRecord measure_transient(const Model& model, const GridPlan& plan,
                                  const TransientSolverChoice& choice, std::int64_t most_steps,
                                  MPI_Comm comm) {
  TransientRecord record;
  record.solver = choice.name;
  record.cells =
      std::int64_t{plan.grid.n_cells(Axis::x)} * plan.grid.n_cells(Axis::y) * plan.grid.n_cells(Axis::z);
  std::vector<std::unique_ptr<PetscOptionDefault>> defaults;
  for (const auto& [name, value] : choice.options)
    defaults.push_back(std::make_unique<PetscOptionDefault>(choice.prefix(), name, value));
  SteadyOptions options;
  options.petsc_prefix = choice.prefix();
  const Partition partition(comm, plan.grid);
  try {
    TransientSolver solver(model, plan, partition, options);
    run_steps(solver, most_steps, partition, record);
    record.steps = solver.counts().accepted;
    record.rejected = solver.counts().rejected;
    record.iterations = solver.counts().iterations;
    record.setups = solver.counts().setups;
    record.reached_s = solver.time();
    record.energy_imbalance = solver.energy().relative;
    record.method = solver.solution().convergence.method;
    const TimeSeries& series = solver.series();
    const int hottest = series.find(SeriesKind::hottest, "hottest");
    if (series.n_rows() > 0 && hottest >= 0)
      record.hottest_K = series.value(series.n_rows() - 1, static_cast<std::size_t>(hottest));
  } catch (const Error& error) {
    record.failure = error.what();
  }
  return record;
}

std::string transient_table(const std::vector<TransientRecord>& records) {
  if (records.empty()) return {};
  std::string text =
      fmt::format("{} cells, {:.4g} s simulated\n", records.front().cells, records.front().reached_s);
  text += fmt::format("  {:<12} {:>6} {:>8} {:>9} {:>8} {:>9} {:>9} {:>6} {:>9} {:>8}\n", "solver", "steps",
                      "rejected", "its/step", "set-ups", "set-up s", "s/step", "core", "hottest K", "time");
  for (const TransientRecord& r : records) {
    if (!r.failure.empty()) {
      text += fmt::format("  {:<12} {}\n", r.solver, r.failure);
      continue;
    }
    text += fmt::format(
        "  {:<12} {:>6} {:>8} {:>9.1f} {:>8} {:>9.3g} {:>9.3g} {:>6.2f} {:>9.3f} {:>7.1f}x\n", r.solver,
        r.steps, r.rejected,
        static_cast<double>(r.iterations) / static_cast<double>(std::max<std::int64_t>(r.steps, 1)), r.setups,
        r.setup_s, r.seconds_per_step(), r.cpu_share, r.hottest_K,
        r.seconds_per_step() / records.front().seconds_per_step());
  }
  return text;
}

nlohmann::ordered_json to_json(const TransientRecord& r) {
  if (!r.failure.empty()) return {{"solver", r.solver}, {"failure", r.failure}};
  return {{"solver", r.solver},
          {"method", r.method},
          {"cells", r.cells},
          {"steps", r.steps},
          {"rejected", r.rejected},
          {"iterations", r.iterations},
          {"setups", r.setups},
          {"start_s", r.start_s},
          {"steps_s", r.steps_s},
          {"setup_s", r.setup_s},
          {"seconds_per_step", r.seconds_per_step()},
          {"cpu_share", r.cpu_share},
          {"reached_s", r.reached_s},
          {"hottest_K", r.hottest_K},
          {"energy_imbalance", r.energy_imbalance}};
}

}  // namespace strata::performance
