// One linear heat system, solved by a PETSc KSP. The seam between the corrections around it and the methods:
// the column solver by default, anything else by the options database.
#pragma once

#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "solver/assembled_matrix.hpp"
#include "solver/heat_system.hpp"
#include "solver/multigrid/column_cg.hpp"
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

/// The column solver (`-ksp_type column`) unless the options database says otherwise, with the prefix given:
/// `-pc_type column` puts its multigrid under another KSP, `-pc_type hypre|gamg|icc|lu` and so on use the
/// assembled matrix, under CG unless `-ksp_type` is given too.
class LinearSolver {
 public:
  using Monitor = std::function<void(int iteration, double residual)>;

  /// Borrows the system, which may change between solves. Collective.
  /// \param in_float  the column solver may take its operator in float32: for those who compute the true
  ///                  residual themselves and ask for a few digits at a time
  LinearSolver(HeatSystem& system, const std::string& prefix, Monitor monitor = {}, bool in_float = false);
  ~LinearSolver();
  LinearSolver(const LinearSolver&) = delete;
  LinearSolver& operator=(const LinearSolver&) = delete;

  /// The next solve builds its preconditioner from the system as it is then; later ones keep it.
  void renew_preconditioner() { is_built_ = false; }

  /// Solves A x = b from x = 0 until ||b - A x|| <= tolerance [W], unpreconditioned norm. Does not throw
  /// where the method fails: the outcome says so. x may be b where works_on_rows(). Collective.
  LinearOutcome solve(const CellView& b, const CellView& x, double tolerance, int max_iterations);

  /// Puts conjugate gradients with the conductances cell by cell in place of the fused ones on rows; their
  /// multigrid stays as preconditioner. For conductivities that vary too much within a material.
  void work_cell_by_cell();

  /// Puts the next method in place of one that failed: BoomerAMG, GAMG, then a direct solver where the system
  /// is small enough. Returns false where there is none left.
  bool fall_back();

  double setup_seconds() const { return setup_seconds_; }        ///< spent on assembly and preconditioners
  double assembly_seconds() const { return assembly_seconds_; }  ///< of that, on the assembled matrix
  /// Bytes moved per cell and iteration, where the method counts them.
  std::optional<double> traffic_per_iteration() const;

  const LinearOverrides& overrides() const { return overrides_; }
  std::string method() const;  ///< "column", "cg + column", "cg + hypre (assembled)"
  /// The operator is the rows of the system, not its conductances cell by cell.
  bool works_on_rows() const { return ksp_is_column_; }
  /// nullptr where another method is at work or nothing was solved yet.
  const ColumnSolver* column_solver() const { return column_.get(); }

 private:
  void create_ksp(const std::string& prefix);
  void note_types();
  PetscErrorCode build_preconditioner();
  void build_column_solver();
  static PetscErrorCode multiply(Mat shell, Vec x, Vec y);
  static PetscErrorCode watch(KSP ksp, PetscInt iteration, PetscReal residual, void* solver);

  HeatSystem* system_;
  Monitor monitor_;
  bool in_float_;
  std::string prefix_;
  std::exception_ptr pending_;  ///< an exception that must not fly through PETSc
  LinearOverrides overrides_;
  std::unique_ptr<AssembledMatrix> matrix_;
  std::unique_ptr<ColumnSolver> column_;
  OwnedMat shell_;
  OwnedVec b_, x_;
  OwnedKsp ksp_;
  bool ksp_is_column_ = false, pc_is_column_ = false;
  bool is_built_ = false;
  int fallbacks_ = 0;
  double setup_seconds_ = 0.0;
  double assembly_seconds_ = 0.0;
};

}  // namespace strata
