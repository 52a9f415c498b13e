// The measurements of the stress suite that run in this program, each meant for a process of its own.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include <mpi.h>

#include "tests/performance/stress_record.hpp"
#include "tests/performance/stress_systems.hpp"

namespace strata::performance {

/// ||b - K u|| <= 1e-8 ||b|| is what counts as converged.
inline constexpr double kStressTolerance = 1e-8;

struct StressSolver {
  std::string name;
  std::string about;
  bool is_ours = false;
  bool is_calculix = false;                                  ///< another program, on the exported system
  std::vector<std::pair<std::string, std::string>> options;  ///< PETSc's, without the prefix
  double bytes_per_unknown = 0.0;  ///< allowance for a run: sizes that would not fit are left out
  std::int64_t most_unknowns = 0;  ///< larger sizes are left out unless the solver is named; 0: none

  std::string prefix() const;  ///< of its options in PETSc's database, before "stress_": "bench_gamg_"
};

/// Ours first, then the peers, in the order they are shown.
const std::vector<StressSolver>& stress_solvers();

/// Builds a system, solves it `repeats` times. Collective; the record is the same on every rank. Options of
/// the user in PETSc's database go before the solver's own.
StressRecord measure_stress(const StressSystem& system, const StressSize& size, const StressSolver& solver,
                            int repeats, MPI_Comm comm);

}  // namespace strata::performance
