#include "solver/linear_solve.hpp"

#include <memory>
#include <vector>

#include "inputs/error.hpp"
#include "solver/column_ksp.hpp"

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

/// The preconditioner named in the options database; empty where there is none.
std::string chosen_preconditioner(const std::string& prefix) {
  char name[64] = "";
  PetscBool has = PETSC_FALSE;
  check_petsc(PetscOptionsGetString(nullptr, prefix.c_str(), "-pc_type", name, sizeof name, &has));
  return has ? name : "";
}

void use_algebraic_multigrid(PC pc, const std::string& prefix) {
#if defined(PETSC_HAVE_HYPRE)
  const BoomerDefaults defaults(prefix);
  check_petsc(PCSetOptionsPrefix(pc, prefix.c_str()));
  check_petsc(PCSetType(pc, PCHYPRE));
  check_petsc(PCHYPRESetType(pc, "boomeramg"));
  check_petsc(PCSetFromOptions(pc));
#else
  static_cast<void>(prefix);
  check_petsc(PCSetType(pc, PCGAMG));
#endif
}

}  // namespace

LinearSolver::LinearSolver(HeatSystem& system, const std::string& prefix, Monitor monitor, bool in_float)
    : system_(&system),
      monitor_(std::move(monitor)),
      in_float_(in_float),
      prefix_(prefix),
      overrides_(read_overrides(prefix)),
      b_(make_borrowing_vec(system.problem().partition())),
      x_(make_borrowing_vec(system.problem().partition())) {
  const Partition& partition = system.problem().partition();
  const auto n = static_cast<PetscInt>(partition.n_owned());
  check_petsc(MatCreateShell(partition.comm(), n, n, PETSC_DETERMINE, PETSC_DETERMINE, this, shell_.out()));
  check_petsc(
      MatShellSetOperation(shell_, MATOP_MULT, reinterpret_cast<void (*)()>(&LinearSolver::multiply)));
  check_petsc(MatShellSetVecType(shell_, kCellVecType));
  check_petsc(MatSetOption(shell_, MAT_SYMMETRIC, PETSC_TRUE));
  check_petsc(MatSetOption(shell_, MAT_SPD, PETSC_TRUE));
  register_column_types();
  create_ksp(prefix);
}

LinearSolver::~LinearSolver() = default;

void LinearSolver::create_ksp(const std::string& prefix) {
  const BoomerDefaults defaults(prefix);
  const std::string preconditioner = chosen_preconditioner(prefix);
  const bool is_ours = preconditioner.empty() || preconditioner == kColumnType;
  check_petsc(KSPCreate(system_->problem().partition().comm(), ksp_.out()));
  check_petsc(KSPSetOptionsPrefix(ksp_, prefix.c_str()));
  check_petsc(KSPSetType(ksp_, is_ours ? kColumnType : KSPCG));
  check_petsc(KSPSetNormType(ksp_, KSP_NORM_UNPRECONDITIONED));
  check_petsc(KSPSetOperators(ksp_, shell_, shell_));
  PC pc = nullptr;
  check_petsc(KSPGetPC(ksp_, &pc));
  check_petsc(PCSetType(pc, kColumnType));
  check_petsc(KSPSetFromOptions(ksp_));
  check_petsc(KSPMonitorSet(ksp_, &LinearSolver::watch, this, nullptr));
  note_types();
}

void LinearSolver::note_types() {
  PC pc = nullptr;
  PetscBool ksp_is_ours = PETSC_FALSE, pc_is_ours = PETSC_FALSE;
  check_petsc(KSPGetPC(ksp_, &pc));
  check_petsc(PetscObjectTypeCompare(reinterpret_cast<PetscObject>(static_cast<KSP>(ksp_)), kColumnType,
                                     &ksp_is_ours));
  check_petsc(PetscObjectTypeCompare(reinterpret_cast<PetscObject>(pc), kColumnType, &pc_is_ours));
  ksp_is_column_ = ksp_is_ours == PETSC_TRUE;
  pc_is_column_ = pc_is_ours == PETSC_TRUE;
  // The fused type starts from 0 by itself. Only told that there is a guess does KSPSolve leave the solution
  // alone, whose memory may be the right-hand side's.
  check_petsc(KSPSetInitialGuessNonzero(ksp_, ksp_is_ours));
}

void LinearSolver::build_column_solver() {
  attach_column_solver(shell_, nullptr);
  column_.reset();  // before the new one is built: never two in memory
  const ThermalProblem& problem = system_->problem();
  const FineRows rows = system_->rows();
  if (in_float_ && ksp_is_column_) {
    column_ = std::make_unique<ColumnCg<float>>(problem.grid(), problem.partition(), rows);
  } else {
    column_ = std::make_unique<ColumnCg<double>>(problem.grid(), problem.partition(), rows);
  }
  attach_column_solver(shell_, column_.get());
}

PetscErrorCode LinearSolver::build_preconditioner() {
  const double start = MPI_Wtime();
  if (ksp_is_column_ || pc_is_column_) {
    build_column_solver();
    check_petsc(KSPSetOperators(ksp_, shell_, shell_));
  } else {
    const HeatOperator& op = system_->cellwise();
    if (!matrix_) matrix_ = std::make_unique<AssembledMatrix>(op.partition(), op.conductances());
    matrix_->assemble();
    assembly_seconds_ += MPI_Wtime() - start;
    check_petsc(KSPSetOperators(ksp_, shell_, matrix_->mat()));
  }
  check_petsc(KSPSetReusePreconditioner(ksp_, PETSC_FALSE));
  const PetscErrorCode code = KSPSetUp(ksp_);
  check_petsc(KSPSetReusePreconditioner(ksp_, PETSC_TRUE));
  is_built_ = code == 0;
  setup_seconds_ += MPI_Wtime() - start;
  return code;
}

LinearOutcome LinearSolver::solve(const CellView& b, const CellView& x, double tolerance,
                                  int max_iterations) {
  check_petsc(KSPSetTolerances(ksp_, 1e-30, tolerance, 1e8, max_iterations));
  PetscErrorCode code = is_built_ ? PetscErrorCode(0) : build_preconditioner();
  if (code == 0) {
    const VecOver lent_b(b_, b), lent_x(x_, x);
    code = KSPSolve(ksp_, b_, x_);
  }
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
  return outcome;
}

void LinearSolver::work_cell_by_cell() {
  check_petsc(KSPSetType(ksp_, KSPCG));
  note_types();
  is_built_ = false;
}

bool LinearSolver::fall_back() {
  PetscInt n = 0;
  check_petsc(VecGetSize(b_, &n));
  PC pc = nullptr;
  check_petsc(KSPGetPC(ksp_, &pc));
  if (fallbacks_ == 0 && !ksp_is_column_ && !pc_is_column_)
    ++fallbacks_;  // an algebraic method failed already
  ++fallbacks_;
  if (fallbacks_ <= 2) check_petsc(KSPSetType(ksp_, KSPCG));
  if (fallbacks_ == 1) {
    use_algebraic_multigrid(pc, prefix_ + "fallback_");
  } else if (fallbacks_ == 2) {
    check_petsc(PCSetType(pc, PCGAMG));
  } else if (fallbacks_ == 3 && n <= kLargestDirect) {
    check_petsc(PCSetType(pc, PCLU));
  } else {
    return false;
  }
  attach_column_solver(shell_, nullptr);
  column_.reset();
  note_types();
  is_built_ = false;
  return true;
}

std::optional<double> LinearSolver::traffic_per_iteration() const {
  if (!ksp_is_column_ || !column_) return std::nullopt;
  return column_->traffic_per_iteration();
}

std::string LinearSolver::method() const {
  if (ksp_is_column_) return kColumnType;
  PC pc = nullptr;
  KSPType ksp_type = nullptr;
  PCType pc_type = nullptr;
  check_petsc(KSPGetType(ksp_, &ksp_type));
  check_petsc(KSPGetPC(ksp_, &pc));
  check_petsc(PCGetType(pc, &pc_type));
  return std::string(ksp_type) + " + " + pc_type + (pc_is_column_ ? "" : " (assembled)");
}

PetscErrorCode LinearSolver::multiply(Mat shell, Vec x, Vec y) {
  void* context = nullptr;
  const PetscErrorCode code = MatShellGetContext(shell, &context);
  if (code != 0) return code;
  auto* self = static_cast<LinearSolver*>(context);
  try {
    const VecReader reader(x);
    const VecWriter writer(y);
    self->system_->cellwise().apply(reader.view(), writer.view());
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
