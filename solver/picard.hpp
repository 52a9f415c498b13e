// Heat conduction with properties that follow the temperature, steady or one implicit stage in time:
// corrections around the linear solve, each with the true residual of the nonlinear equations, until residual
// and energy balance are met; by Newton's method where surfaces, powers or a coolant follow the temperature.
#pragma once

#include <cstdint>
#include <limits>
#include <memory>

#include "solver/heat_balance.hpp"
#include "solver/heat_residual.hpp"
#include "solver/linear_solve.hpp"
#include "solver/newton/newton_run.hpp"
#include "solver/steady_heat.hpp"

namespace strata {

class SteadySolver {
 public:
  /// Borrows both. Collective, as everything here.
  SteadySolver(const ThermalProblem& problem, const SteadyOptions& options);

  /// Throws SolveError where it cannot converge; the message names a cell. No further run after that.
  void run();

  /// The problem has other loads and settings now (ThermalProblem::with_loads_of); the next run solves for
  /// them, from the rise that the last one found and with its preconditioner. Rows of coefficients stay at
  /// the temperatures they were made for, until corrections with them contract too slowly.
  void take_loads();

  /// The next run solves an implicit stage (heat_storage.hpp), from the rise as it is; a rate of 0: the
  /// steady equations again. Rows are made anew where the rate is another one.
  void set_storage(const HeatStorage& storage);

  /// r = b - A rise [W], owned layout: the heat that each cell gains at the rise as it is. Storage is left
  /// out.
  void gained_heat(const CellView& r);

  /// x = (A + rate C)^-1 b with the rows as they are, to a fraction of ||b||: for estimates of errors. b and
  /// x are on the owned layout and not the same. Returns the iterations.
  int solve_roughly(const CellView& b, const CellView& x, double reduction);

  /// What later runs depend on besides rise, loads and storage: saved and put back, they go on bit for bit.
  std::vector<double> memory() const;
  void recall(const std::vector<double>& memory);

  /// Ghosted layout, ghosts current after a run [K]. Its values may be replaced between runs.
  const CellView& rise() const { return x_; }
  /// After values of the rise were replaced. Collective.
  void refresh_ghosts() const { halo_.exchange(x_); }
  double reference_temperature() const { return reference_; }
  const HeatBalance& balance() const { return balance_; }
  /// Heat and temperatures at the boundary where the balance was struck: after a steady run, of its rise.
  const BoundaryState& surfaces() const { return surfaces_; }
  const Convergence& convergence() const { return convergence_; }
  const std::vector<std::string>& warnings() const { return warnings_; }
  /// Spent on assembly and preconditioners, all runs together.
  double setup_seconds() const {
    return linear_.setup_seconds() + (newton_ ? newton_->setup_seconds() : 0.0);
  }

 private:
  /// Where the temperatures of the rows of coefficients come from.
  enum class RowsOf : std::uint8_t { nothing, earlier_loads, these_loads };
  void read_settings();
  void start();
  void run_corrections();
  void run_newton();
  void update_residual();
  void place_correction();
  void update_balance();
  bool is_done();
  bool is_stage_done();
  void close_stage();
  void warn_of_rounding();
  void begin();
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
  NewtonOverrides newton_overrides_;
  std::unique_ptr<NewtonRun> newton_;  ///< where Newton's method is used
  double rtol_ = 0.0;
  int max_iterations_ = 0;
  CellView x_;      ///< rise, ghosted layout
  CellView r_, d_;  ///< residual, correction; may be one
  double norm_b_ = 0.0, norm_r_ = 0.0, rounding_ = 0.0;
  double previous_norm_r_ = std::numeric_limits<double>::infinity();
  double margin_ = 1.0;                ///< solves aim at this part of the target
  double contraction_ = 1.0;           ///< of the last correction
  double iterations_per_digit_ = 0.0;  ///< with a fresh preconditioner; 0: not known yet
  int n_solves_ = 0;
  int setups_before_ = 0;  ///< of this run
  /// What one kelvin more everywhere takes in a stage [W/K], about: kept while its rate holds; 0: not known.
  double stage_closure_ = 0.0;
  std::int64_t n_runs_ = 0;
  RowsOf rows_ = RowsOf::nothing;
  bool is_cell_by_cell_ = false;
  HeatBalance balance_;
  BoundaryState surfaces_;
  Convergence convergence_;
  std::vector<std::string> warnings_;
};

}  // namespace strata
