// The section "stress" of summary.json.
#pragma once

#include <nlohmann/json.hpp>

#include "postproc/summary.hpp"

namespace strata {

/// Of a summary with stress; keys carry their units, numbers that do not exist are null (docs/results.md).
nlohmann::ordered_json stress_json(const Summary& summary);

}  // namespace strata
