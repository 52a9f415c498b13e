// `power` -> Model::sources.
#pragma once

#include "inputs/build_context.hpp"
#include "inputs/floorplans.hpp"
#include "inputs/rasters.hpp"
#include "inputs/selections.hpp"

namespace strata {

/// One HeatSource per heated body and entry. Totals are shared out as the deck says; maps turn with their
/// parts and sum to the power of their source.
void build_power(BuildContext& context, Selector& selector, RasterReader& rasters,
                 FloorplanReader& floorplans);

}  // namespace strata
