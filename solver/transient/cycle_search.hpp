// In search of the state that a repeating workload returns to. Plain repetition takes as many cycles as the
// slowest part of a package takes periods to warm up, thousands of them. What a cycle leaves in the cells
// beyond what it found is heat that the mean state does not carry away; the steady field that would carry it
// is added after every cycle. For a part with time constant tau, and x = period / tau, the distance from the
// periodic state shrinks by |exp(-x) - (1 - exp(-x)) / x|, which is below 0.3 for every x.
#pragma once

#include "solver/picard.hpp"

namespace strata {

class CycleSearch {
 public:
  /// Borrows both. \param period  [s]
  CycleSearch(const ThermalProblem& problem, SteadySolver& solver, double period);

  /// The solver's rise is that at the start of a cycle.
  void begin();
  /// The solver's rise is that at its end. Returns the largest change of any cell over the cycle [K]; adds
  /// the correction where that is above the tolerance. Throws SolveError as the solver does.
  double end(double tolerance);

  /// Rise at the start of the cycle, owned layout.
  const CellView& start() const { return start_; }

 private:
  const ThermalProblem& problem_;
  SteadySolver& solver_;
  double period_;
  CellView start_;    ///< rise [K]
  CellView content_;  ///< at the start [J]
  CellView left_, correction_;
};

}  // namespace strata
