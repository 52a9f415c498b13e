// Stiffness from what a material card says: engineering constants or the constants of a cubic crystal.
#pragma once

#include <vector>

#include "inputs/model.hpp"
#include "physics/orthotropic_stiffness.hpp"

namespace strata {

/// Stiffness at temperature T [K]. A cubic crystal with <110> along x and y is turned by 45 degrees about z,
/// which leaves it orthotropic: c11' = c22' = (c11 + c12) / 2 + c44, c12' = (c11 + c12) / 2 - c44,
/// c66' = (c11 - c12) / 2. Throws Error(deck) where it is not positive definite, saying which condition on
/// the constants fails.
OrthotropicStiffness stiffness_at(const Elasticity& elasticity, double T);

/// The laws that decide the stiffness; they point into `elasticity`.
std::vector<const PropertyLaw*> laws_of(const Elasticity& elasticity);

/// True where every stretching and shearing costs energy: all leading minors are positive (Sylvester).
bool is_positive_definite(const OrthotropicStiffness& c);

}  // namespace strata
