#include "solver/picard.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "solver/report_errors.hpp"
#include "solver/vector_kernels.hpp"

namespace strata {

namespace {

// Reduction asked of one correction while conductivities still move: more is wasted, less costs corrections.
constexpr double kLoosestReduction = 1e-2;
constexpr double kTightestReduction = 1e-4;
// Aim below the target: the residual a method tracks drifts from the true one.
constexpr double kMargin = 0.7;
// A residual that no longer halves may have met rounding: it has if it is within this factor of its estimate.
constexpr double kStagnation = 0.5;
constexpr double kRoundingFactor = 10.0;
// A preconditioner from older conductivities is renewed when it needs this many times the iterations per
// digit.
constexpr double kSlowdown = 1.5;
// Solves with unchanged coefficients, for a true residual or a balance that a first solve left above its
// bound.
constexpr int kMaxRefinements = 10;

/// Sum of the closures of solid cells over all ranks [W/K]: what one kelvin more everywhere drives out.
double total_closure(const ThermalProblem& problem, const Conductances& conductances) {
  const CellData cells = problem.cells();
  const LocalShape s = cells.shape;
  const ConstCellView closure = conductances.closure;
  double sum = 0.0;
  Kokkos::parallel_reduce(
      "solver::total_closure", closure.extent(0),
      KOKKOS_LAMBDA(std::int64_t c, double& part) {
        if (cells.material(ghosted_of_owned(c, s)) != 0) part += closure(c);
      },
      sum);
  return sum_over_ranks(problem.partition().comm(), sum);
}

/// x += shift in solid cells.
void shift_solid(const ThermalProblem& problem, double shift, const CellView& x) {
  const CellData cells = problem.cells();
  const LocalShape s = cells.shape;
  Kokkos::parallel_for(
      "solver::shift_solid", x.extent(0), KOKKOS_LAMBDA(std::int64_t c) {
        if (cells.material(ghosted_of_owned(c, s)) != 0) x(c) += shift;
      });
}

}  // namespace

SteadySolver::SteadySolver(const ThermalProblem& problem, const SteadyOptions& options)
    : problem_(problem),
      comm_(problem.partition().comm()),
      on_progress_(options.on_progress),
      conductances_(problem.partition()),
      operator_(problem.partition(), conductances_),
      linear_(operator_, options.petsc_prefix,
              [this](int iteration, double residual) {
                if (!on_progress_) return;
                on_progress_({"solve", convergence_.iterations + iteration, residual / norm_b_, rtol_});
              }),
      rtol_(linear_.overrides().relative_tolerance.value_or(problem.model().solver.relative_tolerance)),
      max_iterations_(linear_.overrides().max_iterations.value_or(problem.model().solver.max_iterations)),
      reference_(choose_reference_temperature(problem)),
      x_("rise", static_cast<std::size_t>(problem.partition().n_owned())),
      b_("heat_input", x_.extent(0)),
      r_("residual", x_.extent(0)),
      d_("correction", x_.extent(0)),
      margin_(kMargin) {}

void SteadySolver::update_coefficients() {
  const ConstCellView rise = operator_.with_ghosts(x_);
  compute_conductances(problem_, reference_, rise, conductances_);
  compute_heat_input(problem_, reference_, rise, b_);
  norm_b_ = norm(comm_, b_);
}

void SteadySolver::update_residual() {
  operator_.apply(x_, r_);
  subtract_from(b_, r_);
  norm_r_ = norm(comm_, r_);
  if (!std::isfinite(norm_r_)) fail("temperatures are not finite numbers");
}

void SteadySolver::update_balance() {
  balance_ = heat_balance(problem_, boundary_state(problem_, reference_, x_));
}

/// Adds the constant that closes the balance: a change of the mean moves no heat inside.
bool SteadySolver::shift_to_balance() {
  shift_solid(problem_, balance_.imbalance / total_closure(problem_, conductances_), x_);
  if (problem_.is_nonlinear()) update_coefficients();
  update_residual();
  update_balance();
  return is_balanced(balance_);
}

/// About what rounding alone leaves of b - A x: every product of the diagonal is exact to half a unit.
double SteadySolver::rounding_of_residual() const {
  const CellView scale("rounding", x_.extent(0));
  operator_diagonal(problem_.cells().shape, conductances_, scale);
  multiply_by(x_, scale);
  return std::numeric_limits<double>::epsilon() * norm(comm_, scale);
}

bool SteadySolver::is_held_by_rounding() const {
  return norm_r_ > kStagnation * previous_norm_r_ && norm_r_ <= kRoundingFactor * rounding_of_residual();
}

bool SteadySolver::is_done() {
  const double target = rtol_ * norm_b_;
  update_balance();
  if (norm_r_ <= target) {
    if (is_balanced(balance_)) return true;
    if (shift_to_balance() && norm_r_ <= target) return true;
    margin_ *= 0.1;
  }
  if (!is_held_by_rounding()) return false;
  if (!is_balanced(balance_) && !shift_to_balance()) return false;
  if (norm_r_ > target) {
    warnings_.push_back(
        fmt::format("rounding holds the residual at {:.1e} of the heat input; {:.1e} was asked for",
                    norm_r_ / norm_b_, rtol_));
  }
  return true;
}

double SteadySolver::tolerance_of_correction() const {
  const double target = margin_ * rtol_ * norm_b_;
  const double reduction = std::clamp(0.1 * contraction_, kTightestReduction, kLoosestReduction);
  const double tolerance = problem_.is_nonlinear() ? std::max(reduction * norm_r_, target) : target;
  return std::min(tolerance, 0.1 * norm_r_);
}

/// Did a solve that gave up get as far as rounding lets it, or as was asked?
bool SteadySolver::is_good_to_rounding(double tolerance) const {
  const CellView left("left", x_.extent(0));
  operator_.apply(d_, left);
  subtract_from(r_, left);
  const double residual = norm(comm_, left);
  return std::isfinite(residual) && residual <= std::max(tolerance, kRoundingFactor * rounding_of_residual());
}

void SteadySolver::solve_linear(double tolerance) {
  const double before = norm_r_;
  for (;;) {
    const LinearOutcome outcome = linear_.solve(r_, d_, tolerance, max_iterations_);
    convergence_.iterations += outcome.iterations;
    if (outcome.converged) {
      watch_speed(outcome, before);
      return;
    }
    if (outcome.iterations > 0 && is_good_to_rounding(tolerance)) return;
    if (outcome.out_of_iterations) {
      fail(fmt::format("no convergence within {} iterations of {}", max_iterations_, linear_.method()));
    }
    const std::string failed = linear_.method() + ": " + outcome.reason;
    convergence_.fallback += (convergence_.fallback.empty() ? "" : "; ") + failed;
    if (!linear_.fall_back()) fail("no method solved the linear system (" + convergence_.fallback + ")");
  }
}

void SteadySolver::watch_speed(const LinearOutcome& outcome, double before) {
  const double digits = std::log10(before / std::max(outcome.residual, 1e-300));
  if (outcome.iterations == 0 || digits <= 0.0) return;
  const double speed = outcome.iterations / digits;
  if (iterations_per_digit_ == 0.0) {
    iterations_per_digit_ = speed;
  } else if (problem_.is_nonlinear() && speed > kSlowdown * iterations_per_digit_ + 1.0) {
    linear_.renew_preconditioner();
    iterations_per_digit_ = 0.0;
  }
}

void SteadySolver::correct() {
  solve_linear(tolerance_of_correction());
  add_to(d_, x_);
  previous_norm_r_ = norm_r_;
  if (problem_.is_nonlinear()) update_coefficients();
  update_residual();
  contraction_ = previous_norm_r_ > 0.0 ? norm_r_ / previous_norm_r_ : 1.0;
  ++n_solves_;
}

void SteadySolver::run() {
  update_coefficients();
  update_residual();
  const int limit = problem_.is_nonlinear() ? problem_.model().solver.max_corrections : kMaxRefinements;
  convergence_.method = linear_.method();
  while (norm_b_ > 0.0) {
    convergence_.residual_history.push_back(norm_r_ / norm_b_);
    if (is_done()) break;
    if (n_solves_ >= limit) {
      fail(fmt::format(
          "the residual is {:.2e} of the heat input after {} corrections; {:.1e} was asked for, and the "
          "energy balance is off by {:.2e}",
          norm_r_ / norm_b_, n_solves_, rtol_, balance_.relative));
    }
    correct();
  }
  if (norm_b_ == 0.0) update_balance();
  convergence_.relative_residual = norm_b_ > 0.0 ? norm_r_ / norm_b_ : 0.0;
  convergence_.corrections = problem_.is_nonlinear() ? n_solves_ : 1;
  convergence_.method = linear_.method();
}

/// Names the first cell that is not finite, or the one with the largest residual; the same on all ranks.
void SteadySolver::fail(const std::string& why) const {
  const Partition& p = problem_.partition();
  const WorstEntry rise = worst_entry(x_), residual = worst_entry(r_);
  std::int64_t bad = kNoCell;
  for (const WorstEntry& w : {rise, residual}) {
    if (w.first_not_finite >= 0) bad = std::min(bad, cell_number(p, problem_.grid(), w.first_not_finite));
  }
  bad = first_of_ranks(comm_, bad);
  std::string where;
  if (bad != kNoCell) {
    where = "first in " + describe_cell(problem_.model(), problem_.grid(), bad);
  } else {
    double largest = residual.magnitude;
    MPI_Allreduce(MPI_IN_PLACE, &largest, 1, MPI_DOUBLE, MPI_MAX, comm_);
    const bool is_mine = residual.largest >= 0 && residual.magnitude == largest;
    const std::int64_t cell =
        first_of_ranks(comm_, is_mine ? cell_number(p, problem_.grid(), residual.largest) : kNoCell);
    where = "largest residual in " + describe_cell(problem_.model(), problem_.grid(), cell);
  }
  throw SolveError("heat: " + why + "; " + where);
}

}  // namespace strata
