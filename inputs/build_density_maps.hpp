// Metal maps laid over the bodies made of them -> Geometry::density_maps.
#pragma once

#include "inputs/build_context.hpp"
#include "inputs/build_materials.hpp"
#include "inputs/rasters.hpp"

namespace strata {

/// Gives every body of a mapped material its DensityMap, turned with its part. Bodies of one material that
/// lie over each other alike share it; a block of its layer's material shares the layer's.
void build_density_maps(BuildContext& context, const MaterialBook& materials, RasterReader& rasters);

}  // namespace strata
