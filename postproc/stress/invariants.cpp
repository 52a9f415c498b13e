#include "postproc/stress/invariants.hpp"

#include <algorithm>
#include <cmath>

namespace strata {
namespace {

/// Second invariant of the deviator [Pa^2].
double j2(const Voigt& s) {
  const double xy = s[0] - s[1], yz = s[1] - s[2], zx = s[2] - s[0];
  return (xy * xy + yz * yz + zx * zx) / 6.0 + s[3] * s[3] + s[4] * s[4] + s[5] * s[5];
}

}  // namespace

Voigt as_voigt(const CellStress& stress) {
  Voigt voigt{};
  std::copy(stress.begin(), stress.end(), voigt.begin());
  return voigt;
}

double von_mises(const Voigt& stress) {
  return std::sqrt(3.0 * j2(stress));
}

std::array<double, 3> principal_stresses(const Voigt& stress) {
  const auto [xx, yy, zz, yz, xz, xy] = stress;
  const double mean = (xx + yy + zz) / 3.0;
  const double radius = std::sqrt(j2(stress) / 3.0);
  if (!(radius > 0.0)) return {mean, mean, mean};
  // The deviator over `radius` has the eigenvalues 2 cos(angle + 2 pi n / 3).
  const double a = (xx - mean) / radius, b = (yy - mean) / radius, c = (zz - mean) / radius;
  const double d = yz / radius, e = xz / radius, f = xy / radius;
  const double determinant = a * (b * c - d * d) - f * (f * c - d * e) + e * (f * d - b * e);
  const double angle = std::acos(std::clamp(0.5 * determinant, -1.0, 1.0)) / 3.0;
  constexpr double kThirdOfTurn = 2.0943951023931954923;
  const double largest = mean + 2.0 * radius * std::cos(angle);
  const double smallest = mean + 2.0 * radius * std::cos(angle + kThirdOfTurn);
  return {largest, 3.0 * mean - largest - smallest, smallest};
}

}  // namespace strata
