// Effective medium of a wiring layer: metal of area share f (lines, planes) in a dielectric that vias of area
// share v cross between metal levels.
//
//   in the plane   k = f k_m + (1-f) k_d                      lines side by side with the dielectric
//   through it     1/k = f/k_m + (1-f)/k_v,  k_v = v k_m + (1-v) k_d    metal over dielectric with vias
//
// For f alone these are the bounds of Wiener ("Die Theorie des Mischkoerpers fuer das Feld der stationaeren
// Stroemung", Abh. Math.-Phys. Kl. Koenigl. Saechs. Ges. Wiss. 32 (1912) 507-604): every arrangement of the
// two conducts at most as the parallel rule and at least as the series rule, which v = 0 gives. So lines that
// end or run the other way conduct less in the plane than said here, and no layer of this density conducts
// less through it than with v = 0. Vias are metal too: with them k_z stays between the series and the
// parallel rule of F = f + (1-f) v. What they add in the plane, a share of about 2 v of k_d, is left out.
// Mass and heat go by volume with F.
#pragma once

#include "inputs/model.hpp"

namespace strata {

/// Conductivity of two materials side by side, the upper bound [W/(m.K)].
constexpr double parallel_conductivity(double share, double k, double k_rest) {
  return share * k + (1.0 - share) * k_rest;
}

/// Conductivity of two materials one behind the other, the lower bound [W/(m.K)].
constexpr double series_conductivity(double share, double k, double k_rest) {
  return 1.0 / (share / k + (1.0 - share) / k_rest);
}

/// Bulk properties of a metal medium; along x, y and z those of the constituents along the same axis count.
/// Properties that depend on temperature become tables as sampled_law.hpp says. Throws Error(deck) where a
/// share lies outside 0 to 1 or a constituent is void or no bulk material.
BulkMaterial metal_medium(const Model& model, const MetalMedium& medium);

}  // namespace strata
