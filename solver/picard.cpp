#include "solver/picard.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "solver/field_memory.hpp"
#include "solver/newton/first_guess.hpp"
#include "solver/report_errors.hpp"
#include "solver/vector_kernels.hpp"
#include "solver/worst_place.hpp"

namespace strata {

namespace {

// Reduction asked of one correction while conductivities still move: more is wasted, less costs corrections.
constexpr double kLoosestReduction = 1e-2;
constexpr double kTightestReduction = 1e-4;
// The same on rows frozen at mean temperatures, whose corrections contract by the spread of the
// conductivities and no better, but cost little.
constexpr double kLoosestOnRows = 0.1;
constexpr double kTightestOnRows = 1e-3;
constexpr double kShareOfContraction = 0.3;
// Single precision carries a solve about this far before rounding of thin layers holds it.
constexpr double kReductionInFloat = 1e-3;
// Conductivities that vary so much within a material that corrections contract no better than this are taken
// cell by cell.
constexpr double kPoorContraction = 0.35;
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
constexpr int kMaxRefinements = 20;

/// x += shift in solid cells. \param x  ghosted layout
void shift_solid(const ThermalProblem& problem, double shift, const CellView& x) {
  const ConstMaterialView material = problem.cells().material;
  Kokkos::parallel_for(
      "solver::shift_solid", x.extent(0), KOKKOS_LAMBDA(std::int64_t c) {
        if (material(c) != 0) x(c) += shift;
      });
}

/// x += factor d. \param x  ghosted layout, \param d  owned layout
void add_correction(const LocalShape& shape, double factor, const ConstCellView& d, const CellView& x) {
  for_each_cell(
      "solver::add_correction", shape, KOKKOS_LAMBDA(int i, int j, int k) {
        x(ghosted_index(i, j, k, shape.nx, shape.nz)) += factor * d(owned_index(i, j, k, shape.nx, shape.nz));
      });
}

}  // namespace

SteadySolver::SteadySolver(const ThermalProblem& problem, const SteadyOptions& options)
    : problem_(problem),
      comm_(problem.partition().comm()),
      on_progress_(options.on_progress),
      reference_(choose_reference_temperature(problem)),
      halo_(problem.partition()),
      residual_(problem, reference_),
      system_(problem, reference_),
      linear_(
          system_, options.petsc_prefix,
          [this](int iteration, double residual) {
            if (!on_progress_) return;
            on_progress_({"solve", convergence_.iterations + iteration, residual / norm_b_, rtol_});
          },
          problem.is_nonlinear() || problem.model().solver.small_memory),
      newton_overrides_(read_newton_overrides(options.petsc_prefix)),
      x_(make_field<double>("rise", static_cast<std::size_t>(problem.partition().n_ghosted()))),
      r_(make_field<double>("residual", static_cast<std::size_t>(problem.partition().n_owned()))) {
  read_settings();
  if (!problem.has_nonlinear_loads() && !newton_overrides_.asks_for_newton) return;
  newton_ = std::make_unique<NewtonRun>(problem, residual_, system_, options.petsc_prefix,
                                        [this](int iteration, double residual) {
                                          if (!on_progress_) return;
                                          on_progress_({"solve", iteration, residual / norm_b_, rtol_});
                                        });
}

void SteadySolver::read_settings() {
  const auto& settings = problem_.model().solver;
  rtol_ = linear_.overrides().relative_tolerance.value_or(settings.relative_tolerance);
  max_iterations_ = linear_.overrides().max_iterations.value_or(settings.max_iterations);
  margin_ = kMargin;
}

/// Forgets what belongs to the last run alone.
void SteadySolver::begin() {
  read_settings();
  if (rows_ == RowsOf::these_loads) rows_ = RowsOf::earlier_loads;
  previous_norm_r_ = std::numeric_limits<double>::infinity();
  n_solves_ = 0;
  setups_before_ = linear_.n_setups();
  balance_ = {};
  surfaces_ = {};
  convergence_ = {};
  warnings_.clear();
}

void SteadySolver::take_loads() {
  reference_ = choose_reference_temperature(problem_);
  residual_.set_reference(reference_);
  system_.set_reference(reference_);
  begin();
}

void SteadySolver::set_storage(const HeatStorage& storage) {
  residual_.set_storage(storage);
  begin();
  if (storage.rate == system_.storage_rate()) return;
  system_.set_storage_rate(storage.rate);
  if (problem_.is_nonlinear() && n_runs_ > 0) {
    halo_.exchange(x_);
    system_.follow(x_);
  }
  linear_.renew_preconditioner();
  iterations_per_digit_ = 0.0;
  stage_closure_ = 0.0;
}

void SteadySolver::gained_heat(const CellView& r) {
  residual_.set_storage({});  // the next stage sets its own
  halo_.exchange(x_);
  const HeatResidual::Norms norms = residual_.evaluate(x_, r);
  if (!std::isfinite(norms.residual)) fail("temperatures are not finite numbers");
}

int SteadySolver::solve_roughly(const CellView& b, const CellView& x, double reduction) {
  const double size = norm(comm_, b);
  if (size == 0.0) {
    Kokkos::deep_copy(x, 0.0);
    return 0;
  }
  if (newton_) return newton_->solve_roughly(x_, b, x, reduction);
  int iterations = 0;
  for (;;) {
    const LinearOutcome outcome = linear_.solve(b, x, reduction * size, max_iterations_);
    iterations += outcome.iterations;
    if (outcome.converged || outcome.out_of_iterations) return iterations;
    if (!linear_.fall_back()) fail("no method solved for the error of a step: " + outcome.reason);
    warnings_.push_back(fmt::format("a solve gave up ({}); {} took over", outcome.reason, linear_.method()));
  }
}

std::vector<double> SteadySolver::memory() const {
  std::vector<double> memory{reference_,
                             system_.storage_rate(),
                             static_cast<double>(static_cast<int>(rows_)),
                             is_cell_by_cell_ ? 1.0 : 0.0,
                             contraction_,
                             iterations_per_digit_,
                             static_cast<double>(n_runs_),
                             stage_closure_};
  const std::vector<double>& rows = system_.row_temperatures();
  memory.insert(memory.end(), rows.begin(), rows.end());
  return memory;
}

void SteadySolver::recall(const std::vector<double>& memory) {
  constexpr std::size_t kScalars = 8;
  reference_ = memory.at(0);
  residual_.set_reference(reference_);
  system_.set_reference(reference_);
  system_.set_storage_rate(memory.at(1));
  rows_ = static_cast<RowsOf>(static_cast<int>(memory.at(2)));
  if (memory.at(3) != 0.0) {
    linear_.work_cell_by_cell();
    is_cell_by_cell_ = true;
  }
  contraction_ = memory.at(4);
  iterations_per_digit_ = memory.at(5);
  n_runs_ = static_cast<std::int64_t>(memory.at(6));
  stage_closure_ = memory.at(7);
  system_.set_row_temperatures({memory.begin() + kScalars, memory.end()});
  linear_.renew_preconditioner();
}

/// The column solver reads its right-hand side before it writes its solution, so one array does for both.
void SteadySolver::place_correction() {
  const bool shares = linear_.works_on_rows();
  if (shares) {
    d_ = r_;
  } else if (d_.extent(0) == 0 || d_.data() == r_.data()) {
    d_ = CellView("correction", r_.extent(0));
  }
}

void SteadySolver::update_residual() {
  halo_.exchange(x_);
  const HeatResidual::Norms norms = residual_.evaluate(x_, r_);
  norm_b_ = norms.input;
  norm_r_ = norms.residual;
  rounding_ = norms.rounding;
  if (!std::isfinite(norm_r_)) fail("temperatures are not finite numbers");
}

void SteadySolver::update_balance() {
  surfaces_ = boundary_state(problem_, reference_, x_);
  balance_ = heat_balance(problem_, surfaces_);
}

/// Adds the constant that closes the balance: a change of the mean moves no heat inside.
bool SteadySolver::shift_to_balance() {
  shift_solid(problem_, balance_.imbalance / residual_.total_closure(x_), x_);
  update_residual();
  update_balance();
  return is_balanced(balance_);
}

bool SteadySolver::is_held_by_rounding() const {
  return norm_r_ > kStagnation * previous_norm_r_ && norm_r_ <= kRoundingFactor * rounding_;
}

bool SteadySolver::is_done() {
  const double target = rtol_ * norm_b_;
  if (norm_r_ > target && !is_held_by_rounding()) return false;
  update_balance();
  if (norm_r_ <= target) {
    if (is_balanced(balance_)) return true;
    if (shift_to_balance() && norm_r_ <= target) return true;
    margin_ *= 0.1;
  }
  if (!is_held_by_rounding()) return false;
  if (!is_balanced(balance_) && !shift_to_balance()) return false;
  if (norm_r_ > target) warn_of_rounding();
  return true;
}

void SteadySolver::warn_of_rounding() {
  warnings_.push_back(
      fmt::format("rounding holds the residual at {:.1e} of the heat input; {:.1e} was asked for",
                  norm_r_ / norm_b_, rtol_));
}

/// Heat is kept to rounding by the constant that closes the balance of the stage.
void SteadySolver::close_stage() {
  // Closures that follow the temperature are not those of another stage.
  if (stage_closure_ == 0.0 || newton_) stage_closure_ = residual_.total_closure(x_);
  shift_solid(problem_, sum(comm_, r_) / stage_closure_, x_);
}

bool SteadySolver::is_stage_done() {
  const double target = rtol_ * norm_b_;
  if (norm_r_ > target && !is_held_by_rounding()) return false;
  close_stage();
  return true;
}

/// Which conductivities the next correction solves with.
void SteadySolver::choose_coefficients() {
  if (!problem_.is_nonlinear()) return;
  const bool is_poor = n_solves_ > 0 && contraction_ > kPoorContraction;
  if (linear_.works_on_rows() && rows_ == RowsOf::these_loads && is_poor) {
    linear_.work_cell_by_cell();
    is_cell_by_cell_ = true;
  }
  if (!linear_.works_on_rows()) {
    system_.follow(x_);
  } else if ((rows_ == RowsOf::nothing && n_solves_ == 1) || (rows_ == RowsOf::earlier_loads && is_poor)) {
    // The first correction of all knew no temperatures yet.
    system_.follow(x_);
    linear_.renew_preconditioner();
    rows_ = RowsOf::these_loads;
  }
}

double SteadySolver::tolerance_of_correction() const {
  const double target = margin_ * rtol_ * norm_b_;
  if (!problem_.is_nonlinear()) {
    const bool in_float = problem_.model().solver.small_memory && linear_.works_on_rows();
    return std::min(in_float ? std::max(target, kReductionInFloat * norm_r_) : target, 0.1 * norm_r_);
  }
  const double reduction =
      linear_.works_on_rows()
          ? std::clamp(kShareOfContraction * contraction_, kTightestOnRows, kLoosestOnRows)
          : std::clamp(0.1 * contraction_, kTightestReduction, kLoosestReduction);
  return std::min(std::max(reduction * norm_r_, target), kLoosestOnRows * norm_r_);
}

/// Keeps the correction of a solve that gave up if it got as far as rounding lets it, or as was asked.
bool SteadySolver::keep_if_good_to_rounding(double tolerance) {
  const LocalShape shape = problem_.cells().shape;
  const CellView correction("kept_correction", d_.extent(0));
  Kokkos::deep_copy(correction, d_);
  add_correction(shape, 1.0, correction, x_);
  update_residual();
  if (norm_r_ <= std::max(tolerance, kRoundingFactor * rounding_)) return true;
  add_correction(shape, -1.0, correction, x_);
  update_residual();
  return false;
}

/// Adds the correction to x, by whichever method gives one.
void SteadySolver::solve_linear(double tolerance) {
  const double before = norm_r_;
  for (;;) {
    place_correction();
    const LinearOutcome outcome = linear_.solve(r_, d_, tolerance, max_iterations_);
    convergence_.iterations += outcome.iterations;
    if (outcome.converged) {
      watch_speed(outcome, before);
      add_correction(problem_.cells().shape, 1.0, d_, x_);
      return;
    }
    if (outcome.iterations > 0 && keep_if_good_to_rounding(tolerance)) return;
    update_residual();
    if (outcome.out_of_iterations) {
      fail(fmt::format("no convergence within {} iterations of {}", max_iterations_, linear_.method()));
    }
    const std::string failed = linear_.method() + ": " + outcome.reason;
    convergence_.fallback += (convergence_.fallback.empty() ? "" : "; ") + failed;
    if (!linear_.fall_back()) fail("no method solved the linear system (" + convergence_.fallback + ")");
    warnings_.push_back(fmt::format("{} failed; {} took over", failed, linear_.method()));
  }
}

void SteadySolver::watch_speed(const LinearOutcome& outcome, double before) {
  const double digits = std::log10(before / std::max(outcome.residual, 1e-300));
  if (outcome.iterations == 0 || digits <= 0.0) return;
  const double speed = outcome.iterations / digits;
  if (iterations_per_digit_ == 0.0) {
    iterations_per_digit_ = speed;
  } else if (problem_.is_nonlinear() && !linear_.works_on_rows() &&
             speed > kSlowdown * iterations_per_digit_ + 1.0) {
    linear_.renew_preconditioner();
    iterations_per_digit_ = 0.0;
  }
}

void SteadySolver::correct() {
  const double before = norm_r_;
  choose_coefficients();
  solve_linear(tolerance_of_correction());
  previous_norm_r_ = before;
  update_residual();
  contraction_ = before > 0.0 ? norm_r_ / before : 1.0;
  ++n_solves_;
}

/// Residual of the rise that a run starts from: that of an earlier run where it is better than none.
void SteadySolver::start() {
  update_residual();
  if (norm_r_ <= norm_b_ || residual_.storage().rate > 0.0) return;
  Kokkos::deep_copy(x_, 0.0);
  update_residual();
}

void SteadySolver::run_corrections() {
  const int limit = problem_.is_nonlinear() ? problem_.model().solver.max_corrections : kMaxRefinements;
  start();
  while (norm_b_ > 0.0) {
    convergence_.residual_history.push_back(norm_r_ / norm_b_);
    if (residual_.storage().rate > 0.0 ? is_stage_done() : is_done()) break;
    if (n_solves_ >= limit) {
      update_balance();
      fail(fmt::format(
          "the residual is {:.2e} of the heat input after {} corrections; {:.1e} was asked for, and the "
          "energy balance is off by {:.2e}",
          norm_r_ / norm_b_, n_solves_, rtol_, balance_.relative));
    }
    correct();
  }
  convergence_.corrections = problem_.is_nonlinear() ? n_solves_ : 1;
  convergence_.method = linear_.method();
  convergence_.setups = linear_.n_setups() - setups_before_;
}

void SteadySolver::run_newton() {
  const bool is_stage = residual_.storage().rate > 0.0;
  NewtonSettings settings{newton_overrides_.relative_tolerance.value_or(rtol_),
                          newton_overrides_.max_steps.value_or(problem_.model().solver.max_corrections),
                          max_iterations_,
                          {}};
  if (!is_stage) {
    settings.accept = [this] {
      update_balance();
      return is_balanced(balance_);
    };
    // What another model left may lie beyond the state that leakage settles in.
    if (n_runs_ == 0 || problem_.leakage().exists) guess_uniform_rise(problem_, reference_, x_);
  }
  update_residual();
  const int setups_before = newton_->n_setups();
  const NewtonOutcome outcome = newton_->run(x_, settings);
  convergence_.iterations = outcome.iterations;
  convergence_.corrections = outcome.steps;
  convergence_.residual_history = outcome.residual_history;
  convergence_.leakage_gain = newton_->leakage_gain();
  convergence_.method = newton_->method();
  convergence_.setups = newton_->n_setups() - setups_before;
  update_residual();
  if (is_stage) {
    close_stage();
    return;
  }
  update_balance();
  if (outcome.at_rounding) warn_of_rounding();
}

void SteadySolver::run() {
  if (newton_) {
    run_newton();
  } else {
    run_corrections();
  }
  if (norm_b_ == 0.0) update_balance();
  convergence_.relative_residual = norm_b_ > 0.0 ? norm_r_ / norm_b_ : 0.0;
  ++n_runs_;
}

void SteadySolver::fail(const std::string& why) const {
  throw SolveError("heat: " + why + "; " + worst_place(problem_, x_, r_));
}

}  // namespace strata
