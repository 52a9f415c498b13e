// Stress at a point as one number: what a strength is compared with.
#pragma once

#include <array>

#include "physics/orthotropic_stiffness.hpp"
#include "solver/stress/stress_solution.hpp"

namespace strata {

/// The stress of a cell in double precision.
Voigt as_voigt(const CellStress& stress);

/// sqrt(3 J2) [Pa] of a stress xx yy zz yz xz xy [Pa].
double von_mises(const Voigt& stress);

/// Eigenvalues of the stress tensor, largest first [Pa]: tension is positive. O. K. Smith, Commun. ACM 4
/// (1961) 168; to some 1e-8 of the largest one.
std::array<double, 3> principal_stresses(const Voigt& stress);

}  // namespace strata
