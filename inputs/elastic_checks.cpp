#include "inputs/elastic_checks.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <set>
#include <vector>

#include <fmt/format.h>

#include "inputs/deck/quantity.hpp"

namespace strata {

namespace {

/// A law at one of the temperatures that tables name [K]. (The laws of physics/ are not to be had here.)
double value_at(const PropertyLaw& law, double temperature) {
  if (const auto* constant = std::get_if<ConstantLaw>(&law)) return constant->value;
  const auto& table = std::get<TableLaw>(law);
  const auto above = std::lower_bound(table.temperature.begin(), table.temperature.end(), temperature);
  if (above == table.temperature.end()) return table.value.back();
  const auto upper = static_cast<std::size_t>(above - table.temperature.begin());
  if (upper == 0 || *above == temperature) return table.value[upper];
  const double share = (temperature - table.temperature[upper - 1]) / (*above - table.temperature[upper - 1]);
  return std::lerp(table.value[upper - 1], table.value[upper], share);
}

using Laws = std::vector<const PropertyLaw*>;

/// Temperatures of all tables; one, which does not matter, where all laws are constants.
std::set<double> temperatures_of(const Laws& laws) {
  std::set<double> temperatures;
  for (const PropertyLaw* law : laws)
    if (const auto* table = std::get_if<TableLaw>(law))
      temperatures.insert(table->temperature.begin(), table->temperature.end());
  if (temperatures.empty()) temperatures.insert(0.0);
  return temperatures;
}

std::string gigapascals(double stiffness) {
  return readable_quantity(stiffness, dimension::kStiffness);
}

Laws laws_of(const IsotropicElasticity& e) {
  return {&e.youngs_modulus, &e.poisson_ratio};
}

std::string broken_at(const IsotropicElasticity& e, double temperature) {
  const double nu = value_at(e.poisson_ratio, temperature);
  if (nu > -1.0 && nu < 0.5) return {};
  return fmt::format("Poisson's ratio is {:.6g}; it must be above -1 and below 0.5", nu);
}

Laws laws_of(const OrthotropicElasticity& e) {
  Laws laws;
  for (int i = 0; i < 3; ++i)
    laws.insert(laws.end(), {&e.youngs_modulus[i], &e.poisson_ratio[i], &e.shear_modulus[i]});
  return laws;
}

/// The compliance is positive definite where its 2 x 2 minors and its determinant are positive.
std::string broken_at(const OrthotropicElasticity& e, double temperature) {
  constexpr std::array<std::array<int, 2>, 3> kPlanes{{{0, 1}, {0, 2}, {1, 2}}};
  constexpr std::string_view kAxes = "xyz";
  std::array<double, 3> modulus{}, ratio{}, product{};
  for (int i = 0; i < 3; ++i) modulus[i] = value_at(e.youngs_modulus[i], temperature);
  for (int plane = 0; plane < 3; ++plane) {
    const auto [i, j] = kPlanes[plane];
    ratio[plane] = value_at(e.poisson_ratio[plane], temperature);
    product[plane] = ratio[plane] * ratio[plane] * modulus[j] / modulus[i];  // nu_ij nu_ji
    if (product[plane] < 1.0) continue;
    return fmt::format("|nu_{0}{1}| = {2:.4g} must be below sqrt(E_{0} / E_{1}) = {3:.4g}", kAxes[i],
                       kAxes[j], std::abs(ratio[plane]), std::sqrt(modulus[i] / modulus[j]));
  }
  // nu_yx nu_zy nu_xz, with nu_ji = nu_ij E_j / E_i
  const double cyclic = ratio[0] * ratio[2] * ratio[1] * modulus[2] / modulus[0];
  const double determinant = 1.0 - product[0] - product[1] - product[2] - 2.0 * cyclic;
  if (determinant > 0.0) return {};
  return fmt::format(
      "1 - nu_xy nu_yx - nu_xz nu_zx - nu_yz nu_zy - 2 nu_yx nu_zy nu_xz = {:.4g} must be above 0",
      determinant);
}

Laws laws_of(const CubicElasticity& e) {
  return {&e.c11, &e.c12, &e.c44};
}

std::string broken_at(const CubicElasticity& e, double temperature) {
  const double c11 = value_at(e.c11, temperature);
  const double c12 = value_at(e.c12, temperature);
  const double c44 = value_at(e.c44, temperature);
  if (c11 <= std::abs(c12))
    return fmt::format("c11 = {} must be above |c12| = {}", gigapascals(c11), gigapascals(std::abs(c12)));
  if (c11 + 2.0 * c12 <= 0.0)
    return fmt::format("c11 + 2 c12 = {} must be above 0", gigapascals(c11 + 2.0 * c12));
  if (c44 <= 0.0) return fmt::format("c44 = {} must be above 0", gigapascals(c44));
  return {};
}

}  // namespace

std::optional<BrokenCondition> broken_condition(const Elasticity& elasticity) {
  return std::visit(
      [](const auto& e) -> std::optional<BrokenCondition> {
        const std::set<double> temperatures = temperatures_of(laws_of(e));
        for (const double temperature : temperatures) {
          std::string broken = broken_at(e, temperature);
          if (broken.empty()) continue;
          if (temperatures.size() == 1) return BrokenCondition{std::move(broken), std::nullopt};
          return BrokenCondition{std::move(broken), temperature};
        }
        return std::nullopt;
      },
      elasticity);
}

}  // namespace strata
