// Parts and assembly -> Geometry: repeats written out, parts placed and turned, everything a box in paint
// order.
#pragma once

#include <string>
#include <vector>

#include "inputs/build_context.hpp"
#include "inputs/build_materials.hpp"
#include "inputs/floorplans.hpp"

namespace strata {

/// Names that the deck gives to things which could not be built; patterns that name them are no new mistake.
using BrokenNames = std::vector<std::string>;

/// Fills Model::geometry. Checks that parts and layers lie inside the assembly, that parts of a tier do not
/// collide, that names are unique; warns about unused parts and parts that stick out of the fill.
BrokenNames build_geometry(BuildContext& context, MaterialBook& materials, FloorplanReader& floorplans);

}  // namespace strata
