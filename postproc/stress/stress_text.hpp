// What a person reads of stress and warpage after a run.
#pragma once

#include <string>

#include "postproc/summary.hpp"

namespace strata {

/// \param stress  that of the summary, which names the bodies: warpage of each surface by load case, the dies
/// and interfaces stressed most, how it was solved; in um, MPa and degC. \param max_rows  of a table
std::string stress_text(const Summary& summary, const StressSummary& stress, std::size_t max_rows);

}  // namespace strata
