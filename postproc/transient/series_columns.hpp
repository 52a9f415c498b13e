// How the columns of a time series are called in files (docs/results.md).
#pragma once

#include <string>
#include <vector>

#include "solver/transient/time_series.hpp"

namespace strata {

/// Place of a column in results.h5 below /series: "dies/hbm0.base/junction_max", "power".
std::string column_path(const SeriesColumn& column);

/// Name of a column in CSV files, with its unit: "junction_temperature_max_K:hbm0.base", "power_W".
std::string column_head(const SeriesColumn& column);

/// What a column says, for people who read results.h5.
const char* column_meaning(SeriesKind kind);

/// The columns to be written, in their order: two limits on the same target make two equal columns, of which
/// one is enough.
std::vector<std::size_t> distinct_columns(const TimeSeries& series);

}  // namespace strata
