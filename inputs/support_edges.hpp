// Whether supports agree where they meet: nodes of a common edge belong to both.
#pragma once

#include "inputs/build_context.hpp"

namespace strata {

/// Reports displacements across symmetry planes other than zero, and supports of two faces that give
/// different displacements on a common edge where there is matter. On one face the later support counts.
void check_support_edges(BuildContext& context);

}  // namespace strata
