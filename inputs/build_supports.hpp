// `supports` and `pressures` -> Model::stress.
#pragma once

#include "inputs/build_context.hpp"

namespace strata {

/// Supports in the order in which they replace each other: faces, each with its patches behind it. Reports
/// those that contradict each other or a symmetry plane.
void build_supports(BuildContext& context);

/// Pressures, in any order since they add up. Reports those on symmetry planes,
/// and those that push against nothing. Call it behind build_supports.
void build_pressures(BuildContext& context);

}  // namespace strata
