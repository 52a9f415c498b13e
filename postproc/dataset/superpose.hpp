// Samples without a solve: where nothing depends on temperature, the weighted mean of solutions on one
// geometry is the solution under the weighted mean of their powers and surroundings.
#pragma once

#include <vector>

#include "postproc/dataset/dataset.hpp"

namespace strata {

/// The weighted mean of temperatures, powers, displacements, stresses, parameters, ambients and boundary
/// heats. Residual, imbalance and resampling error are the largest of the parents, results are NaN, ids and
/// hash are the caller's. So of rho_cp, and of elastic constants where no stress is stored: no stored
/// solution depends on them. \param weights  by parent, sum to 1 Throws Error(deck) where parents differ in
/// what must be equal (any other field, film coefficients, a parameter with choices, the grid), and where the
/// layout holds von_mises, which is not linear.
DatasetSample superpose(const DatasetLayout& layout, const std::vector<const DatasetSample*>& parents,
                        const std::vector<double>& weights);

}  // namespace strata
