// Whether something holds the package against the pressures on it.
#pragma once

#include "inputs/build_context.hpp"

namespace strata {

/// Reports pressures whose force or moment works on a rigid motion that neither supports nor symmetry planes
/// prevent. Whole faces and patches count as if they were covered with matter.
void check_held(BuildContext& context);

}  // namespace strata
