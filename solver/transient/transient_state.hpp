// What a TransientSolver keeps between steps. For use inside solver/transient/ only.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "inputs/error.hpp"
#include "inputs/schedules.hpp"
#include "solver/transient/cycle_search.hpp"
#include "solver/transient/recorder.hpp"
#include "solver/transient/step_control.hpp"
#include "solver/transient/time_stepper.hpp"
#include "solver/transient/transient_solver.hpp"

namespace strata {

struct TransientSolver::State {
  State(const Model& the_model, const GridPlan& plan, const Partition& the_partition,
        const SteadyOptions& options);

  /// Powers of a time, before or after a jump there.
  void set_loads(double at, Side side);
  /// Takes the solver's rise as that of time 0.
  void begin_at_rest();
  void begin_recording();
  void record(double step_size, int iterations, double error);
  /// The end, or what comes before it: a breakpoint of a schedule, a save time.
  double next_target() const;
  bool jumps_at(double at) const;
  StepOutcome try_step(double dt);
  /// The solver's rise becomes that of the last accepted step again.
  void go_back();
  /// Accepts the solver's rise.
  void keep(double target, double dt, const StepOutcome& outcome);
  void end_cycle();
  EnergyBalance balance() const;
  /// Throws SolveError where energy was lost or found.
  void check_balance() const;
  /// Throws SolveError where leakage has grown beyond all sense.
  void check_leakage() const;

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

}  // namespace strata
