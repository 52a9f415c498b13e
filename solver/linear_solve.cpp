#include "solver/linear_solve.hpp"

#include <memory>
#include <vector>

#include "inputs/error.hpp"

namespace strata {

namespace {

// A direct factorisation of a 3-D grid of this size stays below a gigabyte.
constexpr PetscInt kLargestDirect = 50000;

/// What makes BoomerAMG quick on thin layers: half the set-up time and memory of its defaults.
struct BoomerDefaults {
  explicit BoomerDefaults(const std::string& prefix) {
    const char* settings[][2] = {{"pc_hypre_boomeramg_strong_threshold", "0.5"},
                                 {"pc_hypre_boomeramg_coarsen_type", "HMIS"},
                                 {"pc_hypre_boomeramg_interp_type", "ext+i"},
                                 {"pc_hypre_boomeramg_P_max", "4"}};
    for (const auto& s : settings) {
      options.push_back(std::make_unique<PetscOptionDefault>(prefix, s[0], s[1]));
    }
  }
  std::vector<std::unique_ptr<PetscOptionDefault>> options;
};

LinearOverrides read_overrides(const std::string& prefix) {
  LinearOverrides overrides;
  PetscReal rtol = 0.0;
  PetscInt max_it = 0;
  PetscBool has = PETSC_FALSE;
  check_petsc(PetscOptionsGetReal(nullptr, prefix.c_str(), "-ksp_rtol", &rtol, &has));
  if (has) overrides.relative_tolerance = rtol;
  check_petsc(PetscOptionsGetInt(nullptr, prefix.c_str(), "-ksp_max_it", &max_it, &has));
  if (has) overrides.max_iterations = static_cast<int>(max_it);
  return overrides;
}

}  // namespace

LinearSolver::LinearSolver(const HeatOperator& op, const std::string& prefix, Monitor monitor)
    : op_(&op),
      monitor_(std::move(monitor)),
      overrides_(read_overrides(prefix)),
      matrix_(op.partition(), op.conductances()),
      b_(make_cell_vec(op.partition())),
      x_(make_cell_vec(op.partition())) {
  const auto n = static_cast<PetscInt>(op.partition().n_owned());
  check_petsc(
      MatCreateShell(op.partition().comm(), n, n, PETSC_DETERMINE, PETSC_DETERMINE, this, shell_.out()));
  check_petsc(
      MatShellSetOperation(shell_, MATOP_MULT, reinterpret_cast<void (*)()>(&LinearSolver::multiply)));
  check_petsc(MatSetOption(shell_, MAT_SYMMETRIC, PETSC_TRUE));
  check_petsc(MatSetOption(shell_, MAT_SPD, PETSC_TRUE));
  create_ksp(prefix);
}

LinearSolver::~LinearSolver() = default;

void LinearSolver::create_ksp(const std::string& prefix) {
  const BoomerDefaults defaults(prefix);
  check_petsc(KSPCreate(op_->partition().comm(), ksp_.out()));
  check_petsc(KSPSetOptionsPrefix(ksp_, prefix.c_str()));
  check_petsc(KSPSetType(ksp_, KSPCG));
  check_petsc(KSPSetNormType(ksp_, KSP_NORM_UNPRECONDITIONED));
  check_petsc(KSPSetOperators(ksp_, shell_, matrix_.mat()));
  PC pc = nullptr;
  check_petsc(KSPGetPC(ksp_, &pc));
#if defined(PETSC_HAVE_HYPRE)
  check_petsc(PCSetType(pc, PCHYPRE));
  check_petsc(PCHYPRESetType(pc, "boomeramg"));
#else
  check_petsc(PCSetType(pc, PCGAMG));
#endif
  check_petsc(KSPSetFromOptions(ksp_));
  check_petsc(KSPMonitorSet(ksp_, &LinearSolver::watch, this, nullptr));
}

PetscErrorCode LinearSolver::build_preconditioner() {
  const double start = MPI_Wtime();
  matrix_.assemble();
  assembly_seconds_ += MPI_Wtime() - start;
  check_petsc(KSPSetOperators(ksp_, shell_, matrix_.mat()));
  check_petsc(KSPSetReusePreconditioner(ksp_, PETSC_FALSE));
  const PetscErrorCode code = KSPSetUp(ksp_);
  check_petsc(KSPSetReusePreconditioner(ksp_, PETSC_TRUE));
  is_built_ = code == 0;
  setup_seconds_ += MPI_Wtime() - start;
  return code;
}

LinearOutcome LinearSolver::solve(const ConstCellView& b, const CellView& x, double tolerance,
                                  int max_iterations) {
  {
    const VecWriter writer(b_);
    Kokkos::deep_copy(writer.view(), b);
  }
  check_petsc(KSPSetTolerances(ksp_, 1e-30, tolerance, 1e8, max_iterations));
  PetscErrorCode code = is_built_ ? PetscErrorCode(0) : build_preconditioner();
  if (code == 0) code = KSPSolve(ksp_, b_, x_);
  if (pending_) std::rethrow_exception(std::exchange(pending_, nullptr));
  LinearOutcome outcome;
  if (code != 0) {
    outcome.reason = "PETSc error " + std::to_string(static_cast<int>(code));
    return outcome;
  }
  KSPConvergedReason reason = KSP_CONVERGED_ITERATING;
  PetscInt iterations = 0;
  PetscReal residual = 0.0;
  check_petsc(KSPGetConvergedReason(ksp_, &reason));
  check_petsc(KSPGetIterationNumber(ksp_, &iterations));
  check_petsc(KSPGetResidualNorm(ksp_, &residual));
  outcome.converged = reason > 0;
  outcome.out_of_iterations = reason == KSP_DIVERGED_ITS;
  outcome.iterations = static_cast<int>(iterations);
  outcome.residual = residual;
  if (reason < 0) outcome.reason = KSPConvergedReasons[reason];
  const VecReader reader(x_);
  Kokkos::deep_copy(x, reader.view());
  return outcome;
}

bool LinearSolver::fall_back() {
  PetscInt n = 0;
  check_petsc(VecGetSize(b_, &n));
  PC pc = nullptr;
  check_petsc(KSPGetPC(ksp_, &pc));
  ++fallbacks_;
  if (fallbacks_ == 1) {
    check_petsc(KSPSetType(ksp_, KSPCG));
    check_petsc(PCSetType(pc, PCGAMG));
  } else if (fallbacks_ == 2 && n <= kLargestDirect) {
    check_petsc(PCSetType(pc, PCLU));
  } else {
    return false;
  }
  is_built_ = false;
  return true;
}

std::string LinearSolver::method() const {
  PC pc = nullptr;
  KSPType ksp_type = nullptr;
  PCType pc_type = nullptr;
  check_petsc(KSPGetType(ksp_, &ksp_type));
  check_petsc(KSPGetPC(ksp_, &pc));
  check_petsc(PCGetType(pc, &pc_type));
  return std::string(ksp_type) + " + " + pc_type + " (assembled)";
}

PetscErrorCode LinearSolver::multiply(Mat shell, Vec x, Vec y) {
  void* context = nullptr;
  const PetscErrorCode code = MatShellGetContext(shell, &context);
  if (code != 0) return code;
  auto* self = static_cast<LinearSolver*>(context);
  try {
    const VecReader reader(x);
    const VecWriter writer(y);
    self->op_->apply(reader.view(), writer.view());
  } catch (...) {
    self->pending_ = std::current_exception();
    return PETSC_ERR_USER;
  }
  return 0;
}

PetscErrorCode LinearSolver::watch(KSP, PetscInt iteration, PetscReal residual, void* solver) {
  auto* self = static_cast<LinearSolver*>(solver);
  if (!self->monitor_ || self->pending_) return 0;
  try {
    self->monitor_(static_cast<int>(iteration), residual);
  } catch (...) {
    // Every rank's callback is called alike, so every rank stops here.
    self->pending_ = std::current_exception();
    return PETSC_ERR_USER;
  }
  return 0;
}

}  // namespace strata
