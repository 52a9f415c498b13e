#include "solver/transient/transient_solver.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include <fmt/format.h>

#include "inputs/schedules.hpp"
#include "solver/heat_balance.hpp"
#include "solver/petsc.hpp"
#include "solver/reconstruct.hpp"
#include "solver/report_errors.hpp"
#include "solver/transient/cycle_search.hpp"
#include "solver/transient/recorder.hpp"
#include "solver/transient/step_control.hpp"
#include "solver/transient/time_stepper.hpp"
#include "solver/vector_kernels.hpp"

namespace strata {
namespace {

// Without a step that has gone before, and without one from the deck, no cell warms by more than this many
// tolerances in the first.
constexpr double kCautionOfFirstStep = 4.0;
constexpr double kBalanceBound = 1e-8;
// Rounding of a sum of heat contents, of their absolute values.
constexpr double kRoundingOfContent = 1e-12;

const Transient& transient_of(const Model& model) {
  if (!model.transient) throw Error(ExitCode::internal, "a steady model was given to the transient solver");
  return *model.transient;
}

std::vector<double> amplitudes(const Model& model, double time, Side side) {
  std::vector<double> values;
  values.reserve(model.schedules.size());
  for (const Schedule& schedule : model.schedules) values.push_back(schedule_value(schedule, time, side));
  return values;
}

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
  const CellData cells = problem.cells();
  const LocalShape s = cells.shape;
  for_each_cell(
      "solver::place_temperatures", s, KOKKOS_LAMBDA(int i, int j, int k) {
        const std::int64_t c = ghosted_index(i, j, k, s.nx, s.nz);
        rise(c) = cells.material(c) == 0 ? 0.0 : temperature(owned_index(i, j, k, s.nx, s.nz)) - reference;
      });
}

std::vector<double> to_host(const ConstCellView& field) {
  const auto host = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), field);
  return {host.data(), host.data() + host.extent(0)};
}

void to_device(const std::vector<double>& values, const CellView& field) {
  const auto mirror = Kokkos::create_mirror_view(field);
  std::copy(values.begin(), values.end(), mirror.data());
  Kokkos::deep_copy(field, mirror);
}

}  // namespace

struct TransientSolver::State {
  State(const Model& the_model, const GridPlan& plan, const Partition& the_partition, SteadyOptions options)
      : model(the_model),
        settings(transient_of(the_model)),
        partition(the_partition),
        problem(the_model, plan.grid, the_partition),
        solver(problem, options),
        stepper(problem, solver, settings.method, !settings.fixed_step),
        control(settings, stepper.order_of_error()),
        recorder(problem),
        rise("rise_at_step", static_cast<std::size_t>(the_partition.n_owned())),
        slope("slope", static_cast<std::size_t>(the_partition.n_owned())) {
    if (settings.cyclic) search.emplace(problem, solver, settings.period);
    set_loads(0.0, Side::after);
  }

  void set_loads(double at, Side side) { problem.set_amplitudes(amplitudes(model, at, side)); }
  /// Takes the solver's rise as that of time 0.
  void begin_at_rest();
  void begin_recording();
  void record(double step_size, int iterations, double error);
  double next_target() const;
  bool jumps_at(double at) const;
  /// New loads from here on, and a first step that dares little.
  void jump();
  StepOutcome try_step(double dt);
  void go_back();
  void keep(double target, double dt, const StepOutcome& outcome);
  void end_cycle();
  EnergyBalance balance() const;
  void check_balance() const;

  const Model& model;
  const Transient& settings;
  const Partition& partition;
  ThermalProblem problem;
  SteadySolver solver;
  TimeStepper stepper;
  StepControl control;
  Recorder recorder;
  std::optional<CycleSearch> search;
  bool is_seeking = false;

  CellView rise;           ///< at the end of the last accepted step, owned layout [K]
  CellView slope;          ///< mean over that step [K/s]
  bool has_slope = false;  ///< and nothing has jumped since
  double time = 0.0;
  std::int64_t step = 0;
  double gain = 0.0;              ///< heat that all cells gain now [W]
  EnergyFlow flow;                ///< since time 0
  double content_at_start = 0.0;  ///< [J]
  StepCounts counts;
  std::vector<std::string> warnings;
};

void TransientSolver::State::begin_at_rest() {
  copy_from_ghosted(problem.cells().shape, solver.rise(), rise);
  is_seeking = search.has_value();
  if (is_seeking) {
    stepper.update_content();
    search->begin();
  } else {
    begin_recording();
  }
}

void TransientSolver::State::jump() {
  has_slope = false;
  set_loads(time, Side::after);
  try {
    control.jump(stepper.cautious_step(kCautionOfFirstStep * settings.tolerance));
  } catch (const SolveError& error) {
    throw SolveError(fmt::format("{}; at {:.6g} s, where the powers jump", error.what(), time));
  }
}

void TransientSolver::State::begin_recording() {
  time = 0.0;
  flow = {};
  set_loads(0.0, Side::after);
  stepper.update_content();
  content_at_start = stepper.content();
  solver.gained_heat(slope);  // which holds nothing yet
  gain = sum(partition.comm(), slope);
  recorder.clear();
  record(0.0, 0, 0.0);
}

void TransientSolver::State::record(double step_size, int iterations, double error) {
  const double stored = stepper.content() - content_at_start;
  recorder.record({time, step_size, iterations, error, stored, flow.supplied, flow.removed,
                   amplitudes(model, time, Side::after)},
                  solver.reference_temperature(), solver.rise());
}

/// The end, or what comes before it: a breakpoint of a schedule, a save time.
double TransientSolver::State::next_target() const {
  double target = is_seeking ? settings.period : settings.end;
  for (const Schedule& schedule : model.schedules) target = std::min(target, next_breakpoint(schedule, time));
  if (is_seeking) return target;
  const auto save = std::upper_bound(settings.save_times.begin(), settings.save_times.end(), time);
  return save == settings.save_times.end() ? target : std::min(target, *save);
}

bool TransientSolver::State::jumps_at(double at) const {
  if (at == 0.0) return true;
  return std::any_of(model.schedules.begin(), model.schedules.end(), [at](const Schedule& schedule) {
    return schedule_value(schedule, at, Side::before) != schedule_value(schedule, at, Side::after);
  });
}

StepOutcome TransientSolver::State::try_step(double dt) {
  const double start = time;
  set_loads(start, Side::after);
  return stepper.step(
      start, dt, [this](double at) { set_loads(at, Side::before); }, has_slope ? slope : CellView());
}

/// The solver's rise becomes that of the last accepted step again.
void TransientSolver::State::go_back() {
  copy_to_ghosted(problem.cells().shape, rise, solver.rise());
}

void TransientSolver::State::keep(double target, double dt, const StepOutcome& outcome) {
  const LocalShape s = problem.cells().shape;
  const CellView old = rise, rate = slope, now = solver.rise();
  const double per_second = 1.0 / dt;
  for_each_cell(
      "solver::keep_step", s, KOKKOS_LAMBDA(int i, int j, int k) {
        const std::int64_t c = owned_index(i, j, k, s.nx, s.nz);
        const double x = now(ghosted_index(i, j, k, s.nx, s.nz));
        rate(c) = per_second * (x - old(c));
        old(c) = x;
      });
  // A step that ends within rounding of its target ends there.
  time = target - time - dt < 1e-6 * dt ? target : time + dt;
  ++step;
  ++counts.accepted;
  gain = outcome.gain;
  flow.supplied += outcome.flow.supplied;
  flow.removed += outcome.flow.removed;
  flow.gross += outcome.flow.gross;
}

void TransientSolver::State::end_cycle() {
  ++counts.cycles;
  counts.cyclic_change = search->end(settings.cyclic->tolerance);
  copy_from_ghosted(problem.cells().shape, solver.rise(), rise);
  has_slope = false;
  const bool is_periodic = counts.cyclic_change <= settings.cyclic->tolerance;
  if (!is_periodic && counts.cycles < settings.cyclic->max_cycles) {
    time = 0.0;
    search->begin();
    return;
  }
  if (!is_periodic) {
    warnings.push_back(
        fmt::format("after {} cycles the state still changes by {:.3g} K over one; {:.3g} K "
                    "was asked for",
                    counts.cycles, counts.cyclic_change, settings.cyclic->tolerance));
  }
  is_seeking = false;
  begin_recording();
}

EnergyBalance TransientSolver::State::balance() const {
  EnergyBalance energy;
  energy.supplied = flow.supplied;
  energy.removed = flow.removed;
  energy.stored = stepper.content() - content_at_start;
  energy.gross = flow.gross;
  energy.imbalance = energy.supplied - energy.removed - energy.stored;
  const double scale = std::max(energy.gross, std::abs(energy.stored));
  energy.bound = kBalanceBound;
  if (scale > 0.0) {
    energy.relative = std::abs(energy.imbalance) / scale;
    energy.bound = std::max(kBalanceBound, kRoundingOfContent * stepper.gross_content() / scale);
  }
  return energy;
}

void TransientSolver::State::check_balance() const {
  const EnergyBalance energy = balance();
  if (energy.relative <= energy.bound) return;
  throw SolveError(
      fmt::format("heat: energy is off by {:.2e} of what moved ({:.4g} J supplied, {:.4g} J "
                  "removed, {:.4g} J stored)",
                  energy.relative, energy.supplied, energy.removed, energy.stored));
}

TransientSolver::TransientSolver(const Model& model, const GridPlan& plan, const Partition& partition,
                                 SteadyOptions options)
    : state_(std::make_unique<State>(model, plan, partition, std::move(options))) {}

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
  const CellView given("given_temperature", temperature.size());
  to_device(temperature, given);
  place_temperatures(s.problem, given, s.solver.reference_temperature(), s.solver.rise());
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
  if (s.jumps_at(s.time)) s.jump();
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
      continue;
    }
    s.keep(target, dt, outcome);
    s.has_slope = true;
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
  solution.boundaries = boundary_heats(s.problem, boundary_state(s.problem, reference, s.solver.rise()));
  solution.balance = heat_balance(s.problem, boundary_state(s.problem, reference, s.solver.rise()));
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

SavedState TransientSolver::save() const {
  const State& s = *state_;
  SavedState saved;
  saved.time = s.time;
  saved.step = s.step;
  const StepCounts& c = s.counts;
  saved.numbers["counts"] = {static_cast<double>(c.accepted),
                             static_cast<double>(c.rejected),
                             static_cast<double>(c.failed),
                             static_cast<double>(c.iterations),
                             static_cast<double>(c.setups),
                             static_cast<double>(c.cycles),
                             c.cyclic_change};
  saved.numbers["progress"] = {s.is_seeking ? 1.0 : 0.0, s.has_slope ? 1.0 : 0.0, s.gain, s.content_at_start};
  saved.numbers["flow"] = {s.flow.supplied, s.flow.removed, s.flow.gross};
  saved.numbers["control"] = s.control.memory();
  saved.numbers["solver"] = s.solver.memory();
  saved.numbers["series_time"] = s.recorder.series().time;
  saved.numbers["series_values"] = s.recorder.series().values;
  saved.fields["rise"] = to_host(s.rise);
  saved.fields["slope"] = to_host(s.slope);
  if (s.is_seeking) saved.fields["rise_at_start_of_cycle"] = to_host(s.search->start());
  return saved;
}

void TransientSolver::restore(const SavedState& saved) {
  State& s = *state_;
  const auto numbers = [&saved](const char* name) -> const std::vector<double>& {
    const auto at = saved.numbers.find(name);
    if (at == saved.numbers.end()) throw IoError(fmt::format("the saved state has no '{}'", name));
    return at->second;
  };
  const auto field = [&](const char* name) -> const std::vector<double>& {
    const auto at = saved.fields.find(name);
    if (at == saved.fields.end() || at->second.size() != static_cast<std::size_t>(s.partition.n_owned()))
      throw IoError(fmt::format("the saved state has no field '{}' of this grid", name));
    return at->second;
  };
  s.time = saved.time;
  s.step = saved.step;
  const std::vector<double>& c = numbers("counts");
  s.counts = {static_cast<std::int64_t>(c.at(0)),
              static_cast<std::int64_t>(c.at(1)),
              static_cast<std::int64_t>(c.at(2)),
              static_cast<std::int64_t>(c.at(3)),
              static_cast<std::int64_t>(c.at(4)),
              static_cast<int>(c.at(5)),
              c.at(6)};
  const std::vector<double>& progress = numbers("progress");
  s.is_seeking = progress.at(0) != 0.0;
  s.has_slope = progress.at(1) != 0.0;
  s.gain = progress.at(2);
  s.content_at_start = progress.at(3);
  const std::vector<double>& flow = numbers("flow");
  s.flow = {flow.at(0), flow.at(1), flow.at(2)};
  s.control.recall(numbers("control"));
  s.solver.recall(numbers("solver"));
  s.recorder.restore(numbers("series_time"), numbers("series_values"));
  to_device(field("rise"), s.rise);
  to_device(field("slope"), s.slope);
  if (s.is_seeking) {
    to_device(field("rise_at_start_of_cycle"), s.search->start());
    copy_to_ghosted(s.problem.cells().shape, s.search->start(), s.solver.rise());
    s.search->begin();
  }
  s.go_back();
  s.solver.refresh_ghosts();
  s.set_loads(s.time, Side::before);
  s.stepper.update_content();
}

}  // namespace strata
