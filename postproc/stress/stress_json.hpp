// The section "stress" of summary.json.
#pragma once

#include <nlohmann/json.hpp>

#include "postproc/summary.hpp"

namespace strata {

/// \param stress  that of the summary, which names the bodies; keys carry their units, numbers that do not
/// exist are null (docs/results.md).
nlohmann::ordered_json stress_json(const Summary& summary, const StressSummary& stress);

}  // namespace strata
