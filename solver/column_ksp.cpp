#include "solver/column_ksp.hpp"

#include <petsc/private/kspimpl.h>
#include <petsc/private/pcimpl.h>

#include "solver/petsc.hpp"

namespace strata {
namespace {

constexpr const char* kAttachment = "strata_column_solver";

/// nullptr where none is attached.
ColumnSolver* solver_of(Mat mat) {
  PetscObject object = nullptr;
  void* solver = nullptr;
  if (PetscObjectQuery(reinterpret_cast<PetscObject>(mat), kAttachment, &object) != 0 || object == nullptr) {
    return nullptr;
  }
  PetscContainerGetPointer(reinterpret_cast<PetscContainer>(object), &solver);
  return static_cast<ColumnSolver*>(solver);
}

PetscErrorCode need_solver(MPI_Comm comm, Mat mat) {
  if (solver_of(mat) != nullptr) return 0;
  SETERRQ(comm, PETSC_ERR_ARG_WRONGSTATE, "type column needs the heat operator of Strata");
}

/// PETSc's part of an iteration: monitors and the convergence test.
PetscErrorCode report_iteration(KSP ksp, PetscInt iteration, PetscReal residual) {
  ksp->its = iteration;
  ksp->rnorm = residual;
  KSPLogResidualHistory(ksp, residual);
  const PetscErrorCode code = KSPMonitor(ksp, iteration, residual);
  return code != 0 ? code : ksp->converged(ksp, iteration, residual, &ksp->reason, ksp->cnvP);
}

PetscErrorCode solve_ksp(KSP ksp) {
  Mat mat = nullptr;
  PetscErrorCode code = KSPGetOperators(ksp, &mat, nullptr);
  if (code != 0) return code;
  const VecReader b(ksp->vec_rhs);
  const VecWriter x(ksp->vec_sol);
  ksp->reason = KSP_CONVERGED_ITERATING;
  const CgOutcome outcome =
      solver_of(mat)->solve(b.view(), x.view(), ksp->max_it, [&](int iteration, double residual) {
        code = report_iteration(ksp, iteration, residual);
        return code != 0 || ksp->reason != KSP_CONVERGED_ITERATING;
      });
  if (code != 0) return code;
  if (outcome.broke_down) {
    ksp->reason = outcome.residual == outcome.residual ? KSP_DIVERGED_INDEFINITE_PC : KSP_DIVERGED_NANORINF;
  } else if (ksp->reason == KSP_CONVERGED_ITERATING) {
    ksp->reason = KSP_DIVERGED_ITS;
  }
  return 0;
}

PetscErrorCode set_up_ksp(KSP ksp) {
  Mat mat = nullptr;
  const PetscErrorCode code = KSPGetOperators(ksp, &mat, nullptr);
  return code != 0 ? code : need_solver(PetscObjectComm(reinterpret_cast<PetscObject>(ksp)), mat);
}

PetscErrorCode create_ksp(KSP ksp) {
  ksp->ops->setup = set_up_ksp;
  ksp->ops->solve = solve_ksp;
  ksp->ops->destroy = KSPDestroyDefault;
  ksp->ops->buildsolution = KSPBuildSolutionDefault;
  ksp->ops->buildresidual = KSPBuildResidualDefault;
  const PetscErrorCode code = KSPSetSupportedNorm(ksp, KSP_NORM_UNPRECONDITIONED, PC_LEFT, 3);
  return code != 0 ? code : KSPSetSupportedNorm(ksp, KSP_NORM_NONE, PC_LEFT, 1);
}

PetscErrorCode apply_pc(PC pc, Vec x, Vec y) {
  const VecReader r(x);
  const VecWriter z(y);
  solver_of(pc->pmat)->precondition(r.view(), z.view());
  return 0;
}

PetscErrorCode set_up_pc(PC pc) {
  return need_solver(PetscObjectComm(reinterpret_cast<PetscObject>(pc)), pc->pmat);
}

PetscErrorCode create_pc(PC pc) {
  pc->ops->setup = set_up_pc;
  pc->ops->apply = apply_pc;
  pc->ops->applytranspose = apply_pc;
  return 0;
}

}  // namespace

void register_column_types() {
  check_petsc(KSPRegister(kColumnType, create_ksp));
  check_petsc(PCRegister(kColumnType, create_pc));
}

void attach_column_solver(Mat mat, ColumnSolver* solver) {
  const auto object = reinterpret_cast<PetscObject>(mat);
  if (solver == nullptr) {
    check_petsc(PetscObjectCompose(object, kAttachment, nullptr));
    return;
  }
  PetscContainer container = nullptr;
  check_petsc(PetscContainerCreate(PetscObjectComm(object), &container));
  check_petsc(PetscContainerSetPointer(container, solver));
  check_petsc(PetscObjectCompose(object, kAttachment, reinterpret_cast<PetscObject>(container)));
  check_petsc(PetscContainerDestroy(&container));
}

}  // namespace strata
