// `leakage` of a heat source -> Leakage.
#pragma once

#include <optional>

#include "inputs/build_context.hpp"

namespace strata {

/// False, with messages, where the keys are wrong; `leakage` stays empty where the entry has none.
bool read_leakage(BuildContext& context, const Value& entry, std::optional<Leakage>& leakage);

}  // namespace strata
