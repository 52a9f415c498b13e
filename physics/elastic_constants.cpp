#include "physics/elastic_constants.hpp"

#include <array>
#include <cmath>
#include <string>

#include <fmt/format.h>

#include "inputs/error.hpp"
#include "physics/laws.hpp"

namespace strata {

namespace {

void require(bool holds, const std::string& condition) {
  if (!holds) throw Error(ExitCode::deck, "the stiffness is not positive definite: " + condition);
}

OrthotropicStiffness stiffness_of(const IsotropicElasticity& law, double T) {
  const double E = evaluate(law.youngs_modulus, T);
  const double nu = evaluate(law.poisson_ratio, T);
  require(E > 0.0, fmt::format("Young's modulus is {:.6g} GPa, it must be above 0", 1e-9 * E));
  require(nu > -1.0 && nu < 0.5,
          fmt::format("Poisson's ratio is {:.6g}, it must lie between -1 and 0.5", nu));
  const double lambda = E * nu / ((1.0 + nu) * (1.0 - 2.0 * nu));
  const double G = 0.5 * E / (1.0 + nu);
  const double c11 = lambda + 2.0 * G;
  return {c11, c11, c11, lambda, lambda, lambda, G, G, G};
}

/// Inverts the compliance 1/E_i, -nu_ij/E_i of the normal strains.
OrthotropicStiffness stiffness_of(const OrthotropicElasticity& law, double T) {
  constexpr std::array<char, 3> kAxes{'x', 'y', 'z'};
  constexpr std::array<const char*, 3> kPlanes{"xy", "xz", "yz"};
  constexpr std::array<std::array<int, 2>, 3> kAxesOfPlane{{{0, 1}, {0, 2}, {1, 2}}};
  std::array<double, 3> E{}, nu{}, G{};
  for (int n = 0; n < 3; ++n) {
    E[n] = evaluate(law.youngs_modulus[n], T);
    nu[n] = evaluate(law.poisson_ratio[n], T);
    G[n] = evaluate(law.shear_modulus[n], T);
    require(E[n] > 0.0,
            fmt::format("Young's modulus along {} is {:.6g} GPa, it must be above 0", kAxes[n], 1e-9 * E[n]));
    require(G[n] > 0.0, fmt::format("the shear modulus in {} is {:.6g} GPa, it must be above 0", kPlanes[n],
                                    1e-9 * G[n]));
  }
  std::array<double, 3> product{};  // nu_ij nu_ji
  for (int n = 0; n < 3; ++n) {
    const double ratio = E[kAxesOfPlane[n][1]] / E[kAxesOfPlane[n][0]];
    product[n] = nu[n] * nu[n] * ratio;
    require(
        product[n] < 1.0,
        fmt::format("Poisson's ratio in {0} is {1:.6g}, it must lie between -{2:.4g} and {2:.4g}, the root "
                    "of E_{3} / E_{4}",
                    kPlanes[n], nu[n], std::sqrt(1.0 / ratio), kAxes[kAxesOfPlane[n][0]],
                    kAxes[kAxesOfPlane[n][1]]));
  }
  const double xy = nu[0], xz = nu[1], yz = nu[2];
  const double yx = xy * E[1] / E[0], zx = xz * E[2] / E[0], zy = yz * E[2] / E[1];
  const double determinant = 1.0 - product[0] - product[1] - product[2] - 2.0 * yx * zy * xz;
  require(determinant > 0.0,
          fmt::format("Poisson's ratios {:.6g} in xy, {:.6g} in xz, {:.6g} in yz are too large together", xy,
                      xz, yz));
  return {E[0] * (1.0 - product[2]) / determinant,
          E[1] * (1.0 - product[1]) / determinant,
          E[2] * (1.0 - product[0]) / determinant,
          E[0] * (yx + zx * yz) / determinant,
          E[0] * (zx + yx * zy) / determinant,
          E[1] * (zy + xy * zx) / determinant,
          G[2],
          G[1],
          G[0]};
}

OrthotropicStiffness stiffness_of(const CubicElasticity& law, double T) {
  const double c11 = evaluate(law.c11, T);
  const double c12 = evaluate(law.c12, T);
  const double c44 = evaluate(law.c44, T);
  require(c44 > 0.0, fmt::format("c44 is {:.6g} GPa, it must be above 0", 1e-9 * c44));
  require(c11 > c12,
          fmt::format("c11 is {:.6g} GPa, it must be above c12, {:.6g} GPa", 1e-9 * c11, 1e-9 * c12));
  require(c11 + 2.0 * c12 > 0.0,
          fmt::format("c11 + 2 c12 is {:.6g} GPa, it must be above 0", 1e-9 * (c11 + 2.0 * c12)));
  if (law.x_axis == CrystalDirection::along_100) return {c11, c11, c11, c12, c12, c12, c44, c44, c44};
  const double mean = 0.5 * (c11 + c12);
  return {mean + c44, mean + c44, c11, mean - c44, c12, c12, c44, c44, 0.5 * (c11 - c12)};
}

std::vector<const PropertyLaw*> list_laws(const IsotropicElasticity& law) {
  return {&law.youngs_modulus, &law.poisson_ratio};
}
std::vector<const PropertyLaw*> list_laws(const OrthotropicElasticity& law) {
  std::vector<const PropertyLaw*> laws;
  for (const auto* of : {&law.youngs_modulus, &law.poisson_ratio, &law.shear_modulus}) {
    for (const PropertyLaw& one : *of) laws.push_back(&one);
  }
  return laws;
}
std::vector<const PropertyLaw*> list_laws(const CubicElasticity& law) {
  return {&law.c11, &law.c12, &law.c44};
}

}  // namespace

OrthotropicStiffness stiffness_at(const Elasticity& elasticity, double T) {
  return std::visit([T](const auto& law) { return stiffness_of(law, T); }, elasticity);
}

std::vector<const PropertyLaw*> laws_of(const Elasticity& elasticity) {
  return std::visit([](const auto& law) { return list_laws(law); }, elasticity);
}

bool is_positive_definite(const OrthotropicStiffness& c) {
  const double minor = c.c11 * c.c22 - c.c12 * c.c12;
  const double determinant = c.c11 * (c.c22 * c.c33 - c.c23 * c.c23) -
                             c.c12 * (c.c12 * c.c33 - c.c23 * c.c13) +
                             c.c13 * (c.c12 * c.c23 - c.c22 * c.c13);
  return c.c11 > 0.0 && minor > 0.0 && determinant > 0.0 && c.c44 > 0.0 && c.c55 > 0.0 && c.c66 > 0.0;
}

}  // namespace strata
