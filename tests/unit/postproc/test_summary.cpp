#include <cmath>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "postproc/summary.hpp"
#include "synthetic_case.hpp"

using namespace strata;
using strata::test::SyntheticCase;

namespace {

void check_position(const std::array<double, 3>& found, const std::array<double, 3>& expected_mm) {
  for (std::size_t axis = 0; axis < 3; ++axis)
    CHECK(found[axis] == Approx(expected_mm[axis] * 1e-3).epsilon(1e-12));
}

}  // namespace

TEST_CASE("a body's statistics are those of the cells it owns after painting, blocks included") {
  const SyntheticCase c(MPI_COMM_SELF);
  const Summary summary = summarize(c.view());
  REQUIRE(summary.bodies.size() == 5);

  // The mean of a linear field over a box is its value at the centre: 300 + x + 10 y + 100 z.
  const TemperatureStats& substrate = summary.bodies[0].stats;
  CHECK(substrate.cells == 40);
  CHECK(substrate.volume == Approx(24e-9).epsilon(1e-12));
  CHECK(substrate.mean == Approx(300 + 3 + 20 + 50).epsilon(1e-12));
  CHECK(substrate.minimum == Approx(300 + 0.5 + 5 + 25).epsilon(1e-12));
  CHECK(substrate.maximum == Approx(300 + 5.5 + 35 + 75).epsilon(1e-12));
  check_position(substrate.maximum_position, {5.5, 3.5, 0.75});
  CHECK(substrate.power == 0.0);

  const TemperatureStats& dram = summary.bodies[2].stats;
  CHECK(dram.cells == 6);
  CHECK(dram.volume == Approx(4e-9).epsilon(1e-12));
  CHECK(dram.mean == Approx(300 + 3 + 20 + 175).epsilon(1e-12));
  // The active face on top is hotter than any cell centre.
  CHECK(dram.maximum == Approx(300 + 4 + 25 + 200).epsilon(1e-12));
  check_position(dram.maximum_position, {4, 2.5, 2});
  CHECK(dram.power == Approx(3.5).epsilon(1e-12));

  const TemperatureStats& tsv = summary.bodies[3].stats;
  CHECK(tsv.cells == 1);
  CHECK(tsv.minimum == tsv.maximum);
  CHECK(tsv.mean == Approx(300 + 2.5 + 15 + 175).epsilon(1e-12));
  CHECK(summary.bodies[3].material == "copper");
  CHECK(summary.bodies[3].placement == "chip");
  CHECK(summary.bodies[0].placement.empty());
}

TEST_CASE("a placement counts every cell of its bodies once") {
  const SyntheticCase c(MPI_COMM_SELF);
  const Summary summary = summarize(c.view());
  REQUIRE(summary.placements.size() == 1);
  const TemperatureStats& chip = summary.placements[0].stats;
  CHECK(summary.placements[0].part == "stack");
  CHECK(chip.cells == 18);
  CHECK(chip.volume == Approx(8e-9).epsilon(1e-12));
  CHECK(chip.mean == Approx(300 + 3 + 20 + 150).epsilon(1e-12));
  CHECK(chip.power == Approx(11.5).epsilon(1e-12));
  CHECK(chip.maximum == Approx(529).epsilon(1e-12));
}

TEST_CASE("junction temperatures are those of the active face") {
  const SyntheticCase c(MPI_COMM_SELF);
  const Summary summary = summarize(c.view());
  REQUIRE(summary.dies.size() == 2);
  CHECK(summary.dies[0].name == "chip.base");
  CHECK(summary.dies[0].junction_max == Approx(300 + 4 + 25 + 100).epsilon(1e-12));
  CHECK(summary.dies[0].junction_mean == Approx(300 + 3 + 20 + 100).epsilon(1e-12));
  CHECK(summary.dies[0].power == Approx(8.0).epsilon(1e-12));
  check_position(summary.dies[0].junction_position, {4, 2.5, 1});
  // Without the painted square of 1 mm^2 around (2.5, 1.5): (8 * 523 - 517.5) / 7.
  CHECK(summary.dies[1].junction_mean == Approx((8.0 * 523.0 - 517.5) / 7.0).epsilon(1e-12));
}

TEST_CASE("totals count solid cells only") {
  const SyntheticCase c(MPI_COMM_SELF);
  const Summary summary = summarize(c.view());
  CHECK(summary.cells == 120);
  CHECK(summary.solid_cells == 78);
  CHECK(summary.power == Approx(11.5).epsilon(1e-12));
  CHECK(summary.hottest.body == "lid");
  CHECK(summary.hottest.temperature == Approx(300 + 5.5 + 35 + 225).epsilon(1e-12));
  check_position(summary.hottest.position, {5.5, 3.5, 2.25});
}

TEST_CASE("limits look at bodies, active faces and other sides") {
  SyntheticCase c(MPI_COMM_SELF);
  Summary summary = summarize(c.view());
  REQUIRE(summary.limits.size() == 4);
  CHECK(summary.limits[0].reached == Approx(529).epsilon(1e-12));
  CHECK(summary.limits[0].where == "chip.dram[1]");
  CHECK_FALSE(summary.limits[0].exceeded);
  // Exactly at the limit is not exceeded.
  c.model.limits[1].temperature = summary.limits[1].reached;
  CHECK(summary.limits[1].reached == Approx(429).epsilon(1e-12));
  // The base has two limits, one on all of the chip and one on its active face: the lower one counts.
  CHECK(summary.dies[0].limit == 429.0);
  CHECK(summary.dies[1].limit == 535.0);
  CHECK(summary.limits[2].reached == Approx(565.5).epsilon(1e-12));
  // The side at x = 0 sees the cells with centre x = 0.5 mm only.
  CHECK(summary.limits[3].reached == Approx(300 + 0.5 + 35 + 75).epsilon(1e-12));
  CHECK(summary.limits[3].exceeded);
  CHECK(summary.any_limit_exceeded());
  c.model.limits.pop_back();
  summary = summarize(c.view());
  CHECK_FALSE(summary.limits[1].exceeded);
  CHECK_FALSE(summary.any_limit_exceeded());
  c.model.limits[1].temperature = std::nextafter(c.model.limits[1].temperature, 0.0);
  CHECK(summarize(c.view()).limits[1].exceeded);
}

TEST_CASE("a body that is painted over entirely has no temperature") {
  SyntheticCase c(MPI_COMM_SELF);
  Body hidden = c.model.geometry.bodies[1];
  hidden.name = "ghost";
  hidden.active.reset();
  auto& bodies = c.model.geometry.bodies;
  bodies.insert(bodies.begin(), hidden);
  for (Body& body : bodies) {
    if (body.parent != kNoBody) ++body.parent;
  }
  for (ActiveFace& face : c.heat.active_faces) ++face.body;
  c.model.limits.clear();
  const Summary summary = summarize(c.view());
  CHECK(summary.bodies[0].stats.cells == 0);
  const auto json = nlohmann::json::parse(summary_json(summary));
  CHECK(json["bodies"][0]["temperature_max_K"].is_null());
  CHECK(json["bodies"][0]["temperature_max_position_m"].is_null());
  CHECK(json["bodies"][2]["name"] == "chip.base");
  CHECK(json["dies"][0]["limit_K"].is_null());
}

TEST_CASE("warnings carry their position and appear once") {
  const SyntheticCase c(MPI_COMM_SELF);
  const Summary summary = summarize(c.view());
  CHECK(summary.warnings == std::vector<std::string>{"chip.yaml:2:8: this is only a test",
                                                     "'silicon' was used outside its range"});
}

TEST_CASE("the JSON repeats every number exactly and survives broken UTF-8 in a title") {
  const SyntheticCase c(MPI_COMM_SELF);
  Summary summary = summarize(c.view());
  summary.title = "caf\xe9";
  const auto json = nlohmann::json::parse(summary_json(summary));
  CHECK(json["hottest_point"]["temperature_max_K"].get<double>() == summary.hottest.temperature);
  CHECK(json["dies"][1]["junction_temperature_mean_K"].get<double>() == summary.dies[1].junction_mean);
  CHECK(json["power_total_W"].get<double>() == summary.power);
  CHECK(json["balance"]["bound"].get<double>() == 1e-8);
}
