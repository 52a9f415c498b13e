// A package with everything that follows the temperature.
#pragma once

#include "heat_models.hpp"

namespace strata::testing {

/// stepped_package(true) with radiation, a film coefficient against temperature, a surface that does both,
/// two cold plates with crossing flows, and leakage in a volume, on inner sheets and on a surface.
Model nonlinear_package();

}  // namespace strata::testing
