// Whether supports agree where two outer faces meet: nodes of an edge belong to both faces.
#pragma once

#include "inputs/build_context.hpp"

namespace strata {

/// Reports displacements across symmetry planes other than zero, and supports of two faces that give
/// different displacements on a common edge where there is matter. On one face the later support counts.
void check_support_edges(BuildContext& context);

}  // namespace strata
