// Classical laminate theory: a stack of layers of unlimited extent, free of outer loads, each with a free
// strain of its own. What a package does away from its edges, in closed form; beside a computed stack it is
// the figure that tells whether the answer makes sense.
//
// Strain is linear through the stack, e(z) = e0 + kappa z along x and y with z from the middle of the stack;
// stress follows with the stiffness Q of a sheet whose normal stress across is released,
//   sigma(z) = Q (e0 + kappa z - free strain),
// and no force and no moment is left: [A B; B D] [e0; kappa] = sum over layers of int Q free strain (1, z) dz
// with A, B, D = sum of int Q (1, z, z^2) dz. For two layers that are isotropic this is Timoshenko's formula
// with E / (1 - nu), for a film on a wafer Stoney's.
// References: R. M. Jones, "Mechanics of Composite Materials", 2nd ed., Taylor and Francis (1999), chapter 4;
// S. Timoshenko, "Analysis of bi-metal thermostats", J. Opt. Soc. Am. 11 (1925) 233-255.
#pragma once

#include <array>
#include <vector>

#include "physics/orthotropic_stiffness.hpp"

namespace strata {

struct LaminateLayer {
  double thickness = 0.0;               ///< [m], above 0
  OrthotropicStiffness stiffness;       ///< positive definite
  std::array<double, 3> free_strain{};  ///< along x, y, z, from the stress-free temperature of the layer on
};

/// Stress along x and y at the lower and upper side of a layer [Pa]; tension is positive.
struct LayerStress {
  std::array<double, 2> bottom{};
  std::array<double, 2> top{};
};

struct LaminateResponse {
  std::array<double, 2> strain{};  ///< in the middle of the stack, along x and y
  std::array<double, 2>
      curvature{};                  ///< d(strain)/dz [1/m]; positive: the stack is a dome, its top stretched
  std::vector<LayerStress> layers;  ///< in the order given
};

/// \param layers  bottom up, at least one
LaminateResponse laminate_response(const std::vector<LaminateLayer>& layers);

}  // namespace strata
