// Steady heat conduction: Model in, HeatSolution out. The whole of the solver behind one call.
#pragma once

#include <functional>
#include <string>

#include <mpi.h>

#include "solver/heat_solution.hpp"

namespace strata {

/// What the caller may watch: a phase ("mesh", "assembly", "solve") and, while solving, the iteration and
/// relative residual. Called on every rank.
struct Progress {
  std::string phase;
  int iteration = 0;
  double relative_residual = 1.0;
  double target = 0.0;  ///< relative residual to reach
};
using ProgressCallback = std::function<void(const Progress&)>;

struct SteadyOptions {
  ProgressCallback on_progress;
  std::string petsc_prefix;  ///< options prefix of the linear solver, for callers that run several
};

/// Solves `model` on `plan` over the ranks of `partition`. Collective. Throws SolveError (not converged, NaN,
/// singular; names cell, layer and material) on every rank alike.
HeatSolution solve_steady_heat(const Model& model, const GridPlan& plan, const Partition& partition,
                               const SteadyOptions& options = {});

}  // namespace strata
