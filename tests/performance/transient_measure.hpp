// The transient of a deck under our solver and under peers on the assembled matrix, step by step the same
// way.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include <mpi.h>
#include <nlohmann/json_fwd.hpp>

#include "inputs/model.hpp"
#include "meshes/grid.hpp"

namespace strata::performance {

struct TransientSolverChoice {
  std::string name;
  std::string about;
  std::vector<std::pair<std::string, std::string>> options;  ///< PETSc's, without the prefix

  std::string prefix() const;  ///< of its options in PETSc's database: "bench_boomeramg_"
};

/// Ours first, then the peers, in the order they are shown.
const std::vector<TransientSolverChoice>& transient_solvers();

struct TransientRecord {
  std::string solver;
  std::string method;  ///< in the solver's words
  std::int64_t cells = 0;
  std::int64_t steps = 0, rejected = 0, iterations = 0, setups = 0;
  double start_s = 0.0;           ///< set-up and the steady state to start from
  double steps_s = 0.0;           ///< all steps, rejected ones too
  double setup_s = 0.0;           ///< of that, preconditioners and assembly
  double cpu_share = 1.0;         ///< processor time over elapsed; below 1 others held the core
  double reached_s = 0.0;         ///< simulated time
  double hottest_K = 0.0;         ///< at the end
  double energy_imbalance = 0.0;  ///< relative
  std::string failure;            ///< why there are no numbers; empty where there are

  double seconds_per_step() const { return steps > 0 ? steps_s / static_cast<double>(steps) : 0.0; }
};

/// Runs a transient model from its start for at most so many steps. Collective; the same on every rank.
TransientRecord measure_transient(const Model& model, const GridPlan& plan,
                                  const TransientSolverChoice& solver, std::int64_t most_steps,
                                  MPI_Comm comm);

/// One table; the last column compares with the first record.
std::string transient_table(const std::vector<TransientRecord>& records);
nlohmann::ordered_json to_json(const TransientRecord& record);

}  // namespace strata::performance
