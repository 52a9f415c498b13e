#include <cmath>
#include <filesystem>
#include <fstream>

#include "tests/unit/inputs/deck_text.hpp"
#include "tests/unit/inputs/scratch_folder.hpp"

using namespace strata;
using namespace strata::test;

namespace {

// Two dies of 4 x 2 mm, 1 mm and 3 mm thick layers, one of them turned; a stack of two layers beside them.
std::string package(const std::string& turn) {
  return "parts:\n"
         "  die:\n"
         "    size: [4 mm, 2 mm]\n"
         "    layers:\n"
         "      - {name: thin, thickness: 1 mm, material: m1, active: bottom, blocks: [{name: b, at: [1 mm, "
         "0 mm], "
         "size: [1 mm, 1 mm], material: m2}]}\n"
         "      - {name: thick, thickness: 3 mm, material: m1, active: top}\n"
         "assembly:\n"
         "  size: [20 mm, 20 mm]\n"
         "  stack:\n"
         "    - {tier: t, place: [{part: die, name: d0, at: [1 mm, 1 mm]}, {part: die, name: d1, at: [10 mm, "
         "10 mm], " +
         turn + "}]}\n";
}

Model heated(const std::string& power, const std::string& turn = "rotate: 90",
             const std::string& folder = ".") {
  return load(package(turn) + "power:\n  - {" + power + "}\n", folder);
}

std::vector<double> powers(const Model& model) {
  std::vector<double> list;
  list.reserve(model.sources.size());
  for (const HeatSource& source : model.sources) list.push_back(source.power);
  return list;
}

using Powers = std::vector<double>;

void check_powers(const Model& model, const Powers& expected) {
  REQUIRE(model.sources.size() == expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i) CHECK(model.sources[i].power == Approx(expected[i]));
}

double map_sum(const HeatSource& source) {
  double sum = 0.0;
  for (const Tile& tile : source.map) sum += tile.value;
  return sum;
}

/// Value of the tile at a place of the assembly [mm].
double value_at(const Raster& raster, double x_mm, double y_mm) {
  for (const Tile& tile : raster)
    if (tile.area.lower[0] < x_mm * 1e-3 && x_mm * 1e-3 < tile.area.upper[0] &&
        tile.area.lower[1] < y_mm * 1e-3 && y_mm * 1e-3 < tile.area.upper[1])
      return tile.value;
  return std::nan("");
}

}  // namespace

TEST_CASE("a total is per match, and a placement is one match") {
  check_powers(heated("target: \"d*.thin\", total: 8 W"), {8.0, 8.0});
  // Layers of 1 and 3 mm share the power of their part by volume; blocks are inside and get nothing of their
  // own.
  check_powers(heated("target: \"d*\", total: 8 W"), {2.0, 6.0, 2.0, 6.0});
  check_powers(heated("target: d0.thin.b, total: 8 W"), {8.0});
}

TEST_CASE("share: all divides the total among all matches, per_part within each part") {
  check_powers(heated("target: \"d*.*\", total: 8 W, share: all"), {1.0, 3.0, 1.0, 3.0});
  check_powers(heated("target: \"d*.*\", total: 8 W, share: per_part"), {2.0, 6.0, 2.0, 6.0});
  // Sheets share by area: both faces of a die are equally large whatever the thickness below them.
  check_powers(heated("target: \"d*.*.active\", total: 8 W, share: per_part"), {4.0, 4.0, 4.0, 4.0});
  check_powers(heated("target: \"d*.active\", total: 8 W, share: all"), {2.0, 2.0, 2.0, 2.0});
}

TEST_CASE("the shares add up to the total") {
  const Model model = heated("target: \"d*.*\", total: 7 W, share: all");
  CHECK(total_power(model) == Approx(7.0).epsilon(1e-14));
}

TEST_CASE("flux and density make power from area and volume") {
  check_powers(heated("target: d0.thin.active, flux: 1 W/mm^2"), {8.0});
  check_powers(heated("target: d0.thick, density: 1 W/mm^3"), {24.0});
  check_powers(heated("target: d0.thin.b.active, flux: 2 W/mm^2"), {2.0});
}

TEST_CASE("a sheet lies on the active face, wherever the flip has put it") {
  const Model model = heated("target: \"d*.*.active\", total: 1 W", "flip: true");
  REQUIRE(model.sources.size() == 4);
  // d0 stands upright: thin looks down at 0, thick looks up at 4 mm. d1 is flipped: thin ends at 4 mm, thick
  // at 0.
  const std::vector<double> z{0.0, 4e-3, 4e-3, 0.0};
  for (std::size_t i = 0; i < 4; ++i) {
    const HeatSource& source = model.sources[i];
    INFO(source.target);
    CHECK(source.is_sheet);
    CHECK(source.region.lower[2] == source.region.upper[2]);
    CHECK(source.region.lower[2] == Approx(z[i]).margin(1e-12));
  }
  CHECK(model.sources[0].target == "d0.thin.active");
}

TEST_CASE("a heated rectangle is given in the frame of its target and turns with it") {
  const Model model = heated("target: d1.thin.active, total: 1 W, at: [3 mm, 0.5 mm], size: [1 mm, 0.5 mm]");
  // rotate 90: x' = 2 - y, y' = x, then to (10, 10).
  check_box(model.sources.at(0).region, {11e-3, 13e-3, 0}, {11.5e-3, 14e-3, 0});
  // In the frame of the block at x 1..2, y 0..1 of the die.
  const Model block = heated("target: d1.thin.b, total: 1 W, at: [0.5 mm, 0 mm], size: [0.5 mm, 0.2 mm]");
  check_box(block.sources.at(0).region, {11.8e-3, 11.5e-3, 0}, {12e-3, 12e-3, 1e-3});
}

TEST_CASE("a matrix covers its target; its first row is where the deck says") {
  const ScratchFolder folder;
  folder.write("m.csv", "# two rows\n1, 2,3,4\n5,6,7,8\n");
  const Model top = heated("target: d0.thin.active, map: {file: m.csv, units: W, first_row: y_max}",
                           "rotate: 0", folder.path());
  CHECK(top.sources.at(0).power == Approx(36.0));
  CHECK(value_at(top.sources[0].map, 1.5, 2.5) == 1.0);  // upper left
  CHECK(value_at(top.sources[0].map, 4.5, 1.5) == 8.0);  // lower right
  const Model bottom = heated("target: d0.thin.active, map: {file: m.csv, units: W, first_row: y_min}",
                              "rotate: 0", folder.path());
  CHECK(value_at(bottom.sources.at(0).map, 1.5, 2.5) == 5.0);
  CHECK(value_at(bottom.sources[0].map, 4.5, 1.5) == 4.0);
}

TEST_CASE("maps turn with their parts") {
  const ScratchFolder folder;
  folder.write("m.csv", "1,2,3,4\n5,6,7,8\n");
  const std::string power = "target: d1.thin.active, map: {file: m.csv, units: W, first_row: y_min}";
  struct Turn {
    std::string keys;
    double x, y;  // where the tile with value 1, at the lower left of the die, goes [mm]
  };
  const std::vector<Turn> turns{{"rotate: 0", 10.5, 10.5},
                                {"rotate: 90", 11.5, 10.5},
                                {"rotate: 180", 13.5, 11.5},
                                {"rotate: 270", 10.5, 13.5},
                                {"flip: true", 13.5, 10.5},
                                {"flip: true, rotate: 90", 11.5, 13.5},
                                {"flip: true, rotate: 180", 10.5, 11.5},
                                {"flip: true, rotate: 270", 10.5, 10.5}};
  for (const Turn& turn : turns) {
    INFO(turn.keys);
    const Model model = heated(power, turn.keys, folder.path());
    CHECK(value_at(model.sources.at(0).map, turn.x, turn.y) == 1.0);
    CHECK(map_sum(model.sources[0]) == Approx(36.0));
  }
}

TEST_CASE("tiles are turned with the part and watts per square millimetre become watts") {
  const ScratchFolder folder;
  folder.write("t.csv", "x0, y0, x1, y1, value\n0,0,1000,500,2\n3000,1500,4000,2000,1\n");
  const Model model = heated("target: d1.thin.active, map: {file: t.csv, units: W/mm^2, length_units: um}",
                             "rotate: 90", folder.path());
  const HeatSource& source = model.sources.at(0);
  CHECK(source.power == Approx(1.5));
  CHECK(value_at(source.map, 11.75, 10.5) == Approx(1.0));  // 0.5 mm^2 at 2 W/mm^2
  CHECK(value_at(source.map, 10.25, 13.5) == Approx(0.5));
}

TEST_CASE("tiles for a block stand in the frame of the part") {
  const ScratchFolder folder;
  folder.write("t.csv", "x0,y0,x1,y1,value\n1.5,0.5,2,1,3\n");
  const Model model =
      heated("target: d0.thin.b, map: {file: t.csv, units: W, length_units: mm}", "rotate: 0", folder.path());
  CHECK(value_at(model.sources.at(0).map, 2.75, 1.75) == 3.0);
}

TEST_CASE("a map is scaled to the total, with a warning above two per cent") {
  const ScratchFolder folder;
  folder.write("m.csv", "1,3\n");
  const std::string map = "map: {file: m.csv, units: W, first_row: y_min}";
  const Model near = heated("target: d0.thin.active, total: 4.07 W, " + map, "rotate: 0", folder.path());
  CHECK(near.warnings.empty());
  CHECK(map_sum(near.sources.at(0)) == Approx(4.07).epsilon(1e-14));
  const Model far = heated("target: \"d*.thin.active\", total: 4.09 W, " + map, "rotate: 0", folder.path());
  REQUIRE(far.warnings.size() == 1);
  CHECK(far.warnings[0].message ==
        "the power map of 'd0.thin.active' sums to 4 W and is rescaled by 1.022 to 4.09 W");
  CHECK(map_sum(far.sources.at(1)) == Approx(4.09).epsilon(1e-14));
}

TEST_CASE("a body may be heated twice") {
  const Model model = load(package("rotate: 0") +
                           "power:\n  - {target: d0.thin, total: 1 W}\n  - {target: d0.thin, total: 2 W}\n");
  CHECK(powers(model) == Powers{1.0, 2.0});
}
