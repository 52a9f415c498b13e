#include "solver/newton/newton_run.hpp"

#include <cmath>
#include <limits>
#include <utility>

#include <fmt/format.h>

#include "inputs/error.hpp"
#include "solver/newton/runaway.hpp"
#include "solver/worst_place.hpp"

namespace strata {

namespace {

// Newton's method gets no nearer to a limit that does not exist than to where the gain is about 1.
constexpr double kGainOfRunaway = 0.9;

}  // namespace

NewtonRun::NewtonRun(const ThermalProblem& problem, const HeatResidual& residual, FrozenSystem& system,
                     const std::string& prefix, NewtonSolver::Monitor monitor)
    : problem_(problem),
      residual_(residual),
      equations_(problem, residual, system),
      solver_(equations_, prefix, std::move(monitor)) {}

/// The linear solves of an estimate may fail where the derivative is singular.
double NewtonRun::gain_or_nan(const CellView& rise) {
  try {
    return loop_gain(equations_, solver_, rise);
  } catch (const SolveError&) {
    return std::numeric_limits<double>::quiet_NaN();
  }
}

void NewtonRun::explain(const CellView& rise, const NewtonOutcome& outcome, double tolerance) {
  const double reference = residual_.reference_temperature();
  const bool is_steady = residual_.storage().rate == 0.0;
  if (problem_.leakage().exists) {
    const double gain = is_steady ? gain_or_nan(rise) : std::numeric_limits<double>::quiet_NaN();
    if (outcome.ran_away || gain > kGainOfRunaway) {
      throw SolveError("heat: " + describe_runaway(problem_, reference, rise, gain));
    }
  }
  const CellView r("residual", static_cast<std::size_t>(problem_.partition().n_owned()));
  const HeatResidual::Norms norms = residual_.evaluate(rise, r);
  throw SolveError(
      fmt::format("heat: Newton's method ended with {} after {} steps; the residual is {:.2e} of the heat "
                  "input, {:.1e} was "
                  "asked for; {}",
                  outcome.reason.empty() ? "no solution" : outcome.reason, outcome.steps,
                  norms.residual / std::fmax(norms.input, std::numeric_limits<double>::min()), tolerance,
                  worst_place(problem_, rise, r)));
}

NewtonOutcome NewtonRun::run(const CellView& rise, const NewtonSettings& settings) {
  NewtonOutcome outcome = solver_.solve(rise, settings);
  if (!outcome.converged) explain(rise, outcome, settings.relative_tolerance);
  if (outcome.steps == 0) equations_.linearise(rise);
  gain_ = 0.0;
  if (problem_.leakage().exists && residual_.storage().rate == 0.0) {
    gain_ = gain_or_nan(rise);
    // A state beyond the limit balances, too, but nothing stays there.
    outcome.ran_away = gain_ >= 1.0;
    if (outcome.ran_away) explain(rise, outcome, settings.relative_tolerance);
    equations_.linearise(rise);
  }
  return outcome;
}

int NewtonRun::solve_roughly(const CellView& rise, const CellView& b, const CellView& x, double reduction) {
  return solver_.solve_linear(rise, b, x, reduction);
}

}  // namespace strata
