#include "solver/steady_heat.hpp"

#include "solver/petsc.hpp"
#include "solver/picard.hpp"
#include "solver/reconstruct.hpp"
#include "solver/superposition.hpp"

namespace strata {

namespace {

struct SolvedRise {
  double reference = 0.0;  ///< [K]
  CellView rise;           ///< ghosted layout [K]
};

/// Solves, and fills what of the solution is no field.
SolvedRise solve_rise(const ThermalProblem& problem, const SteadyOptions& options, HeatSolution& solution) {
  const double start = MPI_Wtime();
  SteadySolver solver(problem, options);
  const double prepared = MPI_Wtime();
  solver.run();
  solution.boundaries =
      boundary_heats(problem, boundary_state(problem, solver.reference_temperature(), solver.rise()));
  solution.balance = solver.balance();
  solution.convergence = solver.convergence();
  solution.warnings = solver.warnings();
  solution.timings.setup_s = prepared - start + solver.setup_seconds();
  return {solver.reference_temperature(), solver.rise()};
}

/// Returns the rise on the owned layout.
CellView make_fields(const ThermalProblem& problem, SolvedRise solved, HeatSolution& solution) {
  const CellView rise("rise_owned", static_cast<std::size_t>(problem.partition().n_owned()));
  copy_from_ghosted(problem.cells().shape, solved.rise, rise);
  solved.rise = {};
  reconstruct_fields(problem, solved.reference, rise, solution);
  return rise;
}

}  // namespace

HeatSolution solve_steady_heat(const Model& model, const GridPlan& plan, const Partition& partition,
                               const SteadyOptions& options) {
  const PetscErrorScope quiet;
  const auto announce = [&](const char* phase) {
    if (options.on_progress) options.on_progress({phase, 0, 1.0, model.solver.relative_tolerance});
  };
  const double start = MPI_Wtime();
  announce("mesh");
  const ThermalProblem problem(model, plan.grid, partition);
  const double described = MPI_Wtime();
  announce("assembly");
  HeatSolution solution;
  // The solver's memory is given back before the fields of the solution are made.
  const CellView rise = make_fields(problem, solve_rise(problem, options, solution), solution);
  for (std::string& warning : range_warnings(problem, solution))
    solution.warnings.push_back(std::move(warning));
  solution.timings.mesh_s = problem.mesh_seconds();
  solution.timings.setup_s += described - start - problem.mesh_seconds();
  solution.timings.solve_s = MPI_Wtime() - start - solution.timings.mesh_s - solution.timings.setup_s;
  if (model.output.superposition) solution.superposition = superpose(problem, rise, solution, options);
  return solution;
}

}  // namespace strata
