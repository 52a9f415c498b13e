// Whether elastic constants belong to a body that no deformation feeds with energy: positive definite at
// every temperature of their tables.
#pragma once

#include <optional>
#include <string>

#include "inputs/model.hpp"

namespace strata {

/// A condition that elastic constants break, in words with its numbers: "|nu_xz| = 0.9 must be below
/// sqrt(E_x / E_z) = 0.63".
struct BrokenCondition {
  std::string text;
  std::optional<double> temperature;  ///< where it is broken, if the constants vary [K]
};

/// The first condition that fails, at the lowest temperature of the tables where one does; empty where all
/// hold. Laws are constants or tables.
std::optional<BrokenCondition> broken_condition(const Elasticity& elasticity);

}  // namespace strata
