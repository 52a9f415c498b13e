// Engineering constants against the compliance they mean, silicon against published numbers, and the message
// of every condition on them.
#include <array>
#include <cmath>

#include <catch2/catch.hpp>

#include "inputs/error.hpp"
#include "physics/elastic_constants.hpp"
#include "physics/matrix3.hpp"

using namespace strata;

namespace {

constexpr double kGPa = 1e9;

IsotropicElasticity isotropic(double E, double nu) {
  return {ConstantLaw{E}, ConstantLaw{nu}};
}

OrthotropicElasticity orthotropic(const Vector3& E, const Vector3& nu, const Vector3& G) {
  OrthotropicElasticity law;
  for (int n = 0; n < 3; ++n) {
    law.youngs_modulus[n] = ConstantLaw{E[n]};
    law.poisson_ratio[n] = ConstantLaw{nu[n]};
    law.shear_modulus[n] = ConstantLaw{G[n]};
  }
  return law;
}

CubicElasticity silicon(CrystalDirection x_axis) {
  return {ConstantLaw{165.7 * kGPa}, ConstantLaw{63.9 * kGPa}, ConstantLaw{79.6 * kGPa}, x_axis};
}

Matrix3 normal_block(const OrthotropicStiffness& c) {
  return {{{c.c11, c.c12, c.c13}, {c.c12, c.c22, c.c23}, {c.c13, c.c23, c.c33}}};
}

bool is_refused(const Elasticity& law) {
  try {
    stiffness_at(law, 300.0);
  } catch (const Error& error) {
    CHECK(error.exit_code() == ExitCode::deck);
    return true;
  }
  return false;
}

}  // namespace

TEST_CASE("Isotropic constants give Lame's stiffness") {
  const OrthotropicStiffness c = stiffness_at(isotropic(110.0 * kGPa, 0.34), 300.0);
  const double lambda = 110.0 * kGPa * 0.34 / (1.34 * 0.32);
  const double mu = 110.0 * kGPa / 2.68;
  CHECK(c.c11 == Approx(lambda + 2.0 * mu).epsilon(1e-14));
  CHECK(c.c33 == c.c11);
  CHECK(c.c23 == Approx(lambda).epsilon(1e-14));
  CHECK(c.c66 == Approx(mu).epsilon(1e-14));
  CHECK(is_positive_definite(c));
}

TEST_CASE("Orthotropic constants are the compliance of the normal strains, inverted") {
  const Vector3 E{25.0 * kGPa, 18.0 * kGPa, 10.0 * kGPa}, nu{0.14, 0.3, 0.25},
      G{6.0 * kGPa, 3.0 * kGPa, 2.0 * kGPa};
  const OrthotropicStiffness c = stiffness_at(orthotropic(E, nu, G), 300.0);
  const Matrix3 s = inverse(normal_block(c));
  for (int i = 0; i < 3; ++i) CHECK(s[i][i] * E[i] == Approx(1.0).epsilon(1e-13));
  // nu_ij: strain along j per strain along i, pulled along i.
  CHECK(-s[1][0] / s[0][0] == Approx(0.14).epsilon(1e-13));
  CHECK(-s[2][0] / s[0][0] == Approx(0.3).epsilon(1e-13));
  CHECK(-s[2][1] / s[1][1] == Approx(0.25).epsilon(1e-13));
  CHECK(c.c66 == G[0]);
  CHECK(c.c55 == G[1]);
  CHECK(c.c44 == G[2]);
  CHECK(is_positive_definite(c));
}

TEST_CASE("Orthotropic constants of an isotropic material give its stiffness") {
  const double E = 70.0 * kGPa, nu = 0.17, G = E / (2.0 * (1.0 + nu));
  const OrthotropicStiffness a = stiffness_at(orthotropic({E, E, E}, {nu, nu, nu}, {G, G, G}), 300.0);
  const OrthotropicStiffness b = stiffness_at(isotropic(E, nu), 300.0);
  CHECK(a.c11 == Approx(b.c11).epsilon(1e-14));
  CHECK(a.c22 == Approx(b.c22).epsilon(1e-14));
  CHECK(a.c33 == Approx(b.c33).epsilon(1e-14));
  CHECK(a.c12 == Approx(b.c12).epsilon(1e-14));
  CHECK(a.c13 == Approx(b.c13).epsilon(1e-14));
  CHECK(a.c23 == Approx(b.c23).epsilon(1e-14));
  CHECK(a.c44 == Approx(b.c44).epsilon(1e-14));
}

TEST_CASE("Cubic silicon turned by 45 degrees keeps its energy") {
  const OrthotropicStiffness a = stiffness_at(silicon(CrystalDirection::along_100), 300.0);
  const OrthotropicStiffness b = stiffness_at(silicon(CrystalDirection::along_110), 300.0);
  const auto energy = [](const OrthotropicStiffness& c, const Voigt& e) {
    return c.c11 * e[0] * e[0] + c.c22 * e[1] * e[1] + c.c33 * e[2] * e[2] +
           2.0 * (c.c12 * e[0] * e[1] + c.c13 * e[0] * e[2] + c.c23 * e[1] * e[2]) + c.c44 * e[3] * e[3] +
           c.c55 * e[4] * e[4] + c.c66 * e[5] * e[5];
  };
  for (int n = 0; n < 6; ++n) {
    Voigt e{0.3, -0.2, 0.5, 0.1, 0.4, -0.6};
    e[n] += 1.0;
    // The same strain in axes turned by 45 degrees about z.
    const double r = std::sqrt(0.5);
    const Voigt turned{0.5 * (e[0] + e[1] + e[5]), 0.5 * (e[0] + e[1] - e[5]), e[2],
                       r * (e[3] - e[4]),          r * (e[3] + e[4]),          e[1] - e[0]};
    CHECK(energy(b, turned) == Approx(energy(a, e)).epsilon(1e-13));
  }
}

TEST_CASE("The moduli of silicon are those of the literature") {
  // Wortman and Evans, J. Appl. Phys. 36 (1965) 153: E<100> 130, E<110> 169 GPa, nu 0.28, 0.06, 0.36.
  const Matrix3 s100 = inverse(normal_block(stiffness_at(silicon(CrystalDirection::along_100), 300.0)));
  const Matrix3 s110 = inverse(normal_block(stiffness_at(silicon(CrystalDirection::along_110), 300.0)));
  CHECK(1.0 / s100[0][0] == Approx(130.132e9).epsilon(4e-6));
  CHECK(-s100[1][0] / s100[0][0] == Approx(0.2783).margin(5e-5));
  CHECK(1.0 / s110[0][0] == Approx(169.101e9).epsilon(4e-6));
  CHECK(-s110[1][0] / s110[0][0] == Approx(0.0622).margin(5e-5));
  CHECK(-s110[2][0] / s110[0][0] == Approx(0.3617).margin(5e-5));
}

TEST_CASE("Constants that are not positive definite are refused, those beside them are not") {
  const double E = 10.0 * kGPa, G = 4.0 * kGPa;
  CHECK(is_refused(isotropic(0.0, 0.3)));
  CHECK(is_refused(isotropic(-E, 0.3)));
  for (const double nu : {0.5, 0.6, 1.5, -1.0, -1.2, std::nan("")}) CHECK(is_refused(isotropic(E, nu)));
  for (const double nu : {0.4999, 0.0, -0.999}) CHECK_FALSE(is_refused(isotropic(E, nu)));
  CHECK(is_refused(orthotropic({E, -E, E}, {0.3, 0.3, 0.3}, {G, G, G})));
  CHECK(is_refused(orthotropic({E, E, E}, {0.3, 0.3, 0.3}, {G, 0.0, G})));
  // |nu_xz| < sqrt(E_x / E_z) = 0.5
  CHECK(is_refused(orthotropic({E, E, 4.0 * E}, {0.0, 0.501, 0.0}, {G, G, G})));
  CHECK_FALSE(is_refused(orthotropic({E, E, 4.0 * E}, {0.0, 0.499, 0.0}, {G, G, G})));
  // Each ratio is possible, the three together are not.
  CHECK(is_refused(orthotropic({E, E, E}, {0.6, 0.6, 0.6}, {G, G, G})));
  const auto cubic = [](double c11, double c12, double c44) {
    return CubicElasticity{ConstantLaw{c11}, ConstantLaw{c12}, ConstantLaw{c44}};
  };
  CHECK(is_refused(cubic(E, G, 0.0)));
  CHECK(is_refused(cubic(G, E, G)));
  CHECK(is_refused(cubic(E, -0.5001 * E, G)));
  CHECK_FALSE(is_refused(cubic(E, -0.4999 * E, G)));
}
