// How far a value may be from what an infinitely fine grid would give, from its values on three grids: the
// grid convergence index. Reference: I. B. Celik et al., Procedure for estimation and reporting of
// uncertainty due to discretization in CFD applications, J. Fluids Eng. 130 (2008) 078001.
#pragma once

#include <array>
#include <limits>
#include <string>
#include <vector>

#include "postproc/summary.hpp"

namespace strata {

inline constexpr double kGridSafetyFactor = 1.25;
/// The scheme is of second order: a higher observed order does not narrow the band, one below 0.5 does not
/// widen it further.
inline constexpr double kHighestBandOrder = 2.0;
inline constexpr double kLowestBandOrder = 0.5;
/// Grids whose spacings differ by less tell nothing.
inline constexpr double kSmallestGridRatio = 1.1;

/// Estimate for the value on the finest grid.
/// \param values  on the fine, medium and coarse grid
/// \param ratios  mean spacings: medium over fine, coarse over medium; both above kSmallestGridRatio
/// \param noise   differences up to this are those of the solver, not of the grids
///
/// The observed order p solves p ln r21 = |ln |e32/e21| + ln((r21^p - s)/(r32^p - s))| with e21 = f2 - f1,
/// e32 = f3 - f2, s = sign(e32/e21); the index is 1.25 |e21| / (r21^p - 1) with p held between
/// kLowestBandOrder and kHighestBandOrder. Where the values do not approach each other from one side
/// (oscillatory, diverging) it is at least 1.25 times the largest difference between the three.
GridBand grid_band(const std::array<double, 3>& values, const std::array<double, 2>& ratios, double noise);

/// The band of every junction temperature and of the hottest point.
/// \param fine    the run itself
/// \param coarser two summaries of the same model on laterally coarser grids, finer one first
/// \param noise   [K], as above
GridUncertainty grid_uncertainty(const Summary& fine, const std::array<Summary, 2>& coarser, double noise);

/// "monotone", "oscillatory", "diverging", "equal", "grids too alike"
const char* trend_name(GridTrend trend);

}  // namespace strata
