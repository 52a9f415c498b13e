// A transient solved through the public path, step by step or from one save time to the next.
#pragma once

#include <vector>

#include "solver/transient/transient_solver.hpp"
#include "tests/verification/solved_model.hpp"

namespace strata::verification {

class TransientRun {
 public:
  /// Grid, partition, start. The model has `transient`. Collective, as everything here.
  TransientRun(Model model, MPI_Comm comm);

  /// Steps until a save time is reached; its fields.
  SolvedModel next();
  /// Steps to the end.
  void finish();
  double time() const { return solver_.time(); }
  const TransientSolver& solver() const { return solver_; }

 private:
  Model model_;
  GridPlan plan_;
  Partition partition_;
  TransientSolver solver_;
};

/// A transient from one temperature [K] with `steps` equal steps up to `end` [s].
Transient fixed_steps(TimeMethod method, double start, double end, int steps);

/// A transient from one temperature [K] up to `end` [s] under error control.
/// \param tolerance  error of one step [K]
Transient adaptive_steps(double start, double end, double tolerance);

}  // namespace strata::verification
