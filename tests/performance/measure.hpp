// The measurements themselves, each meant for a process of its own.
#pragma once

#include <mpi.h>

#include "tests/performance/record.hpp"
#include "tests/performance/solvers.hpp"
#include "tests/performance/systems.hpp"

namespace strata::performance {

/// ||b - A x|| <= 1e-8 ||b|| is what counts as converged.
inline constexpr double kTolerance = 1e-8;

/// Builds a system, solves it `repeats` times and checks the last solution. Collective; the record is the
/// same on every rank. \return a record with `failure` set where the solver could not be made or broke down
Record measure(const System& system, const Size& size, const Solver& solver, int repeats, MPI_Comm comm);

/// Bandwidth of a(i) = b(i) + s c(i) over arrays far larger than any cache, all ranks at once, 24 bytes per
/// element, best of ten [byte/s]. Collective.
double measure_triad(MPI_Comm comm);

}  // namespace strata::performance
