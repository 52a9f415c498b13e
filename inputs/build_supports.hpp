// `supports` and `pressures` -> Model::stress.
#pragma once

#include "inputs/build_context.hpp"

namespace strata {

/// Supports in the order in which they replace each other: faces, each with its patches behind it.
void build_supports(BuildContext& context);

/// Pressures, in any order since they add up. Reports those on symmetry planes.
void build_pressures(BuildContext& context);

}  // namespace strata
