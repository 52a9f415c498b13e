// Steady solves one after another on one grid: what the first sets up serves all that differ in loads alone.
#pragma once

#include <memory>

#include "solver/steady_heat.hpp"

namespace strata {

/// Models in a row, such as the variants of a study. Where can_share_setup holds between a model and the one
/// before it, rasterised materials, rows of coefficients, multigrid levels and the memory of the solver are
/// used again, and the iteration starts from the rise found before; where it does not, all is made anew.
/// Solutions are those of solve_steady_heat, to the tolerance that the model asks for.
class SteadySession {
 public:
  /// What stays in memory while a solution is made from the rise.
  enum class Keep : std::uint8_t {
    setup,   ///< the solver, for the next model
    nothing  ///< of the solver: less memory, and the next model starts from nothing
  };

  /// Borrows both, which must be those of every model that is solved. Collective, as everything here.
  SteadySession(const GridPlan& plan, const Partition& partition, SteadyOptions options = {},
                Keep keep = Keep::setup);
  ~SteadySession();
  SteadySession(const SteadySession&) = delete;
  SteadySession& operator=(const SteadySession&) = delete;

  /// Throws as solve_steady_heat does; the model after that starts from nothing. Borrows the model until the
  /// next solve has returned. Convergence::setups and Timings::setup_s say what was made anew.
  HeatSolution solve(const Model& model);

  /// Solves so far that used the set-up of the one before.
  int n_shared() const { return n_shared_; }

 private:
  struct State;
  std::unique_ptr<State> state_for(const Model& model, HeatSolution& solution);

  const GridPlan& plan_;
  const Partition& partition_;
  SteadyOptions options_;
  Keep keep_;
  std::unique_ptr<State> state_;  ///< of the last model that was solved; nullptr: there is none to use again
  int n_shared_ = 0;
};

}  // namespace strata
