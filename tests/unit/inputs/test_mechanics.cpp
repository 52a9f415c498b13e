#include <cmath>
#include <set>

#include "inputs/material_library.hpp"
#include "tests/unit/inputs/deck_text.hpp"

using namespace strata;
using namespace strata::test;

namespace {

/// Mechanics of material `used` in a deck for stress alone.
Mechanics mechanics(const std::string& materials, const std::string& used = "a") {
  const Model model = load_model_text(
      "strata: 1\nmaterials:\n" + materials +
          "assembly: {size: [1 mm, 1 mm], stack: [{name: l, thickness: 1 mm, material: " + used +
          "}]}\nanalysis: {heat: none, stress: {stress_free_temperature: 400 K, temperatures: [300 K]}}\n",
      "test.yaml");
  const auto& bulk = std::get<BulkMaterial>(model.materials.back().definition);
  REQUIRE(bulk.mechanics);
  return *bulk.mechanics;
}

double constant(const PropertyLaw& law) {
  return std::get<ConstantLaw>(law).value;
}

}  // namespace

TEST_CASE("one modulus and one ratio make an isotropic material") {
  const Mechanics m = mechanics("  a: {youngs_modulus: 25 GPa, poisson_ratio: 0.3, expansion: 12 ppm/K}\n");
  const auto& e = std::get<IsotropicElasticity>(m.elasticity);
  CHECK(constant(e.youngs_modulus) == 25e9);
  CHECK(constant(e.poisson_ratio) == 0.3);
  for (const PropertyLaw& alpha : m.expansion) CHECK(constant(alpha) == 12e-6);
}

TEST_CASE("lists of constants or a shear modulus make an orthotropic material") {
  const Mechanics m = mechanics(
      "  a: {youngs_modulus: [25 GPa, 24 GPa, 10 GPa], poisson_ratio: [0.14, 0.3, 0.2], shear_modulus: [6 "
      "GPa, 3 GPa, "
      "2 GPa], expansion: [14e-6 1/K, -1e-6 1/K, 0 1/K]}\n");
  const auto& e = std::get<OrthotropicElasticity>(m.elasticity);
  CHECK(constant(e.youngs_modulus[1]) == 24e9);
  CHECK(constant(e.poisson_ratio[2]) == 0.2);
  CHECK(constant(e.shear_modulus[0]) == 6e9);
  CHECK(constant(m.expansion[1]) == -1e-6);
  CHECK(constant(m.expansion[2]) == 0.0);

  const Mechanics cube = mechanics(
      "  a: {youngs_modulus: 25 GPa, poisson_ratio: 0.3, shear_modulus: 2 GPa, expansion: 1e-6 1/K}\n");
  const auto& c = std::get<OrthotropicElasticity>(cube.elasticity);
  for (int i = 0; i < 3; ++i) CHECK(constant(c.shear_modulus[i]) == 2e9);
}

TEST_CASE("a stiffness makes a cubic crystal, by default with its <110> flat along x") {
  const std::string c =
      "  a: {stiffness: {c11: 165.7 GPa, c12: 63.9 GPa, c44: 79.6 GPa}, expansion: 2.6e-6 1/K";
  const auto usual = std::get<CubicElasticity>(mechanics(c + "}\n").elasticity);
  CHECK(constant(usual.c11) == Approx(165.7e9));
  CHECK(constant(usual.c12) == Approx(63.9e9));
  CHECK(constant(usual.c44) == Approx(79.6e9));
  CHECK(usual.x_axis == CrystalDirection::along_110);
  const auto turned = std::get<CubicElasticity>(mechanics(c + ", x_axis: \"<100>\"}\n").elasticity);
  CHECK(turned.x_axis == CrystalDirection::along_100);
}

TEST_CASE("mechanical properties are tables over temperature") {
  const Mechanics m = mechanics(
      "  a: {youngs_modulus: {table: [[25 degC, 8 GPa], [150 degC, 0.1 GPa]]}, poisson_ratio: {table: [[300 "
      "K, 0.3], "
      "[400 K, 0.45]]}, expansion: {table: [[300 K, 30 ppm/K], [400 K, 90 ppm/K]]}}\n");
  const auto& e = std::get<IsotropicElasticity>(m.elasticity);
  CHECK(std::get<TableLaw>(e.youngs_modulus).value == std::vector<double>{8e9, 1e8});
  CHECK(std::get<TableLaw>(e.youngs_modulus).temperature == std::vector<double>{298.15, 423.15});
  CHECK(std::get<TableLaw>(e.poisson_ratio).value == std::vector<double>{0.3, 0.45});
  CHECK(std::get<TableLaw>(m.expansion[2]).value[1] == Approx(90e-6));
}

TEST_CASE("variations inherit mechanics, one kind of constants replacing the other") {
  const std::string base =
      "  a: {youngs_modulus: [25 GPa, 25 GPa, 10 GPa], poisson_ratio: 0.2, shear_modulus: 5 GPa, expansion: "
      "1e-6 1/K, "
      "stress_free_temperature: 390 K}\n";
  const auto expanded = mechanics(base + "  b: {like: a, expansion: 2e-6 1/K}\n", "b");
  CHECK(constant(expanded.expansion[0]) == 2e-6);
  CHECK(constant(std::get<OrthotropicElasticity>(expanded.elasticity).youngs_modulus[2]) == 10e9);

  const auto softer = mechanics(base + "  b: {like: a, shear_modulus: 1 GPa}\n", "b");
  CHECK(constant(std::get<OrthotropicElasticity>(softer.elasticity).shear_modulus[1]) == 1e9);
  CHECK(constant(std::get<OrthotropicElasticity>(softer.elasticity).youngs_modulus[0]) == 25e9);

  const auto isotropic = mechanics(base + "  b: {like: a, youngs_modulus: 3 GPa, poisson_ratio: 0.4}\n", "b");
  CHECK(constant(std::get<IsotropicElasticity>(isotropic.elasticity).youngs_modulus) == 3e9);

  const auto turned = mechanics("  b: {like: silicon, x_axis: \"<100>\"}\n", "b");
  CHECK(std::get<CubicElasticity>(turned.elasticity).x_axis == CrystalDirection::along_100);
  const auto plain = mechanics("  b: {like: silicon, youngs_modulus: 130 GPa, poisson_ratio: 0.28}\n", "b");
  CHECK(constant(std::get<IsotropicElasticity>(plain.elasticity).poisson_ratio) == 0.28);
  CHECK(std::get<TableLaw>(plain.expansion[0]).temperature.size() > 5);
}

TEST_CASE(
    "what is not said of heat is zero where none is solved, and the stress-free temperature is inherited") {
  const Model model = load_model_text(
      "strata: 1\n"
      "materials:\n"
      "  a: {youngs_modulus: 1 GPa, poisson_ratio: 0.3, expansion: 1e-6 1/K, stress_free_temperature: 100 "
      "degC}\n"
      "  b: {like: a, poisson_ratio: 0.2}\n"
      "  c: {array: {fill: a, matrix: b, diameter: 1 um, pitch: 2 um}, stress_free_temperature: 350 K}\n"
      "assembly: {size: [1 mm, 1 mm], stack: [{name: l, thickness: 1 mm, material: c}]}\n"
      "analysis: {heat: none, stress: {stress_free_temperature: 400 K, temperatures: [300 K]}}\n",
      "test.yaml");
  REQUIRE(model.materials.size() == 4);
  CHECK(constant(std::get<BulkMaterial>(model.materials[1].definition).density) == 0.0);
  CHECK(model.materials[2].stress_free_temperature.value() == Approx(373.15));
  CHECK(model.materials[3].stress_free_temperature.value() == 350.0);
}

TEST_CASE("every solid of the library has mechanics, silicon expands by the formula of its source") {
  const std::set<std::string> without{"air", "tim_grease"};
  for (const LibraryMaterial& material : material_library()) {
    INFO(material.name);
    REQUIRE(material.bulk);
    CHECK(material.bulk->mechanics.has_value() == (without.count(material.name) == 0));
  }
  const auto& expansion = find_library_material("silicon")->bulk->mechanics->expansion[0];
  const auto& table = std::get<TableLaw>(expansion);
  // Y. Okada and Y. Tokumaru, J. Appl. Phys. 56 (1984) 314
  const auto formula = [](double T) {
    return 1e-6 * (3.725 * (1.0 - std::exp(-5.88e-3 * (T - 124.0))) + 5.548e-4 * T);
  };
  for (std::size_t i = 0; i < table.value.size(); ++i) {
    const double T = table.temperature[i];
    CHECK(table.value[i] == Approx(formula(T)).margin(1e-10));
    if (i == 0) continue;
    const double middle = 0.5 * (table.value[i - 1] + table.value[i]);
    CHECK(middle == Approx(formula(0.5 * (table.temperature[i - 1] + T))).epsilon(0.005));
  }
}
