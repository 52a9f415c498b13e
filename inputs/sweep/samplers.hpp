// Samplers: where in the distribution of a parameter a point lies, as a function of the seed, the parameter
// and the number of the point alone (of a Latin hypercube and a grid also of the number of points).
#pragma once

#include "inputs/sweep/sweep.hpp"

namespace strata {

/// One of the points that a parameter is drawn for: groups, or samples that are solved.
struct SamplePoint {
  std::uint64_t index = 0;     ///< of the point
  std::uint64_t n_points = 0;  ///< in the whole sweep
};

/// Number of values of a parameter in a grid: its choices or levels.
std::uint64_t n_levels(const SweepParameter& parameter);

/// A share in [0, 1], to be given to quantile(). Not for grids and tables.
/// \param parameter  index into Sweep::parameters, a dimension of Sobol's sequence
double sample_share(const Sweep& sweep, std::size_t parameter, const SamplePoint& point);

/// Which level of a parameter a point of a grid has; the last of the parameters that vary alike changes
/// fastest.
std::uint64_t grid_level(const Sweep& sweep, std::size_t parameter, std::uint64_t point);

}  // namespace strata
