// Whether elastic constants belong to a body that no deformation feeds with energy: positive definite at
// every temperature of their tables.
#pragma once

#include <string>

#include "inputs/model.hpp"

namespace strata {

/// The first condition that fails, in words with its numbers and, where the constants vary, its temperature:
/// "|nu_xz| = 0.9 must be below sqrt(E_x / E_z) = 0.63 at 25 degC"; empty where all hold. Laws are constants
/// or tables.
std::string broken_condition(const Elasticity& elasticity);

}  // namespace strata
