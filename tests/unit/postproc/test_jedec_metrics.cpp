// JEDEC metrics of a lumped package whose temperatures are known in closed form.
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "inputs/jedec/environments.hpp"
#include "physics/natural_convection.hpp"
#include "postproc/jedec_metrics.hpp"

using namespace strata;

namespace {

constexpr double kPower = 2.0, kInside = 3.0;  // [W], [K/W] from the junction to the isothermal outside
constexpr double kPackageArea = 20e-3 * 20e-3, kBoardArea = 101.5e-3 * 114.5e-3;

Model package() {
  Model model;
  model.geometry.domain.upper = {20e-3, 20e-3, 1e-3};
  Body die;
  die.name = "die";
  die.active = Face::bottom;
  die.box = model.geometry.domain;
  model.geometry.bodies.push_back(die);
  HeatSource source;
  source.body = 0;
  source.power = kPower;
  model.sources.push_back(source);
  return model;
}

DieSummary die(const std::string& name, double temperature) {
  DieSummary summary;
  summary.name = name;
  summary.junction_max = summary.junction_mean = temperature;
  return summary;
}

/// An outside of one temperature that loses P through the film coefficients of the model.
Summary lumped(const Model& model) {
  double conductance = 0.0, ambient = 0.0;
  for (const Boundary& b : model.boundaries) {
    const auto& convection = std::get<Convection>(b.condition);
    ambient = convection.ambient;
    const double area = b.name == jedec::kCaseProbe ? 0.0
                        : b.name == jedec::kCase    ? kPackageArea
                                                    : kBoardArea;
    conductance += convection.film_coefficient * area;
  }
  const double outside = ambient + kPower / conductance;
  Summary summary;
  summary.power = kPower;
  summary.dies = {die("die", outside + kPower * kInside), die(jedec::kBoardProbe, outside)};
  for (const Boundary& b : model.boundaries) {
    BoundaryHeat heat;
    heat.name = b.name;
    heat.surface_temperature_mean = outside;
    summary.boundaries.push_back(heat);
  }
  return summary;
}

/// Heat lost at that outside temperature [W], from the correlations alone.
double loss(double outside, double ambient) {
  const double package = natural_convection_film(PlateFacing::up, 5e-3, outside, ambient);
  const double length = 101.5e-3 * 114.5e-3 / (2.0 * (101.5e-3 + 114.5e-3));
  const double up = natural_convection_film(PlateFacing::up, length, outside, ambient);
  const double down = natural_convection_film(PlateFacing::down, length, outside, ambient);
  const double radiation = radiation_film(0.9, outside, ambient);
  return (outside - ambient) *
         ((package + radiation) * kPackageArea + (up + down + 2.0 * radiation) * kBoardArea);
}

}  // namespace

TEST_CASE("in still air films and temperatures agree with each other", "[jedec]") {
  const double ambient = 298.15;
  double low = ambient, high = ambient + 300.0;
  for (int n = 0; n < 60; ++n) {
    const double middle = 0.5 * (low + high);
    (loss(middle, ambient) < kPower ? low : high) = middle;
  }
  int solves = 0;
  const Characterisation result =
      characterise(package(), {"theta_ja", "psi_jt", "psi_jb"}, 0.9, [&](const Model& model) {
        ++solves;
        return lumped(model);
      });
  REQUIRE(result.metrics.size() == 3);
  CHECK(result.metrics[0].value == Approx((low - ambient) / kPower + kInside).epsilon(1e-3));
  CHECK(result.metrics[1].value == Approx(kInside).epsilon(1e-12));
  CHECK(result.metrics[2].value == Approx(kInside).epsilon(1e-12));
  CHECK(result.metrics[0].junction == "die");
  CHECK(solves < 20);
  const auto json = nlohmann::json::parse(characterisation_json(result, "lumped"));
  CHECK(json["metrics"][1]["name"] == "psi_jt");
  CHECK(json["metrics"][1]["value_K_per_W"].get<double>() == result.metrics[1].value);
}

TEST_CASE("only what was asked for is solved", "[jedec]") {
  int solves = 0;
  const Characterisation result = characterise(package(), {"theta_jctop"}, 0.9, [&](const Model& model) {
    ++solves;
    REQUIRE(model.boundaries.size() == 1);
    Summary summary;
    summary.power = kPower;
    summary.dies = {die("die", std::get<FixedTemperature>(model.boundaries[0].condition).temperature + 7.0)};
    return summary;
  });
  CHECK(solves == 1);
  REQUIRE(result.metrics.size() == 1);
  CHECK(result.metrics[0].value == Approx(3.5));
}
