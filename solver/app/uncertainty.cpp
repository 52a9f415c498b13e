#include "solver/app/uncertainty.hpp"

#include <cmath>

#include "postproc/grid_convergence.hpp"

namespace strata::app {
namespace {

/// Differences that the solver's tolerance may bring, in parts of the largest rise.
constexpr double kToleranceFactor = 10.0;

double solver_noise(const Model& model, const Summary& summary) {
  const double rise = std::abs(summary.hottest.temperature - summary.reference_temperature);
  return kToleranceFactor * model.solver.relative_tolerance * rise;
}

}  // namespace

std::vector<Grid> coarser_grids(const Model& model) {
  return {plan_coarser_grid(model, kGridCoarsening).grid,
          plan_coarser_grid(model, kGridCoarsening * kGridCoarsening).grid};
}

CoarserGrids::CoarserGrids(const Model& model, MPI_Comm comm)
    : model_(model),
      medium_(model, comm, kGridCoarsening),
      coarsest_(model, comm, kGridCoarsening * kGridCoarsening) {
  model_.output.superposition = false;
  model_.stress.reset();
}

Summary CoarserGrids::solve(const Coarse& coarse, const SteadyOptions& options) const {
  const HeatSolution heat = solve_steady_heat(model_, coarse.plan, coarse.partition, options);
  return summarize({model_, coarse.plan, coarse.partition, heat});
}

GridUncertainty CoarserGrids::estimate(const Summary& fine, const SteadyOptions& options) const {
  return grid_uncertainty(fine, {solve(medium_, options), solve(coarsest_, options)},
                          solver_noise(model_, fine));
}

}  // namespace strata::app
