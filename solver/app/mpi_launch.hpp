// Starting the program again under mpirun, and running a body of work with MPI, Kokkos and PETSc up.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include <mpi.h>

#include "solver/app/command.hpp"

namespace strata::app {

/// True inside a job started by mpirun or srun.
bool under_mpi_launcher();

/// Number of ranks meant by `--ranks`: a positive number, or "auto" = one per core of this process. Throws
/// Error (usage) otherwise.
int parse_ranks(const std::string& text);

/// Runs `mpirun -n ranks` of the same command line and ends this process with its exit code (supervise.hpp);
/// does nothing for one rank or when already inside a launcher. Throws Error when mpirun cannot be started.
void relaunch_under_mpirun(const Invocation& invocation, int ranks);

/// Runs this program with other arguments on so many ranks and waits for it; what it prints goes to stderr.
/// Returns an empty string, or how it failed.
std::string run_own_command(const std::vector<std::string>& arguments, int ranks);

/// Runs `body` on MPI_COMM_WORLD inside a Runtime. Errors that all ranks share are printed once, by rank 0,
/// and give their exit code; anything unexpected is printed by its rank and ends the job by MPI_Abort.
ExitCode with_runtime(Invocation& invocation, const std::function<ExitCode(MPI_Comm)>& body);

}  // namespace strata::app
