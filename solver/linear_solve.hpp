// One linear system with the heat operator, solved by a PETSc KSP. The seam for other methods: whoever brings
// a better preconditioner or its own KSP type changes this file and nothing that uses it.
#pragma once

#include <exception>
#include <functional>
#include <optional>
#include <string>

#include "solver/assembled_matrix.hpp"
#include "solver/heat_operator.hpp"
#include "solver/petsc.hpp"

namespace strata {

struct LinearOutcome {
  bool converged = false;
  bool out_of_iterations = false;  ///< it was on its way, but max_iterations came first
  int iterations = 0;
  double residual = 0.0;  ///< ||b - A x|| as the method tracks it [W]
  std::string reason;     ///< in PETSc's words where it did not converge: "DIVERGED_INDEFINITE_PC"
};

/// Settings of the KSP that the user gave in the options database; they go before the deck's.
struct LinearOverrides {
  std::optional<double> relative_tolerance;  ///< -ksp_rtol
  std::optional<int> max_iterations;         ///< -ksp_max_it
};

/// CG preconditioned by hypre BoomerAMG on the assembled matrix, unless the options database says otherwise
/// (`-ksp_type`, `-pc_type gamg|lu|jacobi`, `-ksp_monitor`, with the prefix given).
class LinearSolver {
 public:
  using Monitor = std::function<void(int iteration, double residual)>;

  /// Borrows `op`, whose conductances may change between solves. Collective.
  LinearSolver(const HeatOperator& op, const std::string& prefix, Monitor monitor = {});
  ~LinearSolver();
  LinearSolver(const LinearSolver&) = delete;
  LinearSolver& operator=(const LinearSolver&) = delete;

  /// The next solve builds its preconditioner from the conductances as they are then; later ones keep it.
  void renew_preconditioner() { is_built_ = false; }

  /// Solves A x = b from x = 0 until ||b - A x|| <= tolerance [W], unpreconditioned norm. Does not throw
  /// where the method fails: the outcome says so. Collective.
  LinearOutcome solve(const ConstCellView& b, const CellView& x, double tolerance, int max_iterations);

  /// Puts the next method in place of one that failed: GAMG, then a direct solver where the system is small
  /// enough. Returns false where there is none left.
  bool fall_back();

  double setup_seconds() const { return setup_seconds_; }        ///< spent on assembly and preconditioners
  double assembly_seconds() const { return assembly_seconds_; }  ///< of that, on the assembled matrix
  /// Bytes moved per cell and iteration, where the method counts them.
  std::optional<double> traffic_per_iteration() const { return std::nullopt; }

  const LinearOverrides& overrides() const { return overrides_; }
  std::string method() const;  ///< "cg + hypre (assembled)"

 private:
  void create_ksp(const std::string& prefix);
  PetscErrorCode build_preconditioner();
  static PetscErrorCode multiply(Mat shell, Vec x, Vec y);
  static PetscErrorCode watch(KSP ksp, PetscInt iteration, PetscReal residual, void* solver);

  const HeatOperator* op_;
  Monitor monitor_;
  std::exception_ptr pending_;  ///< an exception that must not fly through PETSc
  LinearOverrides overrides_;
  AssembledMatrix matrix_;
  OwnedMat shell_;
  OwnedVec b_, x_;
  OwnedKsp ksp_;
  bool is_built_ = false;
  int fallbacks_ = 0;
  double setup_seconds_ = 0.0;
  double assembly_seconds_ = 0.0;
};

}  // namespace strata
