// The `metal_map` of a material: the densities in its file, checked.
#pragma once

#include <optional>

#include "inputs/rasters.hpp"

namespace strata {

/// Metal density over a whole file, as fractions of 1.
struct DensityRange {
  double lowest = 0.0;
  double highest = 0.0;
  double mean = 0.0;  ///< by area
};

/// Reads and checks the densities of a metal map. Empty, with messages, where the file, its unit or a value
/// is wrong.
std::optional<DensityRange> read_densities(BuildContext& context, RasterReader& rasters, const Value& keys);

/// What a value of the file is multiplied by to become a fraction.
double density_scale(const std::string& units);

}  // namespace strata
