#include "solver/transient/transient_solver.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "solver/field_memory.hpp"
#include "solver/heat_balance.hpp"
#include "solver/petsc.hpp"
#include "solver/reconstruct.hpp"
#include "solver/transient/transient_state.hpp"

namespace strata {
namespace {

// Without a step that has gone before, and without one from the deck, no cell warms by more than this many
// tolerances in the first.
constexpr double kCautionOfFirstStep = 4.0;

std::vector<double> mean_amplitudes(const Model& model, double end) {
  std::vector<double> means;
  means.reserve(model.schedules.size());
  for (const Schedule& schedule : model.schedules)
    means.push_back(schedule_mean(schedule, 0.0, schedule.period > 0.0 ? schedule.period : end));
  return means;
}

/// Copies temperatures of owned cells into rises [K], void 0.
void place_temperatures(const ThermalProblem& problem, const ConstCellView& temperature, double reference,
                        const CellView& rise) {
  const CellData& cells = problem.cells();
  const LocalShape s = cells.shape;
  for_each_cell(
      "solver::place_temperatures", s, KOKKOS_LAMBDA(int i, int j, int k) {
        const std::int64_t c = ghosted_index(i, j, k, s.nx, s.nz);
        rise(c) = cells.material(c) == 0 ? 0.0 : temperature(owned_index(i, j, k, s.nx, s.nz)) - reference;
      });
}

}  // namespace

TransientSolver::TransientSolver(const Model& model, const GridPlan& plan, const Partition& partition,
                                 const SteadyOptions& options)
    : state_(std::make_unique<State>(model, plan, partition, options)) {}

TransientSolver::~TransientSolver() = default;

void TransientSolver::start() {
  const PetscErrorScope quiet;
  State& s = *state_;
  switch (s.settings.initial.kind) {
    case InitialState::Kind::temperature: {
      const auto n = static_cast<std::size_t>(s.partition.n_owned());
      start_from(std::vector<double>(n, s.settings.initial.temperature));
      return;
    }
    case InitialState::Kind::file:
      throw Error(ExitCode::internal, "temperatures from a file are given to start_from()");
    case InitialState::Kind::steady_at_average:
      s.problem.set_amplitudes(mean_amplitudes(s.model, s.settings.end));
      s.solver.run();
      break;
    case InitialState::Kind::steady:
      s.solver.run();
      break;
    case InitialState::Kind::ambient:
      break;
  }
  s.counts.iterations += s.solver.convergence().iterations;
  s.counts.setups += s.solver.convergence().setups;
  s.begin_at_rest();
}

void TransientSolver::start_from(const std::vector<double>& temperature) {
  State& s = *state_;
  place_temperatures(s.problem, to_device<double>("given_temperature", temperature),
                     s.solver.reference_temperature(), s.solver.rise());
  s.solver.refresh_ghosts();
  s.begin_at_rest();
}

bool TransientSolver::is_finished() const {
  return !state_->is_seeking && state_->time >= state_->settings.end;
}

void TransientSolver::advance() {
  const PetscErrorScope quiet;
  State& s = *state_;
  const double target = s.next_target();
  if (s.jumps_at(s.time)) {
    s.has_slope = false;
    s.set_loads(s.time, Side::after);
    try {
      s.control.jump(s.stepper.cautious_step(kCautionOfFirstStep * s.settings.tolerance));
    } catch (const SolveError& error) {
      throw SolveError(fmt::format("{}; at {:.6g} s, where the powers jump", error.what(), s.time));
    }
  }
  for (;;) {
    const double dt = s.control.next(s.time, target);
    StepOutcome outcome;
    try {
      outcome = s.try_step(dt);
    } catch (const SolveError& error) {
      s.go_back();
      ++s.counts.failed;
      if (s.control.shrink(dt)) continue;
      throw SolveError(fmt::format("{}; at {:.6g} s, in a step of {:.3g} s", error.what(), s.time, dt));
    }
    s.counts.iterations += outcome.iterations;
    s.counts.setups += outcome.setups;
    if (!s.control.accepts(dt, outcome.error)) {
      s.go_back();
      ++s.counts.rejected;
      if (s.control.can_be_shorter(dt)) continue;
      throw SolveError(
          fmt::format("heat: the error of a step of {:.3g} s is {:.3g} K, and it may not be shorter; "
                      "at {:.6g} s, where {:.3g} K is asked for",
                      dt, outcome.error, s.time, s.settings.tolerance));
    }
    s.keep(target, dt, outcome);
    s.has_slope = true;
    s.check_leakage();
    if (s.is_seeking) {
      if (s.time >= s.settings.period) s.end_cycle();
    } else {
      s.record(dt, outcome.iterations, outcome.error);
      s.check_balance();
    }
    return;
  }
}

double TransientSolver::time() const {
  return state_->time;
}
std::int64_t TransientSolver::step() const {
  return state_->step;
}
double TransientSolver::end() const {
  return state_->settings.end;
}
bool TransientSolver::is_seeking_cycle() const {
  return state_->is_seeking;
}

bool TransientSolver::is_at_save_time() const {
  if (state_->is_seeking) return false;
  const std::vector<double>& times = state_->settings.save_times;
  return is_finished() || std::binary_search(times.begin(), times.end(), state_->time);
}

const TimeSeries& TransientSolver::series() const {
  return state_->recorder.series();
}
EnergyBalance TransientSolver::energy() const {
  return state_->balance();
}
const StepCounts& TransientSolver::counts() const {
  return state_->counts;
}
const std::vector<std::string>& TransientSolver::warnings() const {
  return state_->warnings;
}
double TransientSolver::setup_seconds() const {
  return state_->solver.setup_seconds();
}

HeatSolution TransientSolver::solution() const {
  State& s = *state_;
  s.problem.refresh_loads();
  const double reference = s.solver.reference_temperature();
  HeatSolution solution;
  reconstruct_fields(s.problem, reference, s.rise, solution);
  const BoundaryState surfaces = boundary_state(s.problem, reference, s.solver.rise());
  solution.boundaries = boundary_heats(s.problem, surfaces);
  solution.balance = heat_balance(s.problem, surfaces);
  solution.balance.boundary_out += s.gain;
  solution.balance.imbalance -= s.gain;
  const double scale = std::max({s.problem.loads().gross, solution.balance.boundary_gross, std::abs(s.gain)});
  solution.balance.relative = scale > 0.0 ? std::abs(solution.balance.imbalance) / scale : 0.0;
  solution.convergence = s.solver.convergence();
  solution.convergence.iterations = static_cast<int>(s.counts.iterations);
  solution.convergence.setups = static_cast<int>(s.counts.setups);
  solution.timings.setup_s = s.solver.setup_seconds();
  solution.timings.mesh_s = s.problem.mesh_seconds();
  solution.warnings = s.warnings;
  for (std::string& warning : range_warnings(s.problem, solution))
    solution.warnings.push_back(std::move(warning));
  return solution;
}

}  // namespace strata
