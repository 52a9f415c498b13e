// All that a deck asks to be solved: heat, then stress under it.
#pragma once

#include <optional>

#include "meshes/grid.hpp"
#include "meshes/partition.hpp"
#include "solver/steady_heat.hpp"
#include "solver/stress/stress_solution.hpp"

namespace strata::app {

struct SolvedModel {
  HeatSolution heat;  ///< the materials alone where the deck solves no heat
  std::optional<StressSolution> stress;

  SolutionView view(const Model& model, const GridPlan& plan, const Partition& partition) const {
    return {model, plan, partition, heat, stress ? &*stress : nullptr};
  }
};

/// Collective. Throws as solve_steady_heat and solve_stress do.
SolvedModel solve_model(const Model& model, const GridPlan& plan, const Partition& partition,
                        const SteadyOptions& options);

/// The stress of a model whose heat was solved by other means; empty where it asks for none. Collective.
std::optional<StressSolution> solve_stress_of(const Model& model, const GridPlan& plan,
                                              const Partition& partition, const HeatSolution& heat,
                                              const SteadyOptions& options);

/// What stands for the heat of a deck that solves none. Collective.
HeatSolution materials_alone(const Model& model, const GridPlan& plan, const Partition& partition);

/// Throws Error (deck) where the deck solves no heat. \param what  that needs temperatures: "--uncertainty"
void require_heat(const Model& model, const char* what);
/// Throws Error (deck) where the deck is a transient.
void require_steady(const Model& model, const char* what);

}  // namespace strata::app
