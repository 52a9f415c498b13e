// `strata run --uncertainty`: the same deck on two laterally coarser grids.
#pragma once

#include <array>
#include <optional>

#include <mpi.h>

#include "inputs/model.hpp"
#include "meshes/grid.hpp"
#include "meshes/partition.hpp"
#include "postproc/summary.hpp"
#include "solver/steady_heat.hpp"

namespace strata::app {

/// Lateral spacing from one grid to the next: the two coarser solves cost 1/4 + 1/16 of the run's own.
inline constexpr double kGridCoarsening = 2.0;

class CoarserGrids {
 public:
  /// Plans both. Throws RefusedError where there are more ranks than columns. Collective.
  CoarserGrids(const Model& model, MPI_Comm comm);

  /// Solves on both and compares with the summary of the run itself. Throws SolveError. Collective.
  GridUncertainty estimate(const Summary& fine, const SteadyOptions& options) const;

 private:
  struct Coarse {
    Coarse(const Model& model, MPI_Comm comm, double factor)
        : plan(plan_coarser_grid(model, factor)), partition(comm, plan.grid) {}
    GridPlan plan;
    Partition partition;
  };
  Summary solve(const Coarse& coarse, const SteadyOptions& options) const;

  Model model_;  ///< asks for temperatures only
  Coarse medium_, coarsest_;
};

}  // namespace strata::app
