// Distributions by the inverses of their cumulative functions: a number in (0, 1) becomes a value.
#pragma once

#include "inputs/sweep/sweep.hpp"

namespace strata {

/// x with Phi(x) = p, Phi the cumulative normal distribution; p in (0, 1). P. J. Acklam's rational
/// approximation (2003), then one step of Halley's method on erfc, which makes it exact to rounding.
double normal_quantile(double p);

/// Of the normal distribution cut off outside [lower, upper]: 0 where that range is so far out that its share
/// of the whole cannot be told from 0.
double share_inside(const NormalDistribution& distribution);

/// The value below which a share `u` of the distribution lies, u in [0, 1]; of choices the index.
double quantile(const Distribution& distribution, double u);

/// Whole numbers: each of the numbers in [lower, upper] of a uniform distribution is as likely as the others;
/// values of all other distributions are rounded.
double integer_quantile(const Distribution& distribution, double u);

/// Lowest and highest value; of choices the first and last index.
std::array<double, 2> range_of(const Distribution& distribution);

}  // namespace strata
