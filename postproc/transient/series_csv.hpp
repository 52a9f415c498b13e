// series.csv and probes.csv: a transient's series for spreadsheets and scripts.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include <mpi.h>

#include "solver/transient/time_series.hpp"

namespace strata {

/// Writes `directory`/series.csv (every column) and, where there are probes, probes.csv (time and probes) on
/// rank 0: one header with units, then one line per row, numbers with all their digits. Collective over
/// `comm`. \return the names of the files written, relative to `directory`. Throws IoError on every rank
/// alike; the old files, if any, are then untouched.
std::vector<std::string> write_series_csv(MPI_Comm comm, const TimeSeries& series,
                                          const std::filesystem::path& directory);

}  // namespace strata
