// Heat in time: TR-BDF2 or backward Euler with error control, landing on every breakpoint of the traces and
// on every time whose fields are asked for.
//
//   TransientSolver solver(model, plan, partition, options);
//   solver.start();                       // or restore(state)
//   while (!solver.is_finished()) {
//     solver.advance();                   // one accepted step
//     if (solver.is_at_save_time()) ... solver.solution() ...
//   }
#pragma once

#include <cstdint>
#include <memory>

#include "solver/steady_heat.hpp"
#include "solver/transient/saved_state.hpp"
#include "solver/transient/time_series.hpp"

namespace strata {

/// |supplied - removed - stored| over all steps is held to 1e-8 of the larger of supplied, removed and the
/// gross energy moved, or ten times the rounding floor.
struct EnergyBalance {
  double supplied = 0.0;  ///< released by sources since the start [J]
  double removed = 0.0;   ///< net, through all boundaries [J]
  double stored = 0.0;    ///< in the matter [J]
  double gross = 0.0;     ///< sum of the absolute values of what was released and what crossed boundaries [J]
  double imbalance = 0.0;  ///< supplied - removed - stored [J]
  double relative = 0.0;   ///< |imbalance| / max(gross, |stored|); 0 where both are 0
  double bound = 0.0;      ///< what `relative` was held to
};

/// How the steps went.
struct StepCounts {
  std::int64_t accepted = 0;
  std::int64_t rejected = 0;    ///< for their error
  std::int64_t failed = 0;      ///< for a solve that did not converge; tried again with a smaller step
  std::int64_t iterations = 0;  ///< linear, rejected steps included
  std::int64_t setups = 0;      ///< of multigrids
  int cycles = 0;               ///< of the traces' period that were run in search of a periodic state
  double cyclic_change = 0.0;   ///< of the last of them [K]
};

class TransientSolver {
 public:
  /// Borrows all three; the model has `transient`. Collective, as everything here. Throws DeckError as
  /// ThermalProblem does.
  TransientSolver(const Model& model, const GridPlan& plan, const Partition& partition,
                  const SteadyOptions& options = {});
  ~TransientSolver();
  TransientSolver(const TransientSolver&) = delete;
  TransientSolver& operator=(const TransientSolver&) = delete;

  /// Sets the initial temperatures, solving a steady state where the model asks for one.
  void start();
  /// Starts from given temperatures [K] per owned cell in local order (void: anything).
  void start_from(const std::vector<double>& temperature);
  /// Goes on from a state that save() gave on any number of ranks; on the same number bit for bit as if it
  /// had not been interrupted. Throws Error (io) where the state does not fit the model.
  void restore(const SavedState& state);
  SavedState save() const;

  bool is_finished() const;
  /// One accepted step; rejected ones are repeated inside. Throws SolveError where the smallest step fails,
  /// or a temperature is not a number: the message has the time, the cell, its layer and material. The state
  /// is then that before the step, and can be saved.
  void advance();

  double time() const;  ///< [s]
  std::int64_t step() const;
  double end() const;  ///< time at which is_finished() becomes true [s]
  /// A periodic state is being sought: time() then runs through the period again and again, nothing is
  /// recorded, and no time is a save time. Time 0 follows.
  bool is_seeking_cycle() const;
  /// The current time is one of Transient::save_times, or the end.
  bool is_at_save_time() const;

  const TimeSeries& series() const;
  EnergyBalance energy() const;
  const StepCounts& counts() const;
  const std::vector<std::string>& warnings() const;
  double setup_seconds() const;

  /// Fields of the current time, as a steady solution has them: HeatSolution::balance is that of the step
  /// (heat stored counts as leaving), Convergence that of the run so far.
  HeatSolution solution() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace strata
