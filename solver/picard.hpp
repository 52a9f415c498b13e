// Steady conduction with conductivities that follow the temperature: corrections around the linear solve,
// each with the true residual of the nonlinear equations, until residual and energy balance are met.
#pragma once

#include <limits>

#include "solver/heat_balance.hpp"
#include "solver/heat_residual.hpp"
#include "solver/linear_solve.hpp"
#include "solver/steady_heat.hpp"

namespace strata {

class SteadySolver {
 public:
  /// Borrows both. Collective, as everything here.
  SteadySolver(const ThermalProblem& problem, const SteadyOptions& options);

  /// Throws SolveError where it cannot converge; the message names a cell.
  void run();

  /// Ghosted layout, ghosts current [K].
  const CellView& rise() const { return x_; }
  double reference_temperature() const { return reference_; }
  const HeatBalance& balance() const { return balance_; }
  const Convergence& convergence() const { return convergence_; }
  const std::vector<std::string>& warnings() const { return warnings_; }
  double setup_seconds() const { return linear_.setup_seconds(); }

 private:
  void update_residual();
  void place_correction();
  void update_balance();
  bool is_done();
  bool shift_to_balance();
  bool is_held_by_rounding() const;
  void correct();
  void choose_coefficients();
  double tolerance_of_correction() const;
  void solve_linear(double tolerance);
  bool keep_if_good_to_rounding(double tolerance);
  void watch_speed(const LinearOutcome& outcome, double before);
  [[noreturn]] void fail(const std::string& why) const;

  const ThermalProblem& problem_;
  MPI_Comm comm_;
  ProgressCallback on_progress_;
  double reference_;
  HaloExchange halo_;
  HeatResidual residual_;
  FrozenSystem system_;
  LinearSolver linear_;
  double rtol_;
  int max_iterations_;
  CellView x_;      ///< rise, ghosted layout
  CellView r_, d_;  ///< residual, correction; may be one
  double norm_b_ = 0.0, norm_r_ = 0.0, rounding_ = 0.0;
  double previous_norm_r_ = std::numeric_limits<double>::infinity();
  double margin_;                      ///< solves aim at this part of the target
  double contraction_ = 1.0;           ///< of the last correction
  double iterations_per_digit_ = 0.0;  ///< with a fresh preconditioner; 0: not known yet
  int n_solves_ = 0;
  HeatBalance balance_;
  Convergence convergence_;
  std::vector<std::string> warnings_;
};

}  // namespace strata
