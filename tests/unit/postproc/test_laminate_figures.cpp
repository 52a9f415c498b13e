#include <cmath>

#include <catch2/catch.hpp>

#include "postproc/stress/laminate_figures.hpp"

using namespace strata;

namespace {

Material elastic(const std::string& name, double youngs_modulus, double expansion) {
  const Mechanics mechanics{IsotropicElasticity{ConstantLaw{youngs_modulus}, ConstantLaw{0.3}},
                            {ConstantLaw{expansion}, ConstantLaw{expansion}, ConstantLaw{expansion}}};
  return {name, "made up for a test", BulkMaterial{{}, {}, {}, mechanics}, {}};
}

Body layer(const std::string& name, std::uint16_t material, double bottom, double top, double side) {
  Body body;
  body.name = name;
  body.material = MaterialId{material};
  body.box = {{0.0, 0.0, bottom}, {side, side, top}};
  return body;
}

/// Two layers 0.3 and 0.1 mm thick on 10 mm x 10 mm, both of 100 GPa, the upper one expanding more.
Model strip() {
  Model model;
  model.materials = {Material{}, elastic("lower", 100e9, 3e-6), elastic("upper", 100e9, 8e-6)};
  model.geometry.domain = {{0.0, 0.0, 0.0}, {10e-3, 10e-3, 0.4e-3}};
  model.geometry.bodies = {layer("lower", 1, 0.0, 0.3e-3, 10e-3), layer("upper", 2, 0.3e-3, 0.4e-3, 10e-3)};
  StressAnalysis analysis;
  analysis.stress_free_temperature = 400.0;
  model.stress = analysis;
  return model;
}

/// Timoshenko's curvature of two layers of equal stiffness.
double timoshenko(double lower, double upper, double strain) {
  const double m = lower / upper;
  return 6.0 * strain * (1.0 + m) * (1.0 + m) /
         ((lower + upper) * (3.0 * (1.0 + m) * (1.0 + m) + (1.0 + m) * (m * m + 1.0 / m)));
}

}  // namespace

TEST_CASE("two layers bend as Timoshenko says, and warp over the diagonal of the footprint") {
  const auto figures = laminate_figures(strip(), {300.0, 300.0});
  REQUIRE(figures.size() == 1);
  CHECK(figures[0].name == "assembly");
  // Cooled by 100 K, the upper layer shrinks more: concave.
  const double curvature = timoshenko(0.3e-3, 0.1e-3, 5e-6 * -100.0);
  CHECK(curvature < 0.0);
  CHECK(figures[0].curvature[0] == Approx(curvature).epsilon(1e-9));
  CHECK(figures[0].curvature[1] == Approx(curvature).epsilon(1e-9));
  CHECK(figures[0].warpage == Approx(curvature * 5e-3 * 5e-3).epsilon(1e-9));
}

TEST_CASE("a quarter model reaches from its symmetry planes to the far corner") {
  Model model = strip();
  model.geometry.symmetry = {Face::x_min, Face::y_max};
  const auto figures = laminate_figures(model, {300.0, 300.0});
  CHECK(figures[0].warpage == Approx(timoshenko(0.3e-3, 0.1e-3, -5e-4) * 10e-3 * 10e-3).epsilon(1e-9));
}

TEST_CASE("stress-free temperatures of bodies and materials go before that of the analysis") {
  Model model = strip();
  model.materials[2].stress_free_temperature = 350.0;
  const double lower = 3e-6 * -100.0;
  CHECK(laminate_figures(model, {300.0, 300.0})[0].curvature[0] ==
        Approx(timoshenko(0.3e-3, 0.1e-3, 8e-6 * -50.0 - lower)).epsilon(1e-9));
  model.geometry.bodies[1].stress_free_temperature = 320.0;
  CHECK(laminate_figures(model, {300.0, 300.0})[0].curvature[0] ==
        Approx(timoshenko(0.3e-3, 0.1e-3, 8e-6 * -20.0 - lower)).epsilon(1e-9));
}

TEST_CASE("bodies keep their own temperatures under the solved heat") {
  CHECK(laminate_figures(strip(), {320.0, 310.0})[0].curvature[0] ==
        Approx(timoshenko(0.3e-3, 0.1e-3, 8e-6 * -90.0 - 3e-6 * -80.0)).epsilon(1e-9));
}

TEST_CASE("there is no figure across void, without mechanics, or without temperature") {
  Model model = strip();
  CHECK(laminate_figures(model, {300.0, std::nan("")}).empty());
  model.geometry.bodies[1].box.lower[2] = 0.35e-3;
  CHECK(laminate_figures(model, {300.0, 300.0}).empty());
  model = strip();
  std::get<BulkMaterial>(model.materials[1].definition).mechanics.reset();
  CHECK(laminate_figures(model, {300.0, 300.0}).empty());
}

TEST_CASE("a placement has the figure of the column through its own centre") {
  Model model = strip();
  model.geometry.bodies[1].box = {{6e-3, 6e-3, 0.3e-3}, {9e-3, 9e-3, 0.4e-3}};
  model.geometry.placements = {{"die", "chip", model.geometry.bodies[1].box, 0, false}};
  const auto figures = laminate_figures(model, {300.0, 300.0});
  REQUIRE(figures.size() == 2);
  CHECK(figures[0].warpage == Approx(0.0).margin(1e-15));
  CHECK(figures[1].name == "die");
  CHECK(figures[1].warpage == Approx(timoshenko(0.3e-3, 0.1e-3, -5e-4) * 1.5e-3 * 1.5e-3).epsilon(1e-9));
}
