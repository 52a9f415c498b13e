#include "tests/unit/inputs/deck_text.hpp"
#include "tests/unit/inputs/scratch_folder.hpp"

using namespace strata;
using namespace strata::test;

namespace {

const std::string kBlock =
    "assembly: {size: [4 mm, 2 mm], stack: [{name: a, thickness: 1 mm, material: m1}]}\n";

Model bounded(const std::string& boundaries, const std::string& more = "", const std::string& folder = ".") {
  return load_model_text("strata: 1\n" + kMaterials + kBlock + more + "boundaries:\n" + boundaries,
                         "test.yaml", folder);
}

std::vector<std::string> names(const Model& model) {
  std::vector<std::string> list;
  list.reserve(model.boundaries.size());
  for (const Boundary& boundary : model.boundaries) list.push_back(boundary.name);
  return list;
}

using Names = std::vector<std::string>;

}  // namespace

TEST_CASE("every condition becomes its struct, in SI") {
  const Model model = bounded(
      "  top: {convection: {film_coefficient: 2 W/(cm^2.K), ambient: 40 degC}}\n"
      "  bottom: {heat_flux: -1 W/cm^2}\n"
      "  x_min: {fixed_temperature: 25 degC}\n"
      "  x_max: adiabatic\n"
      "  y_min: {adiabatic: {}}\n"
      "  exposed: {fixed_temperature: 300 K}\n");
  CHECK(names(model) == Names{"x_min", "x_max", "y_min", "bottom", "top", "exposed"});
  CHECK(std::get<FixedTemperature>(model.boundaries[0].condition).temperature == Approx(298.15));
  CHECK(std::holds_alternative<Adiabatic>(model.boundaries[1].condition));
  CHECK(std::holds_alternative<Adiabatic>(model.boundaries[2].condition));
  CHECK(std::get<HeatFlux>(model.boundaries[3].condition).flux == Approx(-1e4));
  const auto& convection = std::get<Convection>(model.boundaries[4].condition);
  CHECK(convection.film_coefficient == Approx(2e4));
  CHECK(convection.ambient == Approx(313.15));
  CHECK(model.boundaries[4].face == Face::top);
  CHECK_FALSE(model.boundaries[5].face.has_value());
}

TEST_CASE("sides are the lateral faces that are neither symmetric nor named themselves") {
  const Model model =
      bounded("  sides: {fixed_temperature: 300 K}\n  x_max: adiabatic\n", "symmetry: [y_min]\n");
  CHECK(names(model) == Names{"x_min", "y_max", "x_max"});
  CHECK(std::holds_alternative<Adiabatic>(model.boundaries[2].condition));
}

TEST_CASE("patches follow their face, in the coordinates of the face") {
  const Model model = bounded(
      "  y_max:\n"
      "    fixed_temperature: 300 K\n"
      "    patches: [{name: inlet, at: [1 mm, 0.25 mm], size: [3 mm, 0.5 mm], heat_flux: 1 W/m^2}]\n"
      "  x_min: adiabatic\n");
  CHECK(names(model) == Names{"x_min", "y_max", "y_max.inlet"});
  REQUIRE(model.boundaries[2].patch.has_value());
  const Rectangle patch = model.boundaries[2].patch.value_or(Rectangle{});
  CHECK(patch.lower[0] == Approx(1e-3));
  CHECK(patch.lower[1] == Approx(0.25e-3));
  CHECK(patch.upper[0] == Approx(4e-3));
  CHECK(patch.upper[1] == Approx(0.75e-3));
}

TEST_CASE("film coefficients and ambients may be rasters") {
  const ScratchFolder folder;
  folder.write("h.csv", "1,2\n");
  folder.write("t.csv", "x0,y0,x1,y1,value\n0,0,1,1,20\n");
  const Model model = bounded(
      "  top:\n"
      "    convection:\n"
      "      film_coefficient_map: {file: h.csv, units: W/(cm^2.K), first_row: y_min}\n"
      "      ambient: 300 K\n"
      "      ambient_map: {file: t.csv, units: degC, length_units: mm}\n",
      "", folder.path());
  const auto& convection = std::get<Convection>(model.boundaries.at(0).condition);
  REQUIRE(convection.film_coefficient_map.size() == 2);
  CHECK(convection.film_coefficient_map[1].value == Approx(2e4));
  CHECK(convection.film_coefficient_map[1].area.lower[0] == Approx(2e-3));
  CHECK(convection.film_coefficient_map[1].area.upper[1] == Approx(2e-3));
  REQUIRE(convection.ambient_map.size() == 1);
  CHECK(convection.ambient_map[0].value == Approx(293.15));
  CHECK(convection.ambient == 300.0);
}

TEST_CASE("without convection or a fixed temperature the deck is refused") {
  const auto found =
      messages("strata: 1\n" + kMaterials + kBlock +
               "boundaries: {top: {convection: {film_coefficient: 0 W/(m^2.K), ambient: 300 K}}, "
               "bottom: {heat_flux: 1 W/m^2}}\n");
  REQUIRE(found.size() == 1);
  CHECK(found[0] ==
        "nothing fixes the temperature: no convection, radiation or cold plate and no fixed temperature "
        "anywhere");
}
