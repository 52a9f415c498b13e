// `power` -> Model::sources.
#pragma once

#include "inputs/build_context.hpp"
#include "inputs/build_traces.hpp"
#include "inputs/floorplans.hpp"
#include "inputs/rasters.hpp"
#include "inputs/selections.hpp"

namespace strata {

/// One HeatSource per heated body and entry, or per block of a floorplan in time. Totals are shared out as
/// the deck says; maps turn with their parts and sum to the power of their source. A source whose schedule is
/// in watts has a power of 1 W times its share.
void build_power(BuildContext& context, Selector& selector, RasterReader& rasters,
                 FloorplanReader& floorplans, TraceBook& traces);

}  // namespace strata
