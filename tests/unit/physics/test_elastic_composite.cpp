// Effective stiffness and free strain of two materials: closed forms, bounds, limits.
#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include <catch2/catch.hpp>

#include "physics/elastic_composite.hpp"
#include "physics/elastic_constants.hpp"

using namespace strata;

namespace {

constexpr double kGPa = 1e9;

OrthotropicStiffness isotropic(double E, double nu) {
  return stiffness_at(IsotropicElasticity{ConstantLaw{E}, ConstantLaw{nu}}, 300.0);
}

OrthotropicStiffness silicon(CrystalDirection x_axis) {
  return stiffness_at(
      CubicElasticity{ConstantLaw{165.7 * kGPa}, ConstantLaw{63.9 * kGPa}, ConstantLaw{79.6 * kGPa}, x_axis},
      300.0);
}

OrthotropicStiffness laminate() {
  OrthotropicElasticity law;
  law.youngs_modulus = {ConstantLaw{25.0 * kGPa}, ConstantLaw{18.0 * kGPa}, ConstantLaw{10.0 * kGPa}};
  law.poisson_ratio = {ConstantLaw{0.14}, ConstantLaw{0.3}, ConstantLaw{0.25}};
  law.shear_modulus = {ConstantLaw{6.0 * kGPa}, ConstantLaw{3.0 * kGPa}, ConstantLaw{2.0 * kGPa}};
  return stiffness_at(law, 300.0);
}

const OrthotropicStiffness& copper() {
  static const OrthotropicStiffness c = isotropic(110.0 * kGPa, 0.34);
  return c;
}
const OrthotropicStiffness& underfill() {
  static const OrthotropicStiffness c = isotropic(8.0 * kGPa, 0.33);
  return c;
}

std::array<double, 9> entries(const OrthotropicStiffness& c) {
  return {c.c11, c.c22, c.c33, c.c12, c.c13, c.c23, c.c44, c.c55, c.c66};
}

double largest_difference(const OrthotropicStiffness& a, const OrthotropicStiffness& b) {
  double largest = 0.0;
  for (int n = 0; n < 9; ++n) largest = std::max(largest, std::abs(entries(a)[n] - entries(b)[n]));
  return largest / std::max(a.c11, b.c11);
}

Matrix3 normal_block(const OrthotropicStiffness& c) {
  return {{{c.c11, c.c12, c.c13}, {c.c12, c.c22, c.c23}, {c.c13, c.c23, c.c33}}};
}

OrthotropicStiffness from_blocks(const Matrix3& c, const Vector3& g) {
  return {c[0][0], c[1][1], c[2][2], c[0][1], c[0][2], c[1][2], g[0], g[1], g[2]};
}

/// a - b, which is no stiffness but has its form.
OrthotropicStiffness difference(const OrthotropicStiffness& a, const OrthotropicStiffness& b) {
  return from_blocks(combine(1.0, normal_block(a), -1.0, normal_block(b)),
                     {a.c44 - b.c44, a.c55 - b.c55, a.c66 - b.c66});
}

/// Does no strain out of many cost less than -tolerance times its square? (Determinants of differences that
/// are singular, as those from a bound that is met, say nothing.)
bool is_not_negative(const OrthotropicStiffness& c, double tolerance) {
  const Matrix3 normal = normal_block(c);
  double lowest = std::min({c.c44, c.c55, c.c66});
  for (int a = 0; a < 60; ++a) {
    for (int b = 0; b < 60; ++b) {
      const double theta = 0.0523598775598299 * a, phi = 0.0523598775598299 * b;
      const Vector3 e{std::sin(theta) * std::cos(phi), std::sin(theta) * std::sin(phi), std::cos(theta)};
      const Vector3 s = product(normal, e);
      lowest = std::min(lowest, s[0] * e[0] + s[1] * e[1] + s[2] * e[2]);
    }
  }
  return lowest >= -tolerance;
}

OrthotropicStiffness voigt(const OrthotropicStiffness& i, const OrthotropicStiffness& m, double f) {
  return from_blocks(
      combine(f, normal_block(i), 1.0 - f, normal_block(m)),
      {f * i.c44 + (1.0 - f) * m.c44, f * i.c55 + (1.0 - f) * m.c55, f * i.c66 + (1.0 - f) * m.c66});
}

OrthotropicStiffness reuss(const OrthotropicStiffness& i, const OrthotropicStiffness& m, double f) {
  const auto mean = [f](double a, double b) { return 1.0 / (f / a + (1.0 - f) / b); };
  return from_blocks(inverse(combine(f, inverse(normal_block(i)), 1.0 - f, inverse(normal_block(m)))),
                     {mean(i.c44, m.c44), mean(i.c55, m.c55), mean(i.c66, m.c66)});
}

ElasticComposite cylinders(const OrthotropicStiffness& i, const OrthotropicStiffness& m, double f) {
  return compose(i, m, f, cylinder_polarisation(m));
}

ElasticComposite layers(const OrthotropicStiffness& i, const OrthotropicStiffness& m, double f) {
  return compose(i, m, f, layer_polarisation(m));
}

struct Pair {
  OrthotropicStiffness inclusion;
  OrthotropicStiffness matrix;
};

std::vector<Pair> pairs() {
  const OrthotropicStiffness si = silicon(CrystalDirection::along_110);
  return {{copper(), underfill()},    {underfill(), copper()}, {copper(), si},
          {si, laminate()},           {laminate(), si},        {isotropic(1e6, 0.49), si},
          {si, isotropic(1e6, 0.495)}};
}

}  // namespace

TEST_CASE("Polarisation of cylinders in an isotropic matrix is Eshelby's closed form") {
  // Eshelby's tensor of a circular cylinder (Mura, section 11.22) over the stiffness: P = S C^-1.
  const double E = 8.0 * kGPa, nu = 0.33, mu = E / (2.0 * (1.0 + nu));
  const OrthotropicTensor p = cylinder_polarisation(isotropic(E, nu));
  const double scale = 1.0 / (16.0 * mu * (1.0 - nu));
  CHECK(p.normal[0][0] == Approx(scale * (5.0 - 8.0 * nu)).epsilon(1e-13));
  CHECK(p.normal[1][1] == Approx(p.normal[0][0]).epsilon(1e-13));
  CHECK(p.normal[0][1] == Approx(-scale).epsilon(1e-13));
  CHECK(p.normal[2][2] == 0.0);
  CHECK(p.normal[0][2] == 0.0);
  CHECK(p.shear[0] == Approx(1.0 / (2.0 * mu)).epsilon(1e-13));
  CHECK(p.shear[1] == Approx(1.0 / (2.0 * mu)).epsilon(1e-13));
  CHECK(p.shear[2] == Approx(scale * 4.0 * (3.0 - 4.0 * nu)).epsilon(1e-13));
}

TEST_CASE("Cylinders in an isotropic matrix meet the formulas of Hashin and Hill") {
  const double E_i = 110.0 * kGPa, nu_i = 0.34, E_m = 8.0 * kGPa, nu_m = 0.33;
  const double G_i = E_i / (2.0 * (1.0 + nu_i)), G_m = E_m / (2.0 * (1.0 + nu_m));
  const double k_i = G_i / (1.0 - 2.0 * nu_i), k_m = G_m / (1.0 - 2.0 * nu_m);  // plane strain bulk moduli
  for (const double f : {0.05, 0.2, 0.6}) {
    const double m = 1.0 - f;
    const OrthotropicStiffness c = cylinders(isotropic(E_i, nu_i), isotropic(E_m, nu_m), f).stiffness;
    const double k = k_m + f / (1.0 / (k_i - k_m) + m / (k_m + G_m));
    CHECK(0.5 * (c.c11 + c.c12) == Approx(k).epsilon(1e-12));
    const double G_along = G_m + f / (1.0 / (G_i - G_m) + m / (2.0 * G_m));
    CHECK(c.c44 == Approx(G_along).epsilon(1e-12));
    CHECK(c.c55 == Approx(G_along).epsilon(1e-12));
    const double G_across = G_m + f / (1.0 / (G_i - G_m) + m * (k_m + 2.0 * G_m) / (2.0 * G_m * (k_m + G_m)));
    CHECK(c.c66 == Approx(G_across).epsilon(1e-12));
    CHECK(0.5 * (c.c11 - c.c12) == Approx(G_across).epsilon(1e-12));
    // E and nu along the cylinders: Hill's universal relations between them and k.
    const Matrix3 s = inverse(normal_block(c));
    const double E =
        f * E_i + m * E_m + 4.0 * f * m * (nu_i - nu_m) * (nu_i - nu_m) / (m / k_i + f / k_m + 1.0 / G_m);
    CHECK(1.0 / s[2][2] == Approx(E).epsilon(1e-12));
    const double nu = f * nu_i + m * nu_m +
                      f * m * (nu_i - nu_m) * (1.0 / k_m - 1.0 / k_i) / (m / k_i + f / k_m + 1.0 / G_m);
    CHECK(-s[0][2] / s[2][2] == Approx(nu).epsilon(1e-12));
  }
}

TEST_CASE("Layers meet the exact formulas, whichever material is called the matrix") {
  const OrthotropicStiffness a = silicon(CrystalDirection::along_110), b = laminate();
  const double f = 0.3;
  const OrthotropicStiffness c = layers(a, b, f).stiffness;
  CHECK(largest_difference(c, layers(b, a, 1.0 - f).stiffness) < 1e-14);
  // Backus 1962: stress across and strain along the layers are the same in both.
  const double c33 = 1.0 / (f / a.c33 + (1.0 - f) / b.c33);
  CHECK(c.c33 == Approx(c33).epsilon(1e-13));
  const double c13 = c33 * (f * a.c13 / a.c33 + (1.0 - f) * b.c13 / b.c33);
  CHECK(c.c13 == Approx(c13).epsilon(1e-13));
  const double c11 =
      f * (a.c11 - a.c13 * a.c13 / a.c33) + (1.0 - f) * (b.c11 - b.c13 * b.c13 / b.c33) + c13 * c13 / c33;
  CHECK(c.c11 == Approx(c11).epsilon(1e-13));
  CHECK(c.c44 == Approx(1.0 / (f / a.c44 + (1.0 - f) / b.c44)).epsilon(1e-13));
  CHECK(c.c66 == Approx(f * a.c66 + (1.0 - f) * b.c66).epsilon(1e-13));
}

TEST_CASE("Free strain of layers follows from equal strain along and no stress across") {
  const OrthotropicStiffness a = isotropic(110.0 * kGPa, 0.34), b = isotropic(8.0 * kGPa, 0.33);
  const double f = 0.3, e_a = 1e-3, e_b = 4e-3;
  const Matrix3 w = layers(a, b, f).inclusion_weight;
  const Vector3 strain = product(w, Vector3{e_a - e_b, e_a - e_b, e_a - e_b});
  const double M_a = 110.0 * kGPa / (1.0 - 0.34), M_b = 8.0 * kGPa / (1.0 - 0.33);
  const double along = (f * M_a * e_a + (1.0 - f) * M_b * e_b) / (f * M_a + (1.0 - f) * M_b);
  CHECK(e_b + strain[0] == Approx(along).epsilon(1e-13));
  const auto across = [&](double e, double nu) { return e - 2.0 * nu / (1.0 - nu) * (along - e); };
  CHECK(e_b + strain[2] == Approx(f * across(e_a, 0.34) + (1.0 - f) * across(e_b, 0.33)).epsilon(1e-13));
}

TEST_CASE("Free strain meets Levin's relation with the compliances") {
  for (const Pair& pair : pairs()) {
    for (const double f : {0.1, 0.5}) {
      for (const auto& whole :
           {cylinders(pair.inclusion, pair.matrix, f), layers(pair.inclusion, pair.matrix, f)}) {
        const Vector3 e_i{1e-3, 2e-3, 3e-3}, e_m{-4e-3, 5e-3, 1e-3};
        const Matrix3 s_i = inverse(normal_block(pair.inclusion));
        const Matrix3 s_m = inverse(normal_block(pair.matrix));
        const Matrix3 s = inverse(normal_block(whole.stiffness));
        // eps* = <eps> + (S* - <S>) (S_i - S_m)^-1 (eps_i - eps_m)
        const Matrix3 excess = combine(1.0, s, -1.0, combine(f, s_i, 1.0 - f, s_m));
        const Vector3 jump{e_i[0] - e_m[0], e_i[1] - e_m[1], e_i[2] - e_m[2]};
        const Vector3 extra = product(product(excess, inverse(combine(1.0, s_i, -1.0, s_m))), jump);
        const Vector3 ours = product(whole.inclusion_weight, jump);
        for (int n = 0; n < 3; ++n)
          CHECK(e_m[n] + ours[n] == Approx(f * e_i[n] + (1.0 - f) * e_m[n] + extra[n]).margin(1e-10));
      }
    }
  }
}

TEST_CASE("Composites lie between the bounds of Voigt and Reuss and are positive definite") {
  for (const Pair& pair : pairs()) {
    for (const double f : {0.0, 1e-6, 0.1, 0.3, 0.7, 0.999, 1.0}) {
      for (const auto& whole :
           {cylinders(pair.inclusion, pair.matrix, f), layers(pair.inclusion, pair.matrix, f)}) {
        CHECK(is_positive_definite(whole.stiffness));
        const OrthotropicStiffness upper = voigt(pair.inclusion, pair.matrix, f);
        const double rounding = 1e-13 * std::max(pair.inclusion.c11, pair.matrix.c11);
        CHECK(is_not_negative(difference(upper, whole.stiffness), rounding));
        const OrthotropicStiffness lower = reuss(pair.inclusion, pair.matrix, f);
        CHECK(is_not_negative(difference(whole.stiffness, lower), rounding));
      }
    }
  }
}

TEST_CASE("Cylinders of the softer and of the stiffer matrix bound each other") {
  // The bounds of Hashin and Hill: the softer material around the stiffer one gives the lower.
  for (const double f : {0.1, 0.5, 0.9}) {
    const OrthotropicStiffness soft = cylinders(copper(), underfill(), f).stiffness;
    const OrthotropicStiffness stiff = cylinders(underfill(), copper(), 1.0 - f).stiffness;
    CHECK(is_not_negative(difference(stiff, soft), 1e-13 * stiff.c11));
  }
}

TEST_CASE("Nothing, all, or the same material in the matrix change nothing") {
  for (const Pair& pair : pairs()) {
    for (const auto& build : {cylinders, layers}) {
      const ElasticComposite none = build(pair.inclusion, pair.matrix, 0.0);
      CHECK(largest_difference(none.stiffness, pair.matrix) < 1e-15);
      CHECK(none.inclusion_weight[0][0] == 0.0);
      const ElasticComposite all = build(pair.inclusion, pair.matrix, 1.0);
      CHECK(largest_difference(all.stiffness, pair.inclusion) < 1e-15);
      for (int n = 0; n < 3; ++n) CHECK(all.inclusion_weight[n][n] == Approx(1.0).epsilon(1e-11));
      const ElasticComposite same = build(pair.matrix, pair.matrix, 0.4);
      CHECK(largest_difference(same.stiffness, pair.matrix) < 1e-15);
      for (int n = 0; n < 3; ++n) CHECK(same.inclusion_weight[n][n] == Approx(0.4).epsilon(1e-11));
    }
  }
}

TEST_CASE("Cylinders in silicon with <100> along x are those with <110>, turned by 45 degrees") {
  const OrthotropicStiffness a = cylinders(copper(), silicon(CrystalDirection::along_100), 0.2).stiffness;
  const OrthotropicStiffness b = cylinders(copper(), silicon(CrystalDirection::along_110), 0.2).stiffness;
  CHECK(b.c11 == Approx(0.5 * (a.c11 + a.c12) + a.c66).epsilon(1e-13));
  CHECK(b.c12 == Approx(0.5 * (a.c11 + a.c12) - a.c66).epsilon(1e-13));
  CHECK(b.c66 == Approx(0.5 * (a.c11 - a.c12)).epsilon(1e-13));
  CHECK(b.c33 == Approx(a.c33).epsilon(1e-13));
  CHECK(b.c44 == Approx(a.c44).epsilon(1e-13));
}
