#include "solver/steady_heat.hpp"

#include <optional>

#include "solver/petsc.hpp"
#include "solver/picard.hpp"
#include "solver/reconstruct.hpp"
#include "solver/superposition.hpp"

namespace strata {

HeatSolution solve_steady_heat(const Model& model, const GridPlan& plan, const Partition& partition,
                               const SteadyOptions& options) {
  const PetscErrorScope quiet;
  const auto announce = [&](const char* phase) {
    if (options.on_progress) options.on_progress({phase, 0, 1.0, model.solver.relative_tolerance});
  };
  const double start = MPI_Wtime();
  announce("mesh");
  const ThermalProblem problem(model, plan.grid, partition);
  announce("assembly");
  std::optional<SteadySolver> steady(std::in_place, problem, options);
  SteadySolver& solver = *steady;
  const double prepared = MPI_Wtime();
  solver.run();

  HeatSolution solution;
  const CellView rise = solver.rise();
  reconstruct_fields(problem, solver.reference_temperature(), rise, solution);
  solution.boundaries =
      boundary_heats(problem, boundary_state(problem, solver.reference_temperature(), solver.rise()));
  solution.balance = solver.balance();
  solution.convergence = solver.convergence();
  solution.warnings = solver.warnings();
  for (std::string& warning : range_warnings(problem, solution))
    solution.warnings.push_back(std::move(warning));
  const double end = MPI_Wtime();
  solution.timings.mesh_s = problem.mesh_seconds();
  solution.timings.setup_s = prepared - start - problem.mesh_seconds() + solver.setup_seconds();
  solution.timings.solve_s = end - prepared - solver.setup_seconds();
  if (model.output.superposition) {
    steady.reset();  // its preconditioner makes room for that of the frozen coefficients
    solution.superposition = superpose(problem, rise, solution, options);
  }
  return solution;
}

}  // namespace strata
