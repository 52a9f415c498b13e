// One linear elastic system, solved by PETSc's conjugate gradients: matrix-free with the column multigrid by
// default, on the assembled matrix with any other preconditioner of PETSc's (`-stress_pc_type gamg|lu|...`).
#pragma once

#include <exception>
#include <functional>
#include <memory>
#include <string>

#include "solver/petsc.hpp"
#include "solver/stress/elastic_matrix.hpp"
#include "solver/stress/elastic_system.hpp"
#include "solver/stress/rigid_motions.hpp"
#include "solver/stress/stress_multigrid.hpp"

namespace strata {

struct StressOutcome {
  bool converged = false;
  int iterations = 0;
  double relative_residual = 0.0;  ///< ||b - K u|| / ||b||, recomputed with the matrix-free operator
  double residual = 0.0;           ///< ||b - K u|| [N]
  std::string reason;              ///< in PETSc's words where it did not converge
};

class StressLinearSolver {
 public:
  using Monitor = std::function<void(int iteration, double relative_residual)>;

  /// Borrows both. Collective.
  /// \param n_loads  right-hand sides to come: with several, what the solutions so far can make of a new one
  /// is
  ///                 where it starts (P. F. Fischer, "Projection techniques for iterative solution of Ax = b
  ///                 with successive right-hand sides", Comput. Methods Appl. Mech. Eng. 163 (1998) 193-204)
  StressLinearSolver(const ElasticSystem& system, const RigidMotions& motions, std::string prefix,
                     Monitor monitor = {}, int n_loads = 1);
  ~StressLinearSolver();
  StressLinearSolver(const StressLinearSolver&) = delete;
  StressLinearSolver& operator=(const StressLinearSolver&) = delete;

  /// Solves K x = b until ||b - K x|| <= tolerance ||b||, from the x given. b must balance where rigid
  /// motions are free. Collective.
  StressOutcome solve(const NodeView& b, const NodeView& x, double tolerance, int max_iterations);

  /// Puts the next method in place of one that failed: GAMG, then a direct solver where the system is small
  /// enough. False where there is none left.
  bool fall_back();

  /// Frees the memory of what a solve needs; the next one sets it up again.
  void release();

  std::string method() const;  ///< "cg + column multigrid", "cg + gamg (assembled)"
  double setup_seconds() const { return setup_seconds_; }
  int n_setups() const { return n_setups_; }

 private:
  void create_ksp(const std::string& preconditioner);
  void set_up();
  /// Runs what may throw inside a callback of PETSc's; the exception waits in pending_.
  template <class Work>
  PetscErrorCode guarded(const Work& work);
  static PetscErrorCode multiply(Mat shell, Vec x, Vec y);
  static PetscErrorCode precondition(PC pc, Vec r, Vec z);
  static PetscErrorCode remove_motions(MatNullSpace space, Vec vec, void* solver);
  static PetscErrorCode watch(KSP ksp, PetscInt iteration, PetscReal residual, void* solver);
  double residual_norm(const ConstNodeView& b, const ConstNodeView& x) const;

  const ElasticSystem* system_;
  const RigidMotions* motions_;
  std::string prefix_;
  Monitor monitor_;
  int n_loads_;
  std::exception_ptr pending_;  ///< an exception that must not fly through PETSc
  std::unique_ptr<StressMultigrid> multigrid_;
  std::unique_ptr<ElasticMatrix> matrix_;
  OwnedMat shell_;
  OwnedVec b_, x_;
  OwnedKsp ksp_;
  bool is_ours_ = true;
  bool is_set_up_ = false;
  double norm_of_b_ = 1.0;
  double setup_seconds_ = 0.0;
  int n_setups_ = 0;
  int fallbacks_ = 0;
};

}  // namespace strata
