// The group /series of results.h5 (docs/results.md).
#pragma once

#include "postproc/hdf5_file.hpp"
#include "postproc/transient/history.hpp"

namespace strata {

/// Writes every column as a dataset of its own, times, and as attributes how the steps went and whether
/// energy is balanced. Throws IoError.
void write_series_h5(Hdf5File& file, const TransientHistory& history);

}  // namespace strata
