// Laminate theory against Timoshenko, Stoney, published stacks, and its own balance.
#include <array>
#include <cmath>
#include <vector>

#include <catch2/catch.hpp>

#include "physics/elastic_constants.hpp"
#include "physics/laminate.hpp"

using namespace strata;

namespace {

constexpr double kGPa = 1e9, kMPa = 1e6, kMm = 1e-3;

OrthotropicStiffness isotropic(double E, double nu) {
  return stiffness_at(IsotropicElasticity{ConstantLaw{E}, ConstantLaw{nu}}, 300.0);
}

OrthotropicStiffness silicon(CrystalDirection x_axis) {
  return stiffness_at(
      CubicElasticity{ConstantLaw{165.7 * kGPa}, ConstantLaw{63.9 * kGPa}, ConstantLaw{79.6 * kGPa}, x_axis},
      300.0);
}

LaminateLayer layer(double thickness, const OrthotropicStiffness& stiffness, double free_strain) {
  return {thickness, stiffness, {free_strain, free_strain, free_strain}};
}

/// STACK-8H away from its edges, cooled by 140 K.
std::vector<LaminateLayer> stack_8h() {
  const double dT = -140.0;
  const OrthotropicStiffness si = silicon(CrystalDirection::along_100);
  std::vector<LaminateLayer> layers{layer(0.30 * kMm, isotropic(22.0 * kGPa, 0.30), 14e-6 * dT),
                                    layer(0.08 * kMm, isotropic(8.0 * kGPa, 0.33), 28e-6 * dT),
                                    layer(0.06 * kMm, si, 2.6e-6 * dT)};
  for (int n = 0; n < 8; ++n) {
    layers.push_back(layer(0.015 * kMm, isotropic(10.0 * kGPa, 0.33), 25e-6 * dT));
    layers.push_back(layer(0.035 * kMm, si, 2.6e-6 * dT));
  }
  return layers;
}

}  // namespace

TEST_CASE("Two isotropic layers bend as Timoshenko says, with the biaxial moduli") {
  // Silicon on polymer, cooled by 150 K.
  const double E1 = 169.0 * kGPa / (1.0 - 0.28), E2 = 25.0 * kGPa / (1.0 - 0.30);
  const double t1 = 0.1 * kMm, t2 = 0.2 * kMm, dT = -150.0;
  const double m = t1 / t2, n = E1 / E2;
  const double kappa = 6.0 * (12e-6 - 2.6e-6) * dT * (1.0 + m) * (1.0 + m) /
                       ((t1 + t2) * (3.0 * (1.0 + m) * (1.0 + m) + (1.0 + m * n) * (m * m + 1.0 / (m * n))));
  const LaminateResponse r = laminate_response({layer(t1, isotropic(169.0 * kGPa, 0.28), 2.6e-6 * dT),
                                                layer(t2, isotropic(25.0 * kGPa, 0.30), 12e-6 * dT)});
  CHECK(r.curvature[0] == Approx(kappa).epsilon(1e-13));
  CHECK(r.curvature[1] == Approx(kappa).epsilon(1e-13));
  CHECK(-r.curvature[0] * kMm == Approx(6.952785e-3).epsilon(1e-7));
  CHECK(r.layers[0].bottom[0] / kMPa == Approx(61.496).margin(5e-4));
  CHECK(r.layers[0].top[0] / kMPa == Approx(-101.701).margin(5e-4));
  CHECK(r.layers[1].bottom[0] / kMPa == Approx(34.883).margin(5e-4));
  CHECK(r.layers[1].top[1] / kMPa == Approx(-14.780).margin(5e-4));
}

TEST_CASE("A tri-layer package has the published curvature and stresses") {
  const double dT = -140.0;
  const LaminateResponse r =
      laminate_response({layer(0.30 * kMm, isotropic(22.0 * kGPa, 0.30), 14e-6 * dT),
                         layer(0.08 * kMm, isotropic(8.0 * kGPa, 0.33), 28e-6 * dT),
                         layer(0.46 * kMm, isotropic(130.0 * kGPa, 0.28), 2.6e-6 * dT)});
  CHECK(r.curvature[0] * kMm == Approx(2.054263e-3).epsilon(3e-7));
  const double z_bottom = -0.42 * kMm;
  CHECK(r.strain[0] + z_bottom * r.curvature[0] == Approx(-1.713476e-3).epsilon(3e-7));
  const std::array<std::array<double, 2>, 3> sides{{{7.748, 27.117}, {33.705, 35.667}, {-102.710, 67.908}}};
  for (int n = 0; n < 3; ++n) {
    CHECK(r.layers[n].bottom[0] / kMPa == Approx(sides[n][0]).margin(5e-4));
    CHECK(r.layers[n].top[0] / kMPa == Approx(sides[n][1]).margin(5e-4));
  }
}

TEST_CASE("The interior of an eight-high stack has the published curvature and stresses") {
  const LaminateResponse r = laminate_response(stack_8h());
  CHECK(r.curvature[0] * kMm == Approx(2.050534e-3).epsilon(3e-7));
  CHECK(r.layers.back().bottom[0] / kMPa == Approx(37.426).margin(5e-4));
  CHECK(r.layers.back().top[0] / kMPa == Approx(50.367).margin(5e-4));
  CHECK(r.layers.front().bottom[0] / kMPa == Approx(4.805).margin(5e-4));
}

TEST_CASE("A thin film bends a wafer as Stoney says") {
  // 200 MPa in 1 um on 775 um: 0.0110688 /m, 124.52 um over 300 mm; thin: terms of tf / ts are left out.
  const double ts = 775e-6, tf = 1e-6, stress = 200e6;
  const OrthotropicStiffness si = silicon(CrystalDirection::along_110);
  const double biaxial = 180.316 * kGPa;  // c11 + c12 - 2 c12^2 / c11, the same in every direction
  const OrthotropicStiffness film = isotropic(100.0 * kGPa, 0.25);
  const double misfit = stress / (100.0 * kGPa / 0.75);
  const LaminateResponse r = laminate_response({layer(ts, si, 0.0), layer(tf, film, -misfit)});
  const double stoney = 6.0 * stress * tf / (biaxial * ts * ts);
  CHECK(-r.curvature[0] == Approx(stoney).epsilon(5.0 * tf / ts));
  CHECK(r.layers[1].top[0] == Approx(stress).epsilon(5.0 * tf / ts));
  CHECK(6.0 * stress * tf / (180.5 * kGPa * ts * ts) == Approx(0.0110688).epsilon(5e-6));
}

TEST_CASE("Orthotropic layers with several stress-free temperatures leave no force and no moment") {
  OrthotropicElasticity law;
  law.youngs_modulus = {ConstantLaw{25.0 * kGPa}, ConstantLaw{18.0 * kGPa}, ConstantLaw{10.0 * kGPa}};
  law.poisson_ratio = {ConstantLaw{0.14}, ConstantLaw{0.3}, ConstantLaw{0.25}};
  law.shear_modulus = {ConstantLaw{6.0 * kGPa}, ConstantLaw{3.0 * kGPa}, ConstantLaw{2.0 * kGPa}};
  std::vector<LaminateLayer> layers{{0.3 * kMm, stiffness_at(law, 300.0), {1e-3, 2e-3, 4e-3}},
                                    {0.1 * kMm, silicon(CrystalDirection::along_110), {3e-4, 3e-4, 3e-4}},
                                    {0.2 * kMm, isotropic(20.0 * kGPa, 0.3), {-1e-3, -1e-3, -1e-3}}};
  const LaminateResponse r = laminate_response(layers);
  for (int axis = 0; axis < 2; ++axis) {
    double force = 0.0, moment = 0.0, z = 0.0;
    for (std::size_t n = 0; n < layers.size(); ++n) {
      const double t = layers[n].thickness, s0 = r.layers[n].bottom[axis], s1 = r.layers[n].top[axis];
      force += 0.5 * t * (s0 + s1);
      moment += 0.5 * t * (s0 + s1) * (z + 0.5 * t) + t * t * (s1 - s0) / 12.0;
      z += t;
    }
    CHECK(std::abs(force) < 1e-13 * 30e6 * z);
    CHECK(std::abs(moment) < 1e-13 * 30e6 * z * z);
  }
  CHECK(r.curvature[0] != Approx(r.curvature[1]));
}

TEST_CASE("One layer takes up its free strain without bending") {
  const LaminateResponse r =
      laminate_response({{1e-3, silicon(CrystalDirection::along_110), {1e-3, 2e-3, 0.0}}});
  CHECK(r.strain[0] == Approx(1e-3).epsilon(1e-14));
  CHECK(r.strain[1] == Approx(2e-3).epsilon(1e-14));
  CHECK(std::abs(r.curvature[0]) < 1e-15);
  CHECK(std::abs(r.layers[0].top[0]) < 1e-13 * 180e6);
}
