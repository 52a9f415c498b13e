// Packages in JEDEC's environments: what moves along, what is added, what is refused.
#include <algorithm>

#include <catch2/catch.hpp>

#include "inputs/error.hpp"
#include "inputs/jedec/environments.hpp"

using namespace strata;

namespace {

const char* const kPackage = R"(strata: 1
title: package
materials:
  block: {conductivity: 10 W/(m.K), density: 2000 kg/m^3, heat_capacity: 800 J/(kg.K)}
assembly:
  size: [20 mm, 10 mm]
  stack:
    - {name: base, thickness: 1 mm, material: block}
    - {name: die, thickness: 0.5 mm, material: block, active: bottom}
contacts: [{between: [base, die], resistance: 5 K.mm^2/W}]
power: [{target: die.active, total: 2 W}]
boundaries:
  top: {convection: {film_coefficient: 1e4 W/(m^2.K), ambient: 40 degC}}
mesh: {lateral: 1 mm, per_layer: {max_thickness: 0.25 mm}}
limits: [{target: die, temperature: 85 degC}]
output: {superposition: true}
)";

Model package(const std::vector<std::string>& overrides = {}) {
  return load_model_text(kPackage, "package.yaml", ".", overrides);
}

const Body& body_named(const Model& model, const std::string& name) {
  const auto& bodies = model.geometry.bodies;
  return *std::find_if(bodies.begin(), bodies.end(), [&](const Body& b) { return b.name == name; });
}

}  // namespace

TEST_CASE("a cold plate replaces all surroundings", "[jedec]") {
  const Model model = on_cold_plate(package(), Face::bottom, 300.0);
  REQUIRE(model.boundaries.size() == 1);
  CHECK(model.boundaries[0].face == Face::bottom);
  CHECK(std::get<FixedTemperature>(model.boundaries[0].condition).temperature == 300.0);
  CHECK(model.limits.empty());
  CHECK_FALSE(model.output.superposition);
}

TEST_CASE("on the board the package sits in the middle and all of it moves along", "[jedec]") {
  const Model before = package();
  const Model model = in_still_air(before, {});
  const Box die = body_named(model, "die").box;
  CHECK(die.lower[0] == Approx(0.5 * (101.5e-3 - 20e-3)));
  CHECK(die.upper[1] == Approx(0.5 * (114.5e-3 + 10e-3)));
  CHECK(die.lower[2] == Approx(1.6e-3 + 1e-3));
  CHECK(model.geometry.domain.upper[2] == Approx(1.6e-3 + 1.5e-3));
  REQUIRE(model.sources.size() == 1);
  CHECK(model.sources[0].power == before.sources[0].power);
  CHECK(model.sources[0].region.lower[2] == Approx(2.6e-3));
  CHECK(model.sources[0].region.upper[0] == Approx(die.upper[0]));
  const Body& trace = body_named(model, "jedec_board.top_trace");
  CHECK(trace.box.upper[2] == Approx(1.6e-3));
  const Body& probe = body_named(model, jedec::kBoardProbe);
  // Beside the middle of a long side (along x), its centre 1 mm from the package.
  CHECK(0.5 * (probe.box.lower[0] + probe.box.upper[0]) == Approx(0.5 * 101.5e-3));
  CHECK(0.5 * (probe.box.lower[1] + probe.box.upper[1]) == Approx(die.upper[1] + 1e-3));
  CHECK(model.boundaries.size() == 4);
}

TEST_CASE("the ring leaves 5 mm around the package", "[jedec]") {
  const Model model = on_ring_cold_plate(package(), 300.0);
  const Box die = body_named(model, "die").box;
  CHECK(body_named(model, "jedec_ring[1]").box.upper[1] == Approx(die.lower[1] - 5e-3));
  CHECK(body_named(model, "jedec_ring[4]").box.lower[0] == Approx(die.upper[0] + 5e-3));
  CHECK(model.boundaries.size() == 8);
  double area = 0.0;
  for (const Boundary& b : model.boundaries) {
    area += (b.patch->upper[0] - b.patch->lower[0]) * (b.patch->upper[1] - b.patch->lower[1]);
  }
  CHECK(area == Approx(2.0 * (101.5e-3 * 114.5e-3 - 30e-3 * 20e-3)));
}

TEST_CASE("boards grow with the package", "[jedec]") {
  CHECK(test_board_for({40e-3, 40e-3}).size[0] == Approx(101.5e-3));
  CHECK(test_board_for({41e-3, 10e-3}).size[0] == Approx(127e-3));
  CHECK(test_board_for({90e-3, 90e-3}).size[1] == Approx(165e-3));
  CHECK_THROWS_AS(test_board_for({91e-3, 20e-3}), Error);
}

TEST_CASE("what is no whole package is refused", "[jedec]") {
  CHECK_NOTHROW(require_whole_package(package()));
  CHECK_THROWS_AS(require_whole_package(package({"symmetry=[x_min]"})), Error);
  CHECK_THROWS_AS(require_whole_package(package({"power[0].total=0 W"})), Error);
}
