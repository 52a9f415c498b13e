// The transient part of `strata run`: steps, save times, series, stops, and what is left at the end.
#pragma once

#include <mpi.h>

#include "solver/app/run_job.hpp"

namespace strata::app {

/// Runs the transient of a job whose grid is planned, writes its results and prints them. What is saved on
/// the way is on the disk at once, so that a run that ends early leaves it. With --restart it goes on from
/// the newest checkpoint. Collective. Throws SolveError and IoError; the moments, the series and the last
/// good state stay. \return ok, limit_exceeded, or stopped_early where the run was told to stop and can go on
/// later
ExitCode run_transient(Job& job, MPI_Comm comm);

}  // namespace strata::app
