#include <cmath>

#include <catch2/catch.hpp>

#include "deck_text.hpp"
#include "inputs/coolants.hpp"
#include "scratch_folder.hpp"

using namespace strata;

namespace {

const std::string kStack =
    "assembly: {size: [4 mm, 2 mm], stack: [{name: die, thickness: 1 mm, material: m1, active: top}]}\n";

template <class Condition>
Condition condition(const std::string& top, const std::string& directory = ".") {
  const Model model =
      load_model_text("strata: 1\n" + test::kMaterials + kStack + "boundaries: {top: {" + top + "}}\n",
                      "test.yaml", directory);
  REQUIRE(model.boundaries.size() == 1);
  REQUIRE(std::holds_alternative<Condition>(model.boundaries[0].condition));
  return std::get<Condition>(model.boundaries[0].condition);
}

ColdPlate plate(const std::string& keys) {
  return condition<ColdPlate>("cold_plate: {film_coefficient: 2e4 W/(m^2.K), " + keys + "}");
}

}  // namespace

TEST_CASE("a face radiates alone or beside its convection") {
  const auto alone = condition<Radiation>("radiation: {emissivity: 0.9, ambient: 25 degC}");
  CHECK(alone.emissivity == 0.9);
  CHECK(alone.ambient == Approx(298.15));
  const auto beside = condition<Convection>(
      "convection: {film_coefficient: 10 W/(m^2.K), ambient: 25 degC, emissivity: 80 %}");
  CHECK(beside.emissivity == Approx(0.8));
  CHECK(beside.film_coefficient == 10.0);
}

TEST_CASE("a film coefficient may be a table over the temperature of the surface") {
  const auto law = condition<Convection>(
      "convection: {film_coefficient: {table: [[25 degC, 5 W/(m^2.K)], [125 degC, 9 W/(m^2.K)]]}, ambient: "
      "25 "
      "degC}");
  CHECK(law.film_coefficient_law.temperature == std::vector<double>{298.15, 398.15});
  CHECK(law.film_coefficient_law.value == std::vector<double>{5.0, 9.0});
  CHECK(law.film_coefficient_map.empty());
}

TEST_CASE("a cold plate knows its coolant at the inlet") {
  const ColdPlate water = plate("inlet: 45 degC, flow: 1 l/min, coolant: water, direction: +x");
  // Half-way between 40 and 50 degC: 990.13 kg/m^3 and 4180.35 J/(kg.K).
  CHECK(water.heat_capacity_rate == Approx(990.13 * 1e-3 / 60.0 * 4180.35).epsilon(1e-12));
  CHECK(water.inlet_temperature == Approx(318.15));
  CHECK(water.axis == Axis::x);
  CHECK_FALSE(water.is_reversed);
  CHECK(water.film_coefficient == 2e4);
  const ColdPlate glycol = plate("inlet: 20 degC, flow: 0.02 kg/s, coolant: pg25, direction: -y");
  CHECK(glycol.heat_capacity_rate == Approx(0.02 * 3912.9));
  CHECK(glycol.axis == Axis::y);
  CHECK(glycol.is_reversed);
  const ColdPlate oil = plate(
      "inlet: 20 degC, flow: 2 l/min, coolant: {density: 900 kg/m^3, heat_capacity: 2 kJ/(kg.K)}, direction: "
      "+y");
  CHECK(oil.heat_capacity_rate == Approx(900.0 * 2e-3 / 60.0 * 2000.0));
  const ColdPlate by_mass =
      plate("inlet: 20 degC, flow: 1 g/s, coolant: {heat_capacity: 2 kJ/(kg.K)}, direction: +y");
  CHECK(by_mass.heat_capacity_rate == Approx(2.0));
}

TEST_CASE("coolants have the properties of their rows, and none beyond them") {
  CHECK(coolant_at("water", 273.15)->density == 999.84);
  CHECK(coolant_at("water", 373.15)->heat_capacity == 4215.5);
  CHECK(coolant_at("pg25", 333.15)->density == Approx(1003.05));
  CHECK_FALSE(coolant_at("water", 273.0));
  CHECK_FALSE(coolant_at("water", 374.0));
  CHECK_FALSE(coolant_at("mercury", 300.0));
}

TEST_CASE("a cold plate may have a map of film coefficients, on a patch too") {
  const test::ScratchFolder folder;
  folder.write("h.csv", "1,3\n");
  const Model model = load_model_text(
      "strata: 1\n" + test::kMaterials + kStack +
          "boundaries: {top: {adiabatic: {}, patches: [{name: plate, at: [1 mm, 0 mm], size: [2 mm, 2 mm], "
          "cold_plate: {film_coefficient_map: {file: h.csv, units: W/(cm^2.K), first_row: y_min}, inlet: 20 "
          "degC, "
          "flow: 1 g/s, coolant: water, direction: +x}}]}}\n",
      "test.yaml", folder.path());
  REQUIRE(model.boundaries.size() == 2);
  const auto& plate = std::get<ColdPlate>(model.boundaries[1].condition);
  REQUIRE(plate.film_coefficient_map.size() == 2);
  CHECK(plate.film_coefficient_map[1].value == Approx(3e4));
  CHECK(plate.film_coefficient_map[1].area.lower[0] == Approx(2e-3));
}

TEST_CASE("power leaks by a coefficient, a doubling or a table") {
  const auto leakage = [](const std::string& keys) {
    const Model model =
        test::load(kStack + "power: [{target: die.active, total: 3 W, leakage: {" + keys + "}}]\n");
    REQUIRE(model.sources.at(0).leakage);
    return model.sources[0].leakage.value_or(Leakage{});
  };
  const Leakage coefficient = leakage("reference: 85 degC, coefficient: 0.02 1/K");
  CHECK(coefficient.reference_temperature == Approx(358.15));
  CHECK(coefficient.coefficient == 0.02);
  CHECK(leakage("reference: 85 degC, doubling: 25 K").coefficient == Approx(std::log(2.0) / 25.0));
  const Leakage table = leakage("table: [[25 degC, 0.4], [85 degC, 100 %], [125 degC, 2.2]]");
  CHECK(table.factor.value == std::vector<double>{0.4, 1.0, 2.2});
  CHECK(table.factor.temperature[1] == Approx(358.15));
  CHECK(table.coefficient == 0.0);
  CHECK_FALSE(test::load(kStack + "power: [{target: die, total: 3 W}]\n").sources[0].leakage);
}
