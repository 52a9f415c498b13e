#include "solver/transient/transient_state.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include <fmt/format.h>

#include "solver/heat_balance.hpp"
#include "solver/leakage.hpp"
#include "solver/newton/runaway.hpp"
#include "solver/vector_kernels.hpp"

namespace strata {
namespace {

constexpr double kBalanceBound = 1e-8;
// Rounding of a sum of heat contents, of their absolute values.
constexpr double kRoundingOfContent = 1e-12;
// Leakage over that of its reference temperature: no transistor draws so much and lives.
constexpr double kRunawayFactor = 1000.0;

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

/// rise = now, slope = what it grew by per second. \param now  ghosted layout, the others owned
void keep_rise(const LocalShape& shape, double dt, const ConstCellView& now, const CellView& rise,
               const CellView& slope) {
  const double per_second = 1.0 / dt;
  for_each_cell(
      "solver::keep_rise", shape, KOKKOS_LAMBDA(int i, int j, int k) {
        const std::int64_t c = owned_index(i, j, k, shape.nx, shape.nz);
        const double x = now(ghosted_index(i, j, k, shape.nx, shape.nz));
        slope(c) = per_second * (x - rise(c));
        rise(c) = x;
      });
}

}  // namespace

TransientSolver::State::State(const Model& the_model, const GridPlan& plan, const Partition& the_partition,
                              const SteadyOptions& options)
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

void TransientSolver::State::set_loads(double at, Side side) {
  problem.set_amplitudes(amplitudes(model, at, side));
}

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

void TransientSolver::State::go_back() {
  copy_to_ghosted(problem.cells().shape, rise, solver.rise());
}

void TransientSolver::State::keep(double target, double dt, const StepOutcome& outcome) {
  keep_rise(problem.cells().shape, dt, solver.rise(), rise, slope);
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
  if (!search || !settings.cyclic) throw std::logic_error("end_cycle: no cycle is sought");
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

/// Runaway in time ends in finite time, before which steps shrink without end: a power so far above the one
/// of the reference temperature has no other way left.
void TransientSolver::State::check_leakage() const {
  if (!problem.leakage().exists) return;
  const ReleasedPower released = released_power(problem);
  const std::vector<double> amplitude = amplitudes(model, time, Side::before);
  for (std::size_t s = 0; s < model.sources.size(); ++s) {
    const HeatSource& source = model.sources[s];
    if (!source.leakage) continue;
    const double value = source.schedule < 0 ? 1.0 : amplitude[static_cast<std::size_t>(source.schedule)];
    if (released.power[s] <= kRunawayFactor * source.power * value) continue;
    throw SolveError(fmt::format(
        "heat: {}; at {:.6g} s",
        describe_runaway(problem, solver.reference_temperature(), solver.rise(), std::nan("")), time));
  }
}

}  // namespace strata
