// CalculiX on a system of the stress suite, through the file that `strata convert --to calculix` writes.
#pragma once

#include <mpi.h>

#include "tests/performance/stress_measure.hpp"

namespace strata::app {

/// Writes the input file, runs `ccx` on one core and reads the displacements back. What is measured is ccx
/// alone, from reading its input to its results. `failure` says where there is no ccx.
performance::StressRecord measure_calculix(const performance::StressSystem& system,
                                           const performance::StressSize& size,
                                           const performance::StressSolver& solver, int repeats,
                                           MPI_Comm comm);

}  // namespace strata::app
