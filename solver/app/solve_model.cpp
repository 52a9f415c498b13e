#include "solver/app/solve_model.hpp"

#include <fmt/format.h>

#include "inputs/error.hpp"
#include "meshes/rasterize.hpp"
#include "solver/stress/solve_stress.hpp"

namespace strata::app {

HeatSolution materials_alone(const Model& model, const GridPlan& plan, const Partition& partition) {
  const MaterialView device = rasterize_materials(model.geometry, plan.grid, partition);
  const auto ids = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), device);
  const Window& window = partition.window();
  const int nx = window.nx(), nz = partition.nz();
  HeatSolution heat;
  heat.material.reserve(static_cast<std::size_t>(partition.n_owned()));
  for (int j = 0; j < window.ny(); ++j)
    for (int k = 0; k < nz; ++k)
      for (int i = 0; i < nx; ++i)
        heat.material.push_back(ids(static_cast<std::size_t>(ghosted_index(i, j, k, nx, nz))));
  return heat;
}

std::optional<StressSolution> solve_stress_of(const Model& model, const GridPlan& plan,
                                              const Partition& partition, const HeatSolution& heat,
                                              const SteadyOptions& options) {
  if (!model.stress) return std::nullopt;
  return solve_stress(model, plan, partition, model.solves_heat ? &heat : nullptr, options);
}

SolvedModel solve_model(const Model& model, const GridPlan& plan, const Partition& partition,
                        const SteadyOptions& options) {
  SolvedModel solved;
  solved.heat = model.solves_heat ? solve_steady_heat(model, plan, partition, options)
                                  : materials_alone(model, plan, partition);
  solved.stress = solve_stress_of(model, plan, partition, solved.heat, options);
  return solved;
}

void require_heat(const Model& model, const char* what) {
  if (model.solves_heat) return;
  throw Error(
      ExitCode::deck,
      fmt::format("{} is about temperatures, but the deck solves no heat (analysis.heat: none)", what));
}

void require_steady(const Model& model, const char* what) {
  if (!model.transient) return;
  throw Error(
      ExitCode::deck,
      fmt::format("{} is about steady states, but the deck is a transient; --set analysis.heat=steady "
                  "takes its steady state",
                  what));
}

}  // namespace strata::app
