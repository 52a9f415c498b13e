// `contacts` and `limits` -> Model::contacts and Model::limits.
#pragma once

#include "inputs/build_context.hpp"
#include "inputs/rasters.hpp"
#include "inputs/selections.hpp"

namespace strata {

/// One Contact per pair of faces; a pair that never touches is an error.
void build_contacts(BuildContext& context, Selector& selector, RasterReader& rasters);

void build_limits(BuildContext& context, Selector& selector);

}  // namespace strata
