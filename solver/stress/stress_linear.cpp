#include "solver/stress/stress_linear.hpp"

#include <algorithm>
#include <cmath>

#include "solver/cell_loop.hpp"
#include "solver/field_memory.hpp"

namespace strata {
namespace {

constexpr const char* kColumnName = "column";
// A direct factorisation of so many unknowns stays below a gigabyte.
constexpr std::int64_t kLargestDirect = 60000;

// Solutions kept to start from; each costs a vector.
constexpr int kMostKept = 4;

std::string chosen_preconditioner(const std::string& prefix) {
  char name[64] = "";
  PetscBool has = PETSC_FALSE;
  check_petsc(PetscOptionsGetString(nullptr, prefix.c_str(), "-pc_type", name, sizeof name, &has));
  return has ? name : kColumnName;
}

double norm(MPI_Comm comm, const ConstNodeView& field) {
  double sum = 0.0;
  Kokkos::parallel_reduce(
      "stress::norm", FlatRange(0, static_cast<std::int64_t>(field.extent(0))),
      KOKKOS_LAMBDA(const std::int64_t n, double& partial) { partial += field(n) * field(n); }, sum);
  MPI_Allreduce(MPI_IN_PLACE, &sum, 1, MPI_DOUBLE, MPI_SUM, comm);
  return std::sqrt(sum);
}

/// residual = b - residual
void subtract_from(const ConstNodeView& b, const NodeView& residual) {
  Kokkos::parallel_for(
      "stress::residual", FlatRange(0, static_cast<std::int64_t>(b.extent(0))),
      KOKKOS_LAMBDA(const std::int64_t n) { residual(n) = b(n) - residual(n); });
}

}  // namespace

StressLinearSolver::StressLinearSolver(const ElasticSystem& system, const RigidMotions& motions,
                                       std::string prefix, Monitor monitor, int n_loads)
    : system_(&system),
      motions_(&motions),
      prefix_(std::move(prefix)),
      monitor_(std::move(monitor)),
      n_loads_(n_loads) {
  create_ksp(chosen_preconditioner(prefix_));
}

StressLinearSolver::~StressLinearSolver() = default;

void StressLinearSolver::create_ksp(const std::string& preconditioner) {
  const Partition& nodes = system_->nodes();
  is_ours_ = preconditioner == kColumnName;
  is_set_up_ = false;
  check_petsc(KSPCreate(nodes.comm(), ksp_.out()));
  check_petsc(KSPSetOptionsPrefix(ksp_, prefix_.c_str()));
  check_petsc(KSPSetType(ksp_, KSPCG));
  check_petsc(KSPSetNormType(ksp_, KSP_NORM_UNPRECONDITIONED));
  PC pc = nullptr;
  check_petsc(KSPGetPC(ksp_, &pc));
  check_petsc(PCSetType(pc, is_ours_ ? PCSHELL : preconditioner.c_str()));
  // Without fill-reducing order a direct solver is of no use; other types do not listen.
  check_petsc(PCFactorSetMatOrderingType(pc, MATORDERINGND));
#if defined(PETSC_HAVE_MUMPS)
  if (preconditioner == PCCHOLESKY || preconditioner == PCLU)
    check_petsc(PCFactorSetMatSolverType(pc, MATSOLVERMUMPS));
#endif
  if (is_ours_) {
    // The name is no type of PETSc's, so the options of the preconditioner are not asked for.
    check_petsc(PCShellSetContext(pc, this));
    check_petsc(PCShellSetApply(pc, &StressLinearSolver::precondition));
    check_petsc(PCSetOptionsPrefix(pc, (prefix_ + "column_").c_str()));
  }
  if (n_loads_ > 1) {
    KSPGuess guess = nullptr;
    check_petsc(KSPGetGuess(ksp_, &guess));
    check_petsc(KSPGuessSetType(guess, KSPGUESSFISCHER));
    check_petsc(KSPGuessFischerSetModel(guess, 1, std::min(n_loads_, kMostKept)));
  }
  check_petsc(KSPSetFromOptions(ksp_));
  check_petsc(KSPSetInitialGuessNonzero(ksp_, PETSC_TRUE));
  check_petsc(KSPMonitorSet(ksp_, &StressLinearSolver::watch, this, nullptr));
}

void StressLinearSolver::set_up() {
  const double start = MPI_Wtime();
  if (is_ours_) {
    const Partition& nodes = system_->nodes();
    const auto n = static_cast<PetscInt>(3 * nodes.n_owned());
    multigrid_ = std::make_unique<StressMultigrid>(*system_, *motions_);
    check_petsc(MatCreateShell(nodes.comm(), n, n, PETSC_DETERMINE, PETSC_DETERMINE, this, shell_.out()));
    check_petsc(MatShellSetOperation(shell_, MATOP_MULT,
                                     reinterpret_cast<void (*)()>(&StressLinearSolver::multiply)));
    check_petsc(MatShellSetVecType(shell_, kCellVecType));
    check_petsc(MatSetOption(shell_, MAT_SYMMETRIC, PETSC_TRUE));
    if (motions_->n() > 0) {
      MatNullSpace space = nullptr;
      check_petsc(MatNullSpaceCreate(nodes.comm(), PETSC_FALSE, 0, nullptr, &space));
      check_petsc(MatNullSpaceSetFunction(space, &StressLinearSolver::remove_motions, this));
      check_petsc(MatSetNullSpace(shell_, space));
      check_petsc(MatNullSpaceDestroy(&space));
    }
    b_ = make_borrowing_vec(nodes, 3);
    x_ = make_borrowing_vec(nodes, 3);
    check_petsc(KSPSetOperators(ksp_, shell_, shell_));
  } else {
    matrix_ = std::make_unique<ElasticMatrix>(*system_, *motions_);
    check_petsc(KSPSetOperators(ksp_, matrix_->mat(), matrix_->mat()));
  }
  check_petsc(KSPSetUp(ksp_));
  is_set_up_ = true;
  ++n_setups_;
  setup_seconds_ += MPI_Wtime() - start;
}

StressOutcome StressLinearSolver::solve(const NodeView& b, const NodeView& x, double tolerance,
                                        int max_iterations) {
  if (!is_set_up_) set_up();
  StressOutcome outcome;
  norm_of_b_ = norm(system_->nodes().comm(), b);
  if (norm_of_b_ == 0.0) {
    Kokkos::deep_copy(x, 0.0);
    outcome.converged = true;
    return outcome;
  }
  check_petsc(KSPSetTolerances(ksp_, tolerance, 1e-50, 1e12, max_iterations));
  PetscErrorCode code = 0;
  if (is_ours_) {
    const VecOver lent_b(b_, b), lent_x(x_, x);
    code = KSPSolve(ksp_, b_, x_);
  } else {
    matrix_->put(b, matrix_->b());
    matrix_->put(x, matrix_->x());
    code = KSPSolve(ksp_, matrix_->b(), matrix_->x());
  }
  if (pending_) std::rethrow_exception(std::exchange(pending_, nullptr));
  if (code != 0) {
    outcome.reason = "PETSc error " + std::to_string(static_cast<int>(code));
    return outcome;
  }
  if (!is_ours_) {
    matrix_->take(matrix_->x(), x);
    motions_->remove(x);
  }
  KSPConvergedReason reason = KSP_CONVERGED_ITERATING;
  PetscInt iterations = 0;
  check_petsc(KSPGetConvergedReason(ksp_, &reason));
  check_petsc(KSPGetIterationNumber(ksp_, &iterations));
  outcome.converged = reason > 0;
  outcome.iterations = static_cast<int>(iterations);
  outcome.residual = residual_norm(b, x);
  outcome.relative_residual = outcome.residual / norm_of_b_;
  if (reason < 0) outcome.reason = KSPConvergedReasons[reason];
  return outcome;
}

double StressLinearSolver::residual_norm(const ConstNodeView& b, const ConstNodeView& x) const {
  const NodeView residual = make_field<double>("stress::residual", b.extent(0));
  system_->apply(x, residual);
  subtract_from(b, residual);
  return norm(system_->nodes().comm(), residual);
}

void StressLinearSolver::release() {
  check_petsc(KSPReset(ksp_));
  multigrid_.reset();
  matrix_.reset();
  is_set_up_ = false;
}

bool StressLinearSolver::fall_back() {
  ++fallbacks_;
  release();
  if (fallbacks_ == 1 && is_ours_) {
    create_ksp(PCGAMG);
    return true;
  }
  if (fallbacks_ <= 2 && system_->n_unknowns() <= kLargestDirect && system_->nodes().n_ranks() == 1) {
    fallbacks_ = 2;
    create_ksp(PCCHOLESKY);
    return true;
  }
  return false;
}

std::string StressLinearSolver::method() const {
  if (is_ours_) return "cg + column multigrid";
  PC pc = nullptr;
  PCType type = nullptr;
  check_petsc(KSPGetPC(ksp_, &pc));
  check_petsc(PCGetType(pc, &type));
  return std::string("cg + ") + type + " (assembled)";
}

template <class Work>
PetscErrorCode StressLinearSolver::guarded(const Work& work) {
  try {
    work();
  } catch (...) {
    // Every rank works alike, so every rank stops here.
    pending_ = std::current_exception();
    return PETSC_ERR_USER;
  }
  return 0;
}

PetscErrorCode StressLinearSolver::multiply(Mat shell, Vec x, Vec y) {
  void* context = nullptr;
  const PetscErrorCode code = MatShellGetContext(shell, &context);
  if (code != 0) return code;
  auto* self = static_cast<StressLinearSolver*>(context);
  return self->guarded([&] {
    const VecReader reader(x);
    const VecWriter writer(y);
    self->system_->apply(reader.view(), writer.view());
  });
}

PetscErrorCode StressLinearSolver::precondition(PC pc, Vec r, Vec z) {
  void* context = nullptr;
  const PetscErrorCode code = PCShellGetContext(pc, &context);
  if (code != 0) return code;
  auto* self = static_cast<StressLinearSolver*>(context);
  return self->guarded([&] {
    const VecReader reader(r);
    const VecWriter writer(z);
    self->multigrid_->apply(reader.view(), writer.view());
  });
}

PetscErrorCode StressLinearSolver::remove_motions(MatNullSpace, Vec vec, void* solver) {
  auto* self = static_cast<StressLinearSolver*>(solver);
  return self->guarded([&] {
    const NodeView field = make_field<double>("stress::without_motions",
                                              static_cast<std::size_t>(3 * self->system_->box().n_owned()));
    {
      const VecReader reader(vec);
      Kokkos::deep_copy(field, reader.view());
    }
    self->motions_->remove(field);
    const VecWriter writer(vec);
    Kokkos::deep_copy(writer.view(), field);
  });
}

PetscErrorCode StressLinearSolver::watch(KSP, PetscInt iteration, PetscReal residual, void* solver) {
  auto* self = static_cast<StressLinearSolver*>(solver);
  if (!self->monitor_ || self->pending_) return 0;
  return self->guarded([&] { self->monitor_(static_cast<int>(iteration), residual / self->norm_of_b_); });
}

}  // namespace strata
