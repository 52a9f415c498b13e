// The solvers of the performance suite: names and the PETSc options behind them. All are given the same
// operator, right-hand side, start (0) and tolerance.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "solver/heat_system.hpp"

namespace strata::performance {

struct Solver {
  std::string name;
  std::string about;
  bool is_ours = false;
  bool is_structured = false;  ///< through a DMDA and a hypre struct matrix instead of LinearSolver
  std::vector<std::pair<std::string, std::string>> options;  ///< PETSc's, without the prefix
  double bytes_per_cell = 0.0;  ///< allowance for a run, all in all: sizes that would not fit are left out

  std::string prefix() const;  ///< of its options in PETSc's database: "bench_icc_"
};

/// Ours first, then the peers, in the order they are shown.
const std::vector<Solver>& solvers();

/// How one solve went, in seconds of this rank.
struct SolverRun {
  std::string method;
  int iterations = 0;
  double assembly_s = 0.0;
  double setup_s = 0.0;
  double solve_s = 0.0;
  std::optional<double> traffic_per_cell;  ///< bytes per cell and iteration, where the solver knows it
  std::string failure;                     ///< in PETSc's words; a stop at the limit of iterations is none
};

/// Sets up, solves A x = b from x = 0 to ||b - A x|| <= tolerance [W], and frees everything. Options of the
/// user in PETSc's database go before the solver's own. Collective. Throws Error where PETSc cannot make it.
SolverRun run_solver(const Solver& solver, HeatSystem& system, const CellView& b, const CellView& x,
                     double tolerance);

/// More iterations than any peer needs on these systems.
inline constexpr int kMaxIterations = 5000;

}  // namespace strata::performance
