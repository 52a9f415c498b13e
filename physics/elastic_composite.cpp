#include "physics/elastic_composite.hpp"

#include <cmath>

namespace strata {

namespace {

OrthotropicTensor tensor_of(const OrthotropicStiffness& c) {
  return {{{{c.c11, c.c12, c.c13}, {c.c12, c.c22, c.c23}, {c.c13, c.c23, c.c33}}}, {c.c44, c.c55, c.c66}};
}

/// Rounding leaves the two halves of a symmetric matrix different in the last digits: their mean is taken.
OrthotropicStiffness stiffness_of(const OrthotropicTensor& c) {
  const auto mean = [&](int i, int j) { return 0.5 * (c.normal[i][j] + c.normal[j][i]); };
  return {mean(0, 0), mean(1, 1), mean(2, 2), mean(0, 1), mean(0, 2),
          mean(1, 2), c.shear[0], c.shear[1], c.shear[2]};
}

}  // namespace

OrthotropicTensor cylinder_polarisation(const OrthotropicStiffness& c) {
  // The integrand is smooth and periodic over half a turn, so the mean over evenly spaced directions
  // converges faster than any power of their number.
  constexpr int kDirections = 256;
  constexpr double kPi = 3.14159265358979323846;
  OrthotropicTensor p;
  for (int n = 0; n < kDirections; ++n) {
    const double angle = kPi * (n + 0.5) / kDirections;
    const double x = std::cos(angle), y = std::sin(angle);
    const double k_xx = c.c11 * x * x + c.c66 * y * y;
    const double k_yy = c.c66 * x * x + c.c22 * y * y;
    const double k_xy = (c.c12 + c.c66) * x * y;
    const double k_zz = c.c55 * x * x + c.c44 * y * y;
    const double determinant = k_xx * k_yy - k_xy * k_xy;
    const double xx = k_yy / determinant, yy = k_xx / determinant, xy = -k_xy / determinant;
    p.normal[0][0] += x * x * xx;
    p.normal[1][1] += y * y * yy;
    p.normal[0][1] += x * y * xy;
    p.shear[0] += y * y / k_zz;
    p.shear[1] += x * x / k_zz;
    p.shear[2] += y * y * xx + 2.0 * x * y * xy + x * x * yy;
  }
  p.normal[1][0] = p.normal[0][1];
  p.normal = combine(1.0 / kDirections, p.normal, 0.0, p.normal);
  for (double& shear : p.shear) shear /= kDirections;
  return p;
}

OrthotropicTensor layer_polarisation(const OrthotropicStiffness& c) {
  OrthotropicTensor p;
  p.normal[2][2] = 1.0 / c.c33;
  p.shear = {1.0 / c.c44, 1.0 / c.c55, 0.0};
  return p;
}

ElasticComposite compose(const OrthotropicStiffness& inclusion, const OrthotropicStiffness& matrix,
                         double share, const OrthotropicTensor& polarisation) {
  // C* = f C_i A + C_m (1 - f A) with A = [f + (1-f) (1 + P (C_i - C_m))]^-1, the strain of the inclusions
  // per mean strain: Benveniste's form, in which equal materials, f = 0 and f = 1 are no special cases.
  const OrthotropicTensor c_i = tensor_of(inclusion);
  const OrthotropicTensor c_m = tensor_of(matrix);
  const OrthotropicTensor& p = polarisation;
  const double rest = 1.0 - share;
  const Matrix3 jump = product(p.normal, combine(1.0, c_i.normal, -1.0, c_m.normal));
  const Matrix3 strain = inverse(combine(1.0, kIdentity3, rest, jump));
  OrthotropicTensor effective;
  effective.normal = combine(share, product(c_i.normal, strain), 1.0,
                             product(c_m.normal, combine(1.0, kIdentity3, -share, strain)));
  for (int n = 0; n < 3; ++n) {
    const double share_of_strain = share / (1.0 + rest * p.shear[n] * (c_i.shear[n] - c_m.shear[n]));
    effective.shear[n] = share_of_strain * c_i.shear[n] + (1.0 - share_of_strain) * c_m.shear[n];
  }
  const Matrix3 weight = product(inverse(effective.normal), product(transposed(strain), c_i.normal));
  return {stiffness_of(effective), combine(share, weight, 0.0, weight)};
}

}  // namespace strata
