// One step in time, by a scheme that is L-stable and needs nothing but the state before it:
//   TR-BDF2 (Bank et al., IEEE Trans. CAD 4 (1985) 436; embedded third order and the filter of its error by
//   Hosea and Shampine, Appl. Numer. Math. 20 (1996) 21), with gamma = 2 - sqrt(2), so that both stages share
//   one matrix: second order;
//   backward Euler: first order.
// Both are written for the heat content H of the cells, so that what a step stores is what it was given.
#pragma once

#include <functional>

#include "solver/picard.hpp"

namespace strata {

/// Energy that moved during a step, all ranks [J].
struct EnergyFlow {
  double supplied = 0.0;  ///< by sources
  double removed = 0.0;   ///< through boundaries, net
  double gross = 0.0;     ///< absolute values of both
};

struct StepOutcome {
  double error = 0.0;  ///< largest estimated error of any cell [K]; 0 where it was not asked for
  int iterations = 0;  ///< linear
  int setups = 0;
  EnergyFlow flow;
  double gain = 0.0;  ///< heat that all cells together gain at the end of the step [W]
};

class TimeStepper {
 public:
  /// Sets the powers of a time between the ends of a step.
  using SetLoads = std::function<void(double time)>;

  /// Borrows both. \param estimates  whether steps say what error they make
  TimeStepper(ThermalProblem& problem, SteadySolver& solver, TimeMethod method, bool estimates);

  double order_of_error() const { return method_ == TimeMethod::tr_bdf2 ? 3.0 : 2.0; }

  /// From the rise of the solver at `time`, whose powers are set, to time + dt. Throws SolveError as the
  /// solver does; the rise is then anything.
  /// \param slope  rise per second to guess with [K/s], owned layout; extent 0: none is known
  StepOutcome step(double time, double dt, const SetLoads& set_loads, const ConstCellView& slope);

  /// Heat content of all cells at the end of the last step and sum of its absolute values, all ranks [J].
  double content() const { return content_; }
  double gross_content() const { return gross_content_; }
  /// Makes them those of the solver's rise.
  void update_content();

  /// A step that changes no cell by more than about `change` [K], by how fast the rise of the solver moves
  /// under the powers that are set [s]; infinity where nothing moves.
  double cautious_step(double change);

 private:
  void run_stage(double rate, StepOutcome& outcome);
  void take_euler(double time, double dt, const SetLoads& set_loads, StepOutcome& outcome);
  void take_tr_bdf2(double time, double dt, const SetLoads& set_loads, StepOutcome& outcome);
  void estimate(double dt, StepOutcome& outcome);
  void add_flow(double weight, EnergyFlow& flow) const;

  ThermalProblem& problem_;
  SteadySolver& solver_;
  TimeMethod method_;
  bool estimates_;
  double content_ = 0.0, gross_content_ = 0.0;
  CellView start_;                               ///< rise at the start, owned layout
  CellView h_start_, h_middle_, h_end_, known_;  ///< heat contents [J]
  CellView gain_, error_;                        ///< heat gained at the start [W], error [K]
};

}  // namespace strata
