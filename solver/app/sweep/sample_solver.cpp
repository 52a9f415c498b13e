#include "solver/app/sweep/sample_solver.hpp"

#include <utility>

#include <fmt/format.h>

#include "inputs/error.hpp"
#include "meshes/grid.hpp"
#include "meshes/partition.hpp"
#include "solver/shared_setup.hpp"

namespace strata::app {

/// The last model at one fidelity, and the solver that it left.
struct SampleSolver::Fidelity {
  std::vector<std::string> overrides;  ///< beyond those of the sample
  std::unique_ptr<Model> model;
  std::unique_ptr<GridPlan> plan;
  std::unique_ptr<Partition> partition;
  std::unique_ptr<SteadySession> session;

  void forget() {
    session.reset();
    partition.reset();
    plan.reset();
    model.reset();
  }
};

namespace {

/// What a failure says about the sample; rethrows one that is about the machine.
SampleStatus status_of(const Error& error) {
  switch (error.exit_code()) {
    case ExitCode::not_converged:
      return SampleStatus::failed;
    case ExitCode::deck:
    case ExitCode::refused:
      return SampleStatus::rejected;
    default:
      throw;
  }
}

std::string first_line(const std::string& text) {
  return text.substr(0, text.find('\n'));
}

}  // namespace

SampleSolver::SampleSolver(const Sweep& sweep, const DatasetLayout& layout, MPI_Comm comm)
    : sweep_(sweep), comm_(comm), extractor_(layout) {
  fidelities_.push_back(std::make_unique<Fidelity>());
  for (const strata::Fidelity& fidelity : sweep.fidelities) {
    fidelities_.push_back(std::make_unique<Fidelity>());
    fidelities_.back()->overrides = fidelity.overrides;
  }
}

SampleSolver::~SampleSolver() = default;

void SampleSolver::forget() {
  for (const auto& fidelity : fidelities_) fidelity->forget();
}

SolvedModel SampleSolver::solve_on(Fidelity& fidelity, std::unique_ptr<Model> model, SampleOutcome& outcome) {
  const double start = MPI_Wtime();
  outcome.reused_setup = fidelity.model && can_share_setup(*fidelity.model, *model);
  if (!outcome.reused_setup) {
    fidelity.forget();
    fidelity.plan = std::make_unique<GridPlan>(plan_grid(*model));
    fidelity.partition = std::make_unique<Partition>(comm_, fidelity.plan->grid);
    fidelity.session = std::make_unique<SteadySession>(*fidelity.plan, *fidelity.partition);
  }
  const double planned = MPI_Wtime();
  outcome.seconds.model += planned - start;
  SolvedModel solved;
  // SteadySession borrows a model until the next one is solved.
  const std::unique_ptr<Model> before = std::exchange(fidelity.model, std::move(model));
  solved.heat = fidelity.session->solve(*fidelity.model);
  solved.stress = solve_stress_of(*fidelity.model, *fidelity.plan, *fidelity.partition, solved.heat, {});
  outcome.seconds.solve += MPI_Wtime() - planned;
  return solved;
}

/// The sample at fidelity n: 0 is the deck as it stands, the others add their temperature.
void SampleSolver::solve_fidelity(std::size_t n, const SweepSample& sample, SampleOutcome& outcome) {
  Fidelity& fidelity = *fidelities_[n];
  const double start = MPI_Wtime();
  auto model = std::make_unique<Model>(sample_model(sweep_, sample, fidelity.overrides));
  model->output.superposition = false;
  outcome.seconds.model += MPI_Wtime() - start;
  const SolvedModel solved = solve_on(fidelity, std::move(model), outcome);
  const double solved_at = MPI_Wtime();
  const SolutionView view = solved.view(*fidelity.model, *fidelity.plan, *fidelity.partition);
  if (n == 0) {
    outcome.sample = extractor_.extract(view);
    const Grid& grid = fidelity.plan->grid;
    outcome.native_cells = {grid.n_cells(Axis::x), grid.n_cells(Axis::y), grid.n_cells(Axis::z)};
  } else {
    extractor_.add_temperature(view, "temperature_" + sweep_.fidelities[n - 1].name,
                               outcome.sample ? &*outcome.sample : nullptr);
  }
  outcome.seconds.extract += MPI_Wtime() - solved_at;
}

SampleOutcome SampleSolver::solve(const SweepSample& sample) {
  SampleOutcome outcome;
  try {
    for (std::size_t n = 0; n < fidelities_.size(); ++n) solve_fidelity(n, sample, outcome);
  } catch (const Error& error) {
    outcome.status = status_of(error);
    outcome.reason = first_line(error.what());
  }
  if (outcome.status != SampleStatus::ok) {
    outcome.sample.reset();
    forget();
  }
  return outcome;
}

}  // namespace strata::app
