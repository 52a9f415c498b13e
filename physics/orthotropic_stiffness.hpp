// Stiffness of a material whose planes of elastic symmetry are the coordinate planes: all that Strata knows,
// since isotropic, orthotropic and tetragonal media qualify and cubic silicon with its flat along <100> or
// <110> does too. Strains are engineering strains; 4, 5, 6 are yz, xz, xy (Voigt).
#pragma once

#include <array>

namespace strata {

/// sigma_xx = c11 e_xx + c12 e_yy + c13 e_zz and so on, sigma_yz = c44 gamma_yz, sigma_xz = c55 gamma_xz,
/// sigma_xy = c66 gamma_xy. [Pa]
struct OrthotropicStiffness {
  double c11 = 0.0, c22 = 0.0, c33 = 0.0;
  double c12 = 0.0, c13 = 0.0, c23 = 0.0;
  double c44 = 0.0, c55 = 0.0, c66 = 0.0;
};

/// Stress or strain by component, xx yy zz yz xz xy.
using Voigt = std::array<double, 6>;

}  // namespace strata
