#include "solver/steady_session.hpp"

#include <memory>
#include <utility>

#include "solver/petsc.hpp"
#include "solver/picard.hpp"
#include "solver/reconstruct.hpp"
#include "solver/shared_setup.hpp"
#include "solver/superposition.hpp"

namespace strata {

/// A problem and its solver, which borrows it.
struct SteadySession::State {
  State(const Model& model, const GridPlan& plan, const Partition& partition)
      : problem(model, plan.grid, partition) {}
  ThermalProblem problem;
  std::unique_ptr<SteadySolver> solver;
  bool is_shared = false;  ///< an earlier model made it
};

namespace {

bool serves(const Model& before, const Model& after) {
  return before.solver.small_memory == after.solver.small_memory && can_share_setup(before, after);
}

/// Solves, and fills what of the solution is no field. Returns the rise, on the ghosted layout.
CellView solve_rise(const ThermalProblem& problem, SteadySolver& solver, HeatSolution& solution) {
  const double setup_before = solver.setup_seconds();
  solver.run();
  solution.reference_temperature = solver.reference_temperature();
  solution.boundaries = boundary_heats(problem, solver.surfaces());
  solution.balance = solver.balance();
  solution.convergence = solver.convergence();
  solution.warnings = solver.warnings();
  solution.timings.setup_s += solver.setup_seconds() - setup_before;
  return solver.rise();
}

/// Fills the fields. Returns the rise on the owned layout.
CellView make_fields(const ThermalProblem& problem, CellView ghosted, HeatSolution& solution) {
  CellView rise("rise_owned", static_cast<std::size_t>(problem.partition().n_owned()));
  copy_from_ghosted(problem.cells().shape, ghosted, rise);
  ghosted = {};
  reconstruct_fields(problem, solution.reference_temperature, rise, solution);
  return rise;
}

}  // namespace

SteadySession::SteadySession(const GridPlan& plan, const Partition& partition, SteadyOptions options,
                             Keep keep)
    : plan_(plan), partition_(partition), options_(std::move(options)), keep_(keep) {}

SteadySession::~SteadySession() = default;

/// The last state under the loads of `model` where it serves, else a new one.
std::unique_ptr<SteadySession::State> SteadySession::state_for(const Model& model, HeatSolution& solution) {
  // A solve that throws takes its state with it.
  std::unique_ptr<State> state = std::exchange(state_, nullptr);
  if (state && !serves(state->problem.model(), model)) state.reset();
  if (state) {
    state->is_shared = true;
    state->problem = state->problem.with_loads_of(model);
    state->solver->take_loads();
  } else {
    state = std::make_unique<State>(model, plan_, partition_);
    solution.timings.mesh_s = state->problem.mesh_seconds();
  }
  if (options_.on_progress) options_.on_progress({"assembly", 0, 1.0, model.solver.relative_tolerance});
  if (!state->is_shared) state->solver = std::make_unique<SteadySolver>(state->problem, options_);
  return state;
}

HeatSolution SteadySession::solve(const Model& model) {
  const PetscErrorScope quiet;
  const double start = MPI_Wtime();
  if (options_.on_progress) options_.on_progress({"mesh", 0, 1.0, model.solver.relative_tolerance});
  check_superposition(model);
  HeatSolution solution;
  std::unique_ptr<State> state = state_for(model, solution);
  const ThermalProblem& problem = state->problem;
  solution.timings.setup_s = MPI_Wtime() - start - solution.timings.mesh_s;
  CellView ghosted = solve_rise(problem, *state->solver, solution);
  state->problem.refresh_loads();
  if (keep_ == Keep::nothing) state->solver.reset();  // before the fields of the solution are made
  const CellView rise = make_fields(problem, std::move(ghosted), solution);
  for (std::string& warning : range_warnings(problem, solution))
    solution.warnings.push_back(std::move(warning));
  solution.timings.solve_s = MPI_Wtime() - start - solution.timings.mesh_s - solution.timings.setup_s;
  if (model.output.superposition) solution.superposition = superpose(problem, rise, solution, options_);
  if (state->is_shared) ++n_shared_;
  // A method that had to be replaced may do for the next model.
  if (state->solver && solution.convergence.fallback.empty()) state_ = std::move(state);
  return solution;
}

}  // namespace strata
