// The part of summary.json about a transient (docs/results.md).
#pragma once

#include <nlohmann/json.hpp>

#include "postproc/transient/transient_summary.hpp"

namespace strata {

nlohmann::ordered_json transient_json(const TransientSummary& summary);

}  // namespace strata
