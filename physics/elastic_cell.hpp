// One brick cell of the vertex-centred finite volume scheme with condensed incompatible modes, in closed
// form. Displacements are trilinear between the eight nodes, enriched per direction by the bending modes 1 -
// xi^2, 1 - eta^2, 1 - zeta^2 (E. L. Wilson, R. L. Taylor, W. P. Doherty, J. Ghaboussi, "Incompatible
// displacement models", 1973), whose amplitudes are eliminated inside the cell. On a brick the fluxes through
// the node-dual faces at +-1/3 and the Galerkin integrals are the same.
//
// With the sums U_p = sum over corners of s_p u, p running over the monomials 1, xi, eta, xi eta, zeta, ...
// of the corner signs, the strain energy of orthotropic matter splits by mirror symmetry into eight blocks,
// because the monomials are orthogonal on the brick:
//   strain xx            = 2/a (u_x^xi + u_x^xieta eta + u_x^xizeta zeta + u_x^xietazeta eta zeta), ...
//   bending, such as the xi part of yy and zz, sees the stiffness with sigma_xx released;
//   shear linear along one of its own axes vanishes with the incompatible mode: no shear locking.
// Corners and monomials are numbered by bits: 1 for x, 2 for y, 4 for z. Everything is inlined by force: host
// kernels for several instruction sets must not share one copy.
#pragma once

#include <Kokkos_Macros.hpp>

#include "physics/orthotropic_stiffness.hpp"

namespace strata {

/// Stiffness of the matter in a cell: as it is, and with the normal stress along one axis released [Pa].
template <class Real>
struct CellStiffness {
  Real c11, c22, c33, c12, c13, c23, c44, c55, c66;
  Real x_yy, x_zz, x_yz;  ///< sigma_xx released: sigma_yy = x_yy e_yy + x_yz e_zz
  Real y_xx, y_zz, y_xz;  ///< sigma_yy released
  Real z_xx, z_yy, z_xy;  ///< sigma_zz released
};
inline constexpr int kStiffnessNumbers = 18;

template <class Real>
CellStiffness<Real> cell_stiffness(const OrthotropicStiffness& c) {
  const auto real = [](double value) { return static_cast<Real>(value); };
  return {real(c.c11),
          real(c.c22),
          real(c.c33),
          real(c.c12),
          real(c.c13),
          real(c.c23),
          real(c.c44),
          real(c.c55),
          real(c.c66),
          real(c.c22 - c.c12 * c.c12 / c.c11),
          real(c.c33 - c.c13 * c.c13 / c.c11),
          real(c.c23 - c.c12 * c.c13 / c.c11),
          real(c.c11 - c.c12 * c.c12 / c.c22),
          real(c.c33 - c.c23 * c.c23 / c.c22),
          real(c.c13 - c.c12 * c.c23 / c.c22),
          real(c.c11 - c.c13 * c.c13 / c.c33),
          real(c.c22 - c.c23 * c.c23 / c.c33),
          real(c.c12 - c.c13 * c.c23 / c.c33)};
}

/// Entries of a symmetric 3 x 3 block.
template <class Real>
struct SymmetricBlock {
  Real xx, yy, zz, xy, xz, yz;
};
/// Entries of a symmetric 2 x 2 block.
template <class Real>
struct PairBlock {
  Real first, second, cross;
};

/// The cell matrix between mode sums U_p, by blocks [N/m]. Translations have no stiffness.
template <class Real>
struct CellModes {
  SymmetricBlock<Real> stretch;                ///< x^xi, y^eta, z^zeta
  PairBlock<Real> shear_xy;                    ///< x^eta, y^xi
  PairBlock<Real> shear_xz;                    ///< x^zeta, z^xi
  PairBlock<Real> shear_yz;                    ///< y^zeta, z^eta
  PairBlock<Real> bend_x;                      ///< y^xieta, z^xizeta
  PairBlock<Real> bend_y;                      ///< x^xieta, z^etazeta
  PairBlock<Real> bend_z;                      ///< x^xizeta, y^etazeta
  SymmetricBlock<Real> twist;                  ///< x^etazeta, y^xizeta, z^xieta
  Real hourglass_x, hourglass_y, hourglass_z;  ///< x, y, z^xietazeta
};

/// \param a, b, c  edges along x, y, z [m]; Real may be a pack of cells in a row, which share b and c
template <class Real, class Scalar>
KOKKOS_FORCEINLINE_FUNCTION CellModes<Real> cell_modes(const CellStiffness<Real>& s, Real a, Scalar b,
                                                       Scalar c) {
  // The mode sums are eight times the amplitudes, hence 4 V / 64.
  const Scalar one = 1, sixteenth = one / 16, third = one / 3;
  const Real xx = (sixteenth * b * c) / a, yy = a * (sixteenth * c / b), zz = a * (sixteenth * b / c);
  const Scalar xy = sixteenth * c, xz = sixteenth * b;
  const Real yz = a * sixteenth;
  CellModes<Real> m;
  m.stretch = {xx * s.c11, yy * s.c22, zz * s.c33, xy * s.c12, xz * s.c13, yz * s.c23};
  m.shear_xy = {yy * s.c66, xx * s.c66, xy * s.c66};
  m.shear_xz = {zz * s.c55, xx * s.c55, xz * s.c55};
  m.shear_yz = {zz * s.c44, yy * s.c44, yz * s.c44};
  m.bend_x = {third * yy * s.x_yy, third * zz * s.x_zz, third * yz * s.x_yz};
  m.bend_y = {third * xx * s.y_xx, third * zz * s.y_zz, third * xz * s.y_xz};
  m.bend_z = {third * xx * s.z_xx, third * yy * s.z_yy, third * xy * s.z_xy};
  m.twist = {third * (m.shear_xy.first + m.shear_xz.first),
             m.shear_xy.second * third + m.shear_yz.first * third,
             third * (m.shear_xz.second + m.shear_yz.second),
             third * m.shear_xy.cross,
             third * m.shear_xz.cross,
             third * m.shear_yz.cross};
  const Scalar ninth = third * third;
  m.hourglass_x = ninth * (m.stretch.xx + m.shear_xy.first + m.shear_xz.first);
  m.hourglass_y = ninth * (m.stretch.yy + m.shear_xy.second + m.shear_yz.first);
  m.hourglass_z = ninth * (m.stretch.zz + m.shear_xz.second + m.shear_yz.second);
  return m;
}

/// Corner values to mode sums, in place: u[p] = sum over corners of s_p u.
template <class Real>
KOKKOS_FORCEINLINE_FUNCTION void to_modes(Real* u) {
  for (int bit = 1; bit < 8; bit *= 2) {
    for (int low = 0; low < 8; ++low) {
      if ((low & bit) != 0) continue;
      const Real lower = u[low], upper = u[low + bit];
      u[low] = lower + upper;
      u[low + bit] = upper - lower;
    }
  }
}

/// Forces on mode sums to forces on corners, in place: the transpose of to_modes.
template <class Real>
KOKKOS_FORCEINLINE_FUNCTION void to_corners(Real* f) {
  for (int bit = 1; bit < 8; bit *= 2) {
    for (int low = 0; low < 8; ++low) {
      if ((low & bit) != 0) continue;
      const Real even = f[low], odd = f[low + bit];
      f[low] = even - odd;
      f[low + bit] = even + odd;
    }
  }
}

namespace detail {

template <class Real>
KOKKOS_FORCEINLINE_FUNCTION void multiply(const PairBlock<Real>& block, Real& first, Real& second) {
  const Real f = block.first * first + block.cross * second;
  second = block.cross * first + block.second * second;
  first = f;
}
template <class Real>
KOKKOS_FORCEINLINE_FUNCTION void multiply(const SymmetricBlock<Real>& block, Real& first, Real& second,
                                          Real& third) {
  const Real f = block.xx * first + block.xy * second + block.xz * third;
  const Real s = block.xy * first + block.yy * second + block.yz * third;
  third = block.xz * first + block.yz * second + block.zz * third;
  first = f;
  second = s;
}

}  // namespace detail

/// Mode sums [component][monomial] to the forces on them, in place.
template <class Real>
KOKKOS_FORCEINLINE_FUNCTION void mode_forces(const CellModes<Real>& m, Real (*u)[8]) {
  Real *x = u[0], *y = u[1], *z = u[2];
  x[0] = y[0] = z[0] = Real{};
  detail::multiply(m.stretch, x[1], y[2], z[4]);
  detail::multiply(m.shear_xy, x[2], y[1]);
  detail::multiply(m.shear_xz, x[4], z[1]);
  detail::multiply(m.shear_yz, y[4], z[2]);
  detail::multiply(m.bend_x, y[3], z[5]);
  detail::multiply(m.bend_y, x[3], z[6]);
  detail::multiply(m.bend_z, x[5], y[6]);
  detail::multiply(m.twist, x[6], y[5], z[3]);
  x[7] *= m.hourglass_x;
  y[7] *= m.hourglass_y;
  z[7] *= m.hourglass_z;
}

/// Displacements of the corners [component][corner] [m] to the forces that hold them so [N], in place.
template <class Real>
KOKKOS_FORCEINLINE_FUNCTION void cell_forces(const CellModes<Real>& m, Real (*u)[8]) {
  for (int c = 0; c < 3; ++c) to_modes(u[c]);
  mode_forces(m, u);
  for (int c = 0; c < 3; ++c) to_corners(u[c]);
}

/// Free strain along x, y, z of a cell, linear in place: its mean, and half its difference across the cell
/// along each axis.
template <class Real>
struct CellThermalStrain {
  Real mean[3];
  Real slope[3][3];  ///< [axis along which it varies][strain component]
};

/// Corner forces [component][corner] that hold a cell in place against its free strain [N]; what loads the
/// nodes is this with its sign turned: K u = thermal_forces.
/// \param f  overwritten
template <class Real>
KOKKOS_FORCEINLINE_FUNCTION void thermal_forces(const CellStiffness<Real>& s,
                                                const CellThermalStrain<Real>& t, Real a, Real b, Real c,
                                                Real (*f)[8]) {
  // d(energy)/d(mode sum): strain per mode sum is 2 / (8 edge), times the volume, times 1/3 for linear parts.
  const Real quarter = Real(1) / 4, third = Real(1) / 3;
  const Real area[3] = {quarter * b * c, quarter * a * c, quarter * a * b};
  for (int i = 0; i < 3; ++i)
    for (int p = 0; p < 8; ++p) f[i][p] = 0;
  f[0][1] = area[0] * (s.c11 * t.mean[0] + s.c12 * t.mean[1] + s.c13 * t.mean[2]);
  f[1][2] = area[1] * (s.c12 * t.mean[0] + s.c22 * t.mean[1] + s.c23 * t.mean[2]);
  f[2][4] = area[2] * (s.c13 * t.mean[0] + s.c23 * t.mean[1] + s.c33 * t.mean[2]);
  f[1][3] = third * area[1] * (s.x_yy * t.slope[0][1] + s.x_yz * t.slope[0][2]);
  f[2][5] = third * area[2] * (s.x_yz * t.slope[0][1] + s.x_zz * t.slope[0][2]);
  f[0][3] = third * area[0] * (s.y_xx * t.slope[1][0] + s.y_xz * t.slope[1][2]);
  f[2][6] = third * area[2] * (s.y_xz * t.slope[1][0] + s.y_zz * t.slope[1][2]);
  f[0][5] = third * area[0] * (s.z_xx * t.slope[2][0] + s.z_xy * t.slope[2][1]);
  f[1][6] = third * area[1] * (s.z_xy * t.slope[2][0] + s.z_yy * t.slope[2][1]);
  for (int i = 0; i < 3; ++i) to_corners(f[i]);
}

/// Stress in the middle of a cell and of its faces across z, xx yy zz yz xz xy [Pa].
template <class Real>
struct CellStresses {
  Real centre[6];
  Real along_z[6];  ///< what is added on the upper face and taken off on the lower one
};

/// \param u  displacements of the corners [component][corner] [m]; overwritten
template <class Real>
KOKKOS_FORCEINLINE_FUNCTION CellStresses<Real> cell_stresses(const CellStiffness<Real>& s,
                                                             const CellThermalStrain<Real>& t, Real a, Real b,
                                                             Real c, Real (*u)[8]) {
  for (int i = 0; i < 3; ++i) to_modes(u[i]);
  const Real quarter = Real(1) / 4;
  const Real dx = quarter / a, dy = quarter / b, dz = quarter / c;
  const Real exx = dx * u[0][1] - t.mean[0], eyy = dy * u[1][2] - t.mean[1], ezz = dz * u[2][4] - t.mean[2];
  CellStresses<Real> out;
  out.centre[0] = s.c11 * exx + s.c12 * eyy + s.c13 * ezz;
  out.centre[1] = s.c12 * exx + s.c22 * eyy + s.c23 * ezz;
  out.centre[2] = s.c13 * exx + s.c23 * eyy + s.c33 * ezz;
  out.centre[3] = s.c44 * (dz * u[1][4] + dy * u[2][2]);
  out.centre[4] = s.c55 * (dz * u[0][4] + dx * u[2][1]);
  out.centre[5] = s.c66 * (dy * u[0][2] + dx * u[1][1]);
  const Real bxx = dx * u[0][5] - t.slope[2][0], byy = dy * u[1][6] - t.slope[2][1];
  out.along_z[0] = s.z_xx * bxx + s.z_xy * byy;
  out.along_z[1] = s.z_xy * bxx + s.z_yy * byy;
  out.along_z[2] = out.along_z[3] = out.along_z[4] = 0;
  out.along_z[5] = s.c66 * (dy * u[0][6] + dx * u[1][5]);
  return out;
}

}  // namespace strata
