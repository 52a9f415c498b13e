// Newton's method as the heat solver uses it: where it starts, what it means when it ends.
#pragma once

#include <string>

#include "solver/newton/newton_solver.hpp"

namespace strata {

class NewtonRun {
 public:
  /// Borrows problem, residual and system. Collective, as everything here.
  NewtonRun(const ThermalProblem& problem, const HeatResidual& residual, FrozenSystem& system,
            const std::string& prefix, NewtonSolver::Monitor monitor);

  /// Solves from the rise as it is; a steady state that leakage holds is checked for its stability. Throws
  /// SolveError where there is no solution to be found; the message names a cell, and says so where it is
  /// thermal runaway. \param rise  ghosted layout
  NewtonOutcome run(const CellView& rise, const NewtonSettings& settings);

  /// x = J^-1 b at the rise of the last run, to a fraction of ||b||. Returns the iterations.
  int solve_roughly(const CellView& rise, const CellView& b, const CellView& x, double reduction);

  /// Of the last run, where it was steady and sources leak; 0 else.
  double leakage_gain() const { return gain_; }
  int n_setups() const { return solver_.n_setups(); }
  double setup_seconds() const { return solver_.setup_seconds(); }
  std::string method() const { return solver_.method(); }

 private:
  [[noreturn]] void explain(const CellView& rise, const NewtonOutcome& outcome, double tolerance);
  double gain_or_nan(const CellView& rise);

  const ThermalProblem& problem_;
  const HeatResidual& residual_;
  HeatEquations equations_;
  NewtonSolver solver_;
  double gain_ = 0.0;
};

}  // namespace strata
