// Random power maps: how the heat of a source spreads over its rectangle. Each is a function of the sweep's
// seed, the number of the sample and the name of the source alone.
#pragma once

#include "inputs/sweep/sweep.hpp"

namespace strata {

/// Whether a pattern names a heat source: word by word as in the deck's selections, by the name of the placed
/// part or by that of the part.
bool names_source(const std::string& pattern, const HeatSource& source, const Model& model);

/// Tiles that cover `area` without holes and whose values sum to `power` to the last bit when they are added
/// in their order (within a unit in the last place where rounding allows no such tiles). \param seed  of the
/// map
Raster random_map(const PowerMapSpec& spec, const Rectangle& area, double power, std::uint64_t seed);

/// The seed of the map of a source in a sample.
std::uint64_t map_seed(std::uint64_t sweep_seed, std::uint64_t id, const std::string& source);

/// Gives every source of the model that a map names its random map.
void place_random_maps(const Sweep& sweep, std::uint64_t id, Model& model);

}  // namespace strata
