// Linear thermo-elasticity: Model (and the solved heat) in, StressSolution out.
#pragma once

#include "solver/steady_heat.hpp"
#include "solver/stress/stress_solution.hpp"

namespace strata {

/// Solves every load case of Model::stress on `plan` over the ranks of `partition`, which is that of the
/// cells. \param heat  of the same model, plan and partition; may be null where no load case needs it
/// Collective. Throws DeckError for what only the mesh shows (a material without mechanics in use, a body
/// that loads push away, supports that contradict each other), SolveError where nothing converges.
StressSolution solve_stress(const Model& model, const GridPlan& plan, const Partition& partition,
                            const HeatSolution* heat, const SteadyOptions& options = {});

}  // namespace strata
