#include "physics/elastic_constants.hpp"

#include <array>

#include "inputs/error.hpp"
#include "physics/laws.hpp"

namespace strata {

namespace {

OrthotropicStiffness stiffness_of(const IsotropicElasticity& law, double T) {
  const double E = evaluate(law.youngs_modulus, T);
  const double nu = evaluate(law.poisson_ratio, T);
  const double lambda = E * nu / ((1.0 + nu) * (1.0 - 2.0 * nu));
  const double G = 0.5 * E / (1.0 + nu);
  const double c11 = lambda + 2.0 * G;
  return {c11, c11, c11, lambda, lambda, lambda, G, G, G};
}

/// Inverts the compliance 1/E_i, -nu_ij/E_i of the normal strains.
OrthotropicStiffness stiffness_of(const OrthotropicElasticity& law, double T) {
  std::array<double, 3> E{}, nu{}, G{};
  for (int n = 0; n < 3; ++n) {
    E[n] = evaluate(law.youngs_modulus[n], T);
    nu[n] = evaluate(law.poisson_ratio[n], T);
    G[n] = evaluate(law.shear_modulus[n], T);
  }
  const double xy = nu[0], xz = nu[1], yz = nu[2];
  const double yx = xy * E[1] / E[0], zx = xz * E[2] / E[0], zy = yz * E[2] / E[1];
  const double determinant = 1.0 - xy * yx - xz * zx - yz * zy - 2.0 * yx * zy * xz;
  return {E[0] * (1.0 - yz * zy) / determinant,
          E[1] * (1.0 - xz * zx) / determinant,
          E[2] * (1.0 - xy * yx) / determinant,
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
  if (law.x_axis == CrystalDirection::along_100) return {c11, c11, c11, c12, c12, c12, c44, c44, c44};
  const double mean = 0.5 * (c11 + c12);
  return {mean + c44, mean + c44, c11, mean - c44, c12, c12, c44, c44, 0.5 * (c11 - c12)};
}

Laws list_laws(const IsotropicElasticity& law) {
  return {&law.youngs_modulus, &law.poisson_ratio};
}
Laws list_laws(const OrthotropicElasticity& law) {
  Laws laws;
  for (const auto* of : {&law.youngs_modulus, &law.poisson_ratio, &law.shear_modulus}) {
    for (const PropertyLaw& one : *of) laws.push_back(&one);
  }
  return laws;
}
Laws list_laws(const CubicElasticity& law) {
  return {&law.c11, &law.c12, &law.c44};
}

}  // namespace

OrthotropicStiffness stiffness_at(const Elasticity& elasticity, double T) {
  const OrthotropicStiffness stiffness =
      std::visit([T](const auto& law) { return stiffness_of(law, T); }, elasticity);
  if (!is_positive_definite(stiffness)) throw Error(ExitCode::deck, "the stiffness is not positive definite");
  return stiffness;
}

Laws laws_of(const Elasticity& elasticity) {
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
