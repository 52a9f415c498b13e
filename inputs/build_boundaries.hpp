// `symmetry` and `boundaries` -> Geometry::symmetry and Model::boundaries.
#pragma once

#include "inputs/build_context.hpp"
#include "inputs/rasters.hpp"

namespace strata {

void build_symmetry(BuildContext& context);

/// Conditions in the order in which they replace each other: sides, named faces, their patches, exposed.
/// Reports a deck in which nothing fixes the temperature.
void build_boundaries(BuildContext& context, RasterReader& rasters);

}  // namespace strata
