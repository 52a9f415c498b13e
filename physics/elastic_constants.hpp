// Stiffness from what a material card says: engineering constants or the constants of a cubic crystal.
#pragma once

#include "inputs/model.hpp"
#include "physics/orthotropic_stiffness.hpp"
#include "physics/sampling.hpp"

namespace strata {

/// Stiffness at temperature T [K]. A cubic crystal with <110> along x and y is turned by 45 degrees about z,
/// which leaves it orthotropic: c11' = c22' = (c11 + c12) / 2 + c44, c12' = (c11 + c12) / 2 - c44,
/// c66' = (c11 - c12) / 2. Throws Error(deck) where it is not positive definite. (Decks are told before, with
/// the condition that fails: inputs/elastic_checks.hpp.)
OrthotropicStiffness stiffness_at(const Elasticity& elasticity, double T);

/// The laws that decide the stiffness; they point into `elasticity`.
Laws laws_of(const Elasticity& elasticity);

/// True where every stretching and shearing costs energy: all leading minors are positive (Sylvester).
bool is_positive_definite(const OrthotropicStiffness& c);

}  // namespace strata
