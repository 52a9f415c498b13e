#include "solver/newton/newton_solver.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "inputs/error.hpp"
#include "solver/column_ksp.hpp"
#include "solver/vector_kernels.hpp"

namespace strata {

namespace {

// Linear solves follow the square of what a step gains (Eisenstat and Walker, SIAM J. Sci. Comput. 17 (1996)
// 16, choice 2), between these reductions.
constexpr double kFirstReduction = 1e-2;
constexpr double kLoosestReduction = 1e-1;
constexpr double kPower = 1.618;
// The last linear solve need not go below the target; this part of it leaves room for what is nonlinear.
constexpr double kShareOfTarget = 0.3;
// Where the residual is small enough already, but something else does not hold yet.
constexpr double kFurtherReduction = 1e-2;
// A preconditioner that needs more iterations than this is made anew at the next step.
constexpr int kManyIterations = 10;
// A residual that no longer halves may have met rounding: it has if it is within this factor of its estimate.
constexpr double kStagnation = 0.5;
constexpr double kRoundingFactor = 10.0;
// Nothing in a package is that hot [K].
constexpr double kHottest = 5000.0;

/// f = -r
void negate(const ConstCellView& r, const CellView& f) {
  Kokkos::parallel_for(
      "newton::negate", FlatRange(0, static_cast<std::int64_t>(f.extent(0))),
      KOKKOS_LAMBDA(std::int64_t c) { f(c) = -r(c); });
}

PC preconditioner_of(SNES snes) {
  KSP ksp = nullptr;
  PC pc = nullptr;
  check_petsc(SNESGetKSP(snes, &ksp));
  check_petsc(KSPGetPC(ksp, &pc));
  return pc;
}

}  // namespace

NewtonOverrides read_newton_overrides(const std::string& prefix) {
  NewtonOverrides overrides;
  PetscBool has = PETSC_FALSE;
  PetscReal rtol = 0.0;
  PetscInt steps = 0;
  check_petsc(PetscOptionsHasName(nullptr, prefix.c_str(), "-snes_type", &has));
  overrides.asks_for_newton = has == PETSC_TRUE;
  check_petsc(PetscOptionsGetReal(nullptr, prefix.c_str(), "-snes_rtol", &rtol, &has));
  if (has) overrides.relative_tolerance = rtol;
  check_petsc(PetscOptionsGetInt(nullptr, prefix.c_str(), "-snes_max_it", &steps, &has));
  if (has) overrides.max_steps = static_cast<int>(steps);
  return overrides;
}

NewtonSolver::NewtonSolver(HeatEquations& equations, const std::string& prefix, Monitor monitor)
    : equations_(equations),
      problem_(equations.problem()),
      comm_(problem_.partition().comm()),
      monitor_(std::move(monitor)),
      halo_(problem_.partition()),
      x_(make_cell_vec(problem_.partition())),
      f_(make_cell_vec(problem_.partition())),
      b_(make_cell_vec(problem_.partition())) {
  const auto n = static_cast<PetscInt>(problem_.partition().n_owned());
  check_petsc(MatCreateShell(comm_, n, n, PETSC_DETERMINE, PETSC_DETERMINE, this, shell_.out()));
  check_petsc(
      MatShellSetOperation(shell_, MATOP_MULT, reinterpret_cast<void (*)()>(&NewtonSolver::multiply)));
  check_petsc(MatShellSetVecType(shell_, kCellVecType));
  register_column_types();
  create_solvers(prefix);
}

NewtonSolver::~NewtonSolver() = default;

void NewtonSolver::create_solvers(const std::string& prefix) {
  check_petsc(SNESCreate(comm_, snes_.out()));
  check_petsc(SNESSetOptionsPrefix(snes_, prefix.c_str()));
  check_petsc(SNESSetType(snes_, SNESNEWTONLS));
  check_petsc(SNESSetFunction(snes_, f_, &NewtonSolver::evaluate, this));
  check_petsc(SNESSetJacobian(snes_, shell_, shell_, &NewtonSolver::differentiate, this));
  check_petsc(SNESSetConvergenceTest(snes_, &NewtonSolver::test_convergence, this, nullptr));
  check_petsc(SNESSetMaxLinearSolveFailures(snes_, PETSC_MAX_INT));
  check_petsc(SNESKSPSetUseEW(snes_, PETSC_TRUE));
  check_petsc(SNESKSPSetParametersEW(snes_, 2, kFirstReduction, kLoosestReduction, 1.0, kPower, kPower, 0.1));
  KSP ksp = nullptr;
  check_petsc(SNESGetKSP(snes_, &ksp));
  check_petsc(KSPSetType(ksp, KSPFGMRES));
  check_petsc(PCSetType(preconditioner_of(snes_), kColumnType));
  SNESLineSearch search = nullptr;
  check_petsc(SNESGetLineSearch(snes_, &search));
  check_petsc(SNESLineSearchSetType(search, SNESLINESEARCHBT));
  check_petsc(SNESSetFromOptions(snes_));
  check_petsc(SNESGetLineSearch(snes_, &search));
  check_petsc(SNESLineSearchSetPreCheck(search, &NewtonSolver::check_step, this));
  PetscBool is_column = PETSC_FALSE;
  check_petsc(PetscObjectTypeCompare(reinterpret_cast<PetscObject>(preconditioner_of(snes_)), kColumnType,
                                     &is_column));
  pc_is_column_ = is_column == PETSC_TRUE;
}

/// Gives PETSc the matrix that preconditioners other than ours are made of.
void NewtonSolver::set_jacobian(const CellView& rise) {
  if (pc_is_column_ || matrix_) return;
  matrix_ = std::make_unique<AssembledMatrix>(problem_.partition(), equations_.conductances(rise));
  matrix_->assemble();
  check_petsc(SNESSetJacobian(snes_, shell_, matrix_->mat(), &NewtonSolver::differentiate, this));
}

void NewtonSolver::build_preconditioner(const CellView& rise) {
  const double start = MPI_Wtime();
  if (pc_is_column_) {
    attach_column_solver(shell_, nullptr);
    column_.reset();  // before the new one is built: never two in memory
    column_ = std::make_unique<ColumnCg<float>>(problem_.grid(), problem_.partition(), equations_.rows(rise));
    attach_column_solver(shell_, column_.get());
  } else {
    equations_.conductances(rise);
    matrix_->assemble();
  }
  is_built_ = true;
  ++n_setups_;
  setup_seconds_ += MPI_Wtime() - start;
}

/// The first step to a steady state starts from a guess, so its preconditioner serves no other.
bool NewtonSolver::needs_preconditioner(int step) const {
  PetscInt iterations = 0;
  check_petsc(SNESGetLinearSolveIterations(snes_, &iterations));
  return !is_built_ || (step == 1 && !equations_.is_stage()) ||
         iterations - iterations_before_ > kManyIterations;
}

void NewtonSolver::take_rise(Vec x) {
  const VecReader reader(x);
  copy_to_ghosted(problem_.cells().shape, reader.view(), rise_);
  halo_.exchange(rise_);
}

template <class Body>
PetscErrorCode NewtonSolver::guarded(const Body& body) {
  if (pending_) return PETSC_ERR_USER;
  try {
    body();
  } catch (...) {
    // What is thrown here is thrown on every rank.
    pending_ = std::current_exception();
    return PETSC_ERR_USER;
  }
  return 0;
}

PetscErrorCode NewtonSolver::evaluate(SNES, Vec x, Vec f, void* context) {
  auto* self = static_cast<NewtonSolver*>(context);
  return self->guarded([&] {
    self->take_rise(x);
    const VecWriter writer(f);
    const CellView r("residual", writer.view().extent(0));
    self->outcome_.norms = self->equations_.evaluate(self->rise_, r);
    negate(r, writer.view());
  });
}

PetscErrorCode NewtonSolver::differentiate(SNES snes, Vec x, Mat, Mat, void* context) {
  auto* self = static_cast<NewtonSolver*>(context);
  return self->guarded([&] {
    PetscInt step = 0;
    check_petsc(SNESGetIterationNumber(snes, &step));
    self->take_rise(x);
    self->equations_.linearise(self->rise_);
    if (self->needs_preconditioner(static_cast<int>(step))) self->build_preconditioner(self->rise_);
    check_petsc(SNESGetLinearSolveIterations(snes, &self->iterations_before_));
    const HeatResidual::Norms& norms = self->outcome_.norms;
    const double target = kShareOfTarget * self->settings_.relative_tolerance * norms.input;
    KSP ksp = nullptr;
    check_petsc(SNESGetKSP(snes, &ksp));
    check_petsc(KSPSetTolerances(ksp, PETSC_DEFAULT,
                                 target < norms.residual ? target : kFurtherReduction * norms.residual, 1e8,
                                 self->settings_.max_linear_iterations));
  });
}

PetscErrorCode NewtonSolver::multiply(Mat shell, Vec x, Vec y) {
  void* context = nullptr;
  const PetscErrorCode code = MatShellGetContext(shell, &context);
  if (code != 0) return code;
  auto* self = static_cast<NewtonSolver*>(context);
  return self->guarded([&] {
    const VecReader reader(x);
    const VecWriter writer(y);
    self->equations_.apply_derivative(reader.view(), writer.view());
  });
}

/// A derivative that leakage makes indefinite sends steps the wrong way. Where more heat is released than
/// leaves there is no way back: thermal runaway. Where an earlier step went too far, one that takes powers as
/// they are leads back.
PetscErrorCode NewtonSolver::check_step(SNESLineSearch search, Vec, Vec step, PetscBool* changed,
                                        void* context) {
  auto* self = static_cast<NewtonSolver*>(context);
  *changed = PETSC_FALSE;
  if (!self->problem_.leakage().exists) return 0;
  return self->guarded([&] {
    SNES snes = nullptr;
    Vec f = nullptr;
    PetscScalar along = 0.0, net = 0.0;
    check_petsc(SNESLineSearchGetSNES(search, &snes));
    check_petsc(SNESGetFunction(snes, &f, nullptr, nullptr));
    check_petsc(VecDot(step, f, &along));
    if (along > 0.0) return;
    check_petsc(VecSum(f, &net));
    if (net < 0.0) {
      self->outcome_.ran_away = true;
      check_petsc(VecZeroEntries(step));  // the state before is the one to tell of
      *changed = PETSC_TRUE;
      return;
    }
    check_petsc(PCApply(preconditioner_of(snes), f, step));
    *changed = PETSC_TRUE;
  });
}

bool NewtonSolver::is_out_of_bounds() const {
  if (!problem_.leakage().exists) return false;
  PetscReal hottest = 0.0;
  check_petsc(VecMax(x_, nullptr, &hottest));
  return equations_.reference_temperature() + hottest > kHottest;
}

SNESConvergedReason NewtonSolver::judge(int step, double residual) {
  const HeatResidual::Norms& norms = outcome_.norms;
  const double before = outcome_.residual_history.empty() ? HUGE_VAL : outcome_.residual_history.back();
  const double relative = norms.input > 0.0 ? residual / norms.input : 0.0;
  outcome_.residual_history.push_back(relative);
  outcome_.steps = step;
  if (!std::isfinite(residual)) return SNES_DIVERGED_FNORM_NAN;
  outcome_.ran_away = outcome_.ran_away || is_out_of_bounds();
  if (outcome_.ran_away) return SNES_DIVERGED_LOCAL_MIN;
  const bool is_held = relative > kStagnation * before && residual <= kRoundingFactor * norms.rounding;
  if (relative > settings_.relative_tolerance && !is_held) return SNES_CONVERGED_ITERATING;
  if (settings_.accept && !settings_.accept()) return SNES_CONVERGED_ITERATING;
  outcome_.at_rounding = relative > settings_.relative_tolerance;
  return SNES_CONVERGED_FNORM_RELATIVE;
}

PetscErrorCode NewtonSolver::test_convergence(SNES snes, PetscInt step, PetscReal, PetscReal,
                                              PetscReal residual, SNESConvergedReason* reason,
                                              void* context) {
  auto* self = static_cast<NewtonSolver*>(context);
  return self->guarded([&] {
    *reason = self->judge(static_cast<int>(step), residual);
    PetscInt iterations = 0;
    check_petsc(SNESGetLinearSolveIterations(snes, &iterations));
    if (self->monitor_) self->monitor_(static_cast<int>(iterations), residual);
  });
}

NewtonOutcome NewtonSolver::solve(const CellView& rise, const NewtonSettings& settings) {
  settings_ = settings;
  outcome_ = {};
  rise_ = rise;
  is_built_ = false;
  iterations_before_ = 0;
  set_jacobian(rise);
  {
    const VecWriter writer(x_);
    copy_from_ghosted(problem_.cells().shape, rise, writer.view());
  }
  check_petsc(SNESSetTolerances(snes_, 0.0, 0.0, 0.0, settings.max_steps, PETSC_MAX_INT));
  const PetscErrorCode code = SNESSolve(snes_, nullptr, x_);
  if (pending_) std::rethrow_exception(std::exchange(pending_, nullptr));
  check_petsc(code);
  SNESConvergedReason reason = SNES_CONVERGED_ITERATING;
  PetscInt iterations = 0;
  check_petsc(SNESGetConvergedReason(snes_, &reason));
  check_petsc(SNESGetLinearSolveIterations(snes_, &iterations));
  outcome_.iterations = static_cast<int>(iterations);
  outcome_.converged = reason > 0 && !outcome_.ran_away;
  if (reason < 0) outcome_.reason = SNESConvergedReasons[reason];
  // A search for a shorter step that failed has looked elsewhere last.
  take_rise(x_);
  outcome_.norms = equations_.evaluate(
      rise_, CellView("residual", static_cast<std::size_t>(problem_.partition().n_owned())));
  if ((reason == SNES_DIVERGED_LINE_SEARCH || reason == SNES_DIVERGED_LOCAL_MIN) && !outcome_.ran_away &&
      outcome_.norms.residual <= kRoundingFactor * outcome_.norms.rounding) {
    outcome_.converged = outcome_.at_rounding = true;
  }
  return outcome_;
}

int NewtonSolver::solve_linear(const CellView& rise, const CellView& b, const CellView& x, double reduction) {
  set_jacobian(rise);
  if (!is_built_) build_preconditioner(rise);
  KSP ksp = nullptr;
  check_petsc(SNESGetKSP(snes_, &ksp));
  check_petsc(KSPSetOperators(ksp, shell_, matrix_ ? matrix_->mat() : static_cast<Mat>(shell_)));
  check_petsc(KSPSetTolerances(ksp, reduction, 1e-300, 1e8, settings_.max_linear_iterations));
  PetscBool adapts = PETSC_FALSE;  // the reduction to Newton's steps, of which this is none
  check_petsc(SNESKSPGetUseEW(snes_, &adapts));
  check_petsc(SNESKSPSetUseEW(snes_, PETSC_FALSE));
  const OwnedVec solution = make_cell_vec(problem_.partition());
  {
    const VecWriter writer(b_);
    Kokkos::deep_copy(writer.view(), b);
  }
  const PetscErrorCode code = KSPSolve(ksp, b_, solution);
  check_petsc(SNESKSPSetUseEW(snes_, adapts));
  if (pending_) std::rethrow_exception(std::exchange(pending_, nullptr));
  check_petsc(code);
  KSPConvergedReason reason = KSP_CONVERGED_ITERATING;
  PetscInt iterations = 0;
  check_petsc(KSPGetConvergedReason(ksp, &reason));
  check_petsc(KSPGetIterationNumber(ksp, &iterations));
  if (reason < 0)
    throw SolveError(std::string("heat: a linear solve gave up: ") + KSPConvergedReasons[reason]);
  const VecReader reader(solution);
  Kokkos::deep_copy(x, reader.view());
  return static_cast<int>(iterations);
}

std::string NewtonSolver::method() const {
  SNESType snes_type = nullptr;
  KSP ksp = nullptr;
  KSPType ksp_type = nullptr;
  PCType pc_type = nullptr;
  check_petsc(SNESGetType(snes_, &snes_type));
  check_petsc(SNESGetKSP(snes_, &ksp));
  check_petsc(KSPGetType(ksp, &ksp_type));
  check_petsc(PCGetType(preconditioner_of(snes_), &pc_type));
  return std::string(snes_type) + ": " + ksp_type + " + " + pc_type + (pc_is_column_ ? "" : " (assembled)");
}

}  // namespace strata
