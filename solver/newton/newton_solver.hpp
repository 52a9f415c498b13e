// Newton's method for the heat equations, by PETSc's SNES: the derivative as a shell matrix, the column
// multigrid as preconditioner of FGMRES, backtracking where a step goes too far. Everything can be reached
// through the options database: -snes_monitor, -snes_type, -snes_linesearch_type, -ksp_type, -pc_type, ...
#pragma once

#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <petscsnes.h>

#include "solver/assembled_matrix.hpp"
#include "solver/multigrid/column_cg.hpp"
#include "solver/newton/heat_equations.hpp"
#include "solver/petsc.hpp"

namespace strata {

using OwnedSnes = PetscOwned<SNES, SNESDestroy>;

struct NewtonSettings {
  double relative_tolerance = 1e-8;  ///< ||r|| <= tolerance * ||b||
  int max_steps = 30;
  int max_linear_iterations = 500;  ///< per step
  /// Asked where the residual is small enough: does everything else hold, too? Empty: yes.
  std::function<bool()> accept;
};

struct NewtonOutcome {
  bool converged = false;
  bool at_rounding = false;  ///< converged, but rounding holds the residual above the tolerance
  /// A step turned against the residual while sources leak: the derivative is no longer positive definite
  /// where heat still exceeds what leaves, or temperatures left every bound.
  bool ran_away = false;
  int steps = 0;
  int iterations = 0;                    ///< linear ones
  HeatResidual::Norms norms;             ///< at the end
  std::vector<double> residual_history;  ///< ||r|| / ||b|| before each step and at the end
  std::string reason;                    ///< in PETSc's words where it did not converge
};

/// What the user gave in the options database; it goes before the deck's.
struct NewtonOverrides {
  bool asks_for_newton = false;  ///< -snes_type is given: also where nothing but k(T) is nonlinear
  std::optional<double> relative_tolerance;  ///< -snes_rtol
  std::optional<int> max_steps;              ///< -snes_max_it
};
NewtonOverrides read_newton_overrides(const std::string& prefix);

class NewtonSolver {
 public:
  using Monitor = std::function<void(int iteration, double residual)>;

  /// Borrows the equations. \param monitor  called after each step with the linear iterations so far.
  /// Collective.
  NewtonSolver(HeatEquations& equations, const std::string& prefix, Monitor monitor = {});
  ~NewtonSolver();
  NewtonSolver(const NewtonSolver&) = delete;
  NewtonSolver& operator=(const NewtonSolver&) = delete;

  /// From the rise given to the one that solves the equations. \param rise  ghosted layout, ghosts current at
  /// the end. Does not throw where the method fails, but what the equations throw. Collective.
  NewtonOutcome solve(const CellView& rise, const NewtonSettings& settings);

  /// x = J^-1 b with the derivative that HeatEquations took last, to a fraction of ||b||; b and x on the
  /// owned layout and not the same. \param rise  where that was, ghosted layout, ghosts current. Returns the
  /// iterations. Throws SolveError where the method gives up. Collective.
  int solve_linear(const CellView& rise, const CellView& b, const CellView& x, double reduction);

  std::string method() const;  ///< "newtonls: fgmres + column"
  int n_setups() const { return n_setups_; }
  double setup_seconds() const { return setup_seconds_; }

 private:
  void create_solvers(const std::string& prefix);
  void set_jacobian(const CellView& rise);
  void build_preconditioner(const CellView& rise);
  bool needs_preconditioner(int step) const;
  void take_rise(Vec x);
  SNESConvergedReason judge(int step, double residual);
  bool is_out_of_bounds() const;

  template <class Body>
  PetscErrorCode guarded(const Body& body);
  static PetscErrorCode evaluate(SNES snes, Vec x, Vec f, void* self);
  static PetscErrorCode differentiate(SNES snes, Vec x, Mat jacobian, Mat preconditioner, void* self);
  static PetscErrorCode multiply(Mat shell, Vec x, Vec y);
  static PetscErrorCode check_step(SNESLineSearch search, Vec x, Vec step, PetscBool* changed, void* self);
  static PetscErrorCode test_convergence(SNES snes, PetscInt step, PetscReal x_norm, PetscReal step_norm,
                                         PetscReal residual, SNESConvergedReason* reason, void* self);

  HeatEquations& equations_;
  const ThermalProblem& problem_;
  MPI_Comm comm_;
  Monitor monitor_;
  HaloExchange halo_;
  std::exception_ptr pending_;  ///< an exception that must not fly through PETSc
  OwnedMat shell_;
  OwnedVec x_, f_, b_;
  OwnedSnes snes_;
  std::unique_ptr<ColumnSolver> column_;
  std::unique_ptr<AssembledMatrix> matrix_;
  bool pc_is_column_ = true;

  NewtonSettings settings_;
  NewtonOutcome outcome_;
  CellView rise_;                   ///< where the equations were evaluated last
  bool is_built_ = false;           ///< the preconditioner, in this solve
  PetscInt iterations_before_ = 0;  ///< linear, up to the last derivative of this solve
  int n_setups_ = 0;
  double setup_seconds_ = 0.0;
};

}  // namespace strata
