#include "solver/steady_heat.hpp"

#include "solver/petsc.hpp"
#include "solver/picard.hpp"
#include "solver/reconstruct.hpp"

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
  SteadySolver solver(problem, options);
  const double prepared = MPI_Wtime();
  solver.run();

  HeatSolution solution;
  const CellView rise("rise_owned", static_cast<std::size_t>(partition.n_owned()));
  copy_from_ghosted(problem.cells().shape, solver.rise(), rise);
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
  return solution;
}

}  // namespace strata
