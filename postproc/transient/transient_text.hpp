// What a person reads about a transient.
#pragma once

#include <cstddef>
#include <string>

#include "postproc/transient/transient_summary.hpp"

namespace strata {

/// A time as people write it: "12.5 ms", "3.2 s", "1 h 05 min".
std::string time_text(double seconds);

/// How hot each die became and when, hottest first (dies that differ only in a repeat index share a row), and
/// the probes.
std::string courses_text(const TransientSummary& summary, std::size_t max_rows);

/// Steps, cycles, energy.
std::string steps_text(const TransientSummary& summary);

}  // namespace strata
