#include <catch2/catch.hpp>

#include "inputs/error.hpp"
#include "inputs/importers/layout_levels.hpp"
#include "tests/unit/inputs/deck_text.hpp"
#include "tests/unit/inputs/scratch_folder.hpp"

using namespace strata;
using namespace strata::test;

namespace {

const std::string kLevels =
    "metal: copper\n"
    "dielectric: sio2\n"
    "levels:\n"
    "  - {name: m1, thickness: 0.3 um, layers: 31/0, via_density: 0.05}\n"
    "  - {name: m2, thickness: 0.5 um, layers: [32/0, 33/0], via_density: 0.02}\n";

LayoutLevels levels_of(const std::string& text) {
  const ScratchFolder folder;
  return read_layout_levels(folder.write("beol.yaml", text));
}

}  // namespace

TEST_CASE("wiring levels are read with their units, one layer or several") {
  const LayoutLevels levels = levels_of(kLevels);
  REQUIRE(levels.levels.size() == 2);
  CHECK(levels.metal == "copper");
  CHECK(levels.levels[0].thickness == Approx(0.3e-6));
  CHECK(levels.levels[0].patterns == std::vector<std::string>{"31/0"});
  CHECK(levels.levels[1].patterns == std::vector<std::string>{"32/0", "33/0"});
  CHECK(levels.levels[1].via_density == 0.02);
}

TEST_CASE("mistakes in the levels are reported together") {
  const std::string text =
      "metal: copper\nlevels:\n  - {name: m1, thickness: 3, layers: 31/0, via_density: 2}\n"
      "  - {name: m2, thickness: 1 um, layers: 31/0, via_density: 0}\n"
      "  - {name: m2, thickness: 1 um, layers: 31/0, via_density: 0}\n";
  try {
    levels_of(text);
    FAIL("accepted");
  } catch (const DeckError& error) {
    CHECK(error.diagnostics().size() == 4);
  }
}

TEST_CASE("densities become a part of metal maps that a deck can use") {
  const std::string result = R"({"x_um": [10, 60, 85], "y_um": [0, 50], "levels": [[0.25, 0.75], [0, 0]]})";
  const Conversion conversion = layout_conversion("chip.gds", levels_of(kLevels), result);
  REQUIRE(conversion.files.size() == 2);
  CHECK(conversion.files[0].text == "x0,y0,x1,y1,value\n0,0,50,50,0.25\n50,0,75,50,0.75\n");
  const ScratchFolder folder;
  for (const SideFile& file : conversion.files) folder.write(file.name, file.text);
  const Model model = load_model_text(
      conversion.deck +
          "assembly: {size: [75 um, 50 um], stack: [{tier: t, place: [{part: chip, at: [0 um, 0 "
          "um]}]}]}\n" +
          kCooled,
      "test.yaml", folder.path());
  REQUIRE(model.geometry.density_maps.size() == 2);
  CHECK(model.geometry.density_maps[0].lowest == 0.25);
  CHECK(model.geometry.density_maps[0].highest == 0.75);
  CHECK(model.geometry.density_maps[1].n_classes == 1);
}

TEST_CASE("what KLayout says is passed on, and nonsense is not taken for densities") {
  const LayoutLevels levels = levels_of(kLevels);
  CHECK_THROWS_WITH(layout_conversion("chip.gds", levels, R"({"error": "the layout is empty"})"),
                    "the layout is empty");
  for (const std::string text : {"", "[]", "{}", R"({"x_um": [0], "y_um": [0, 1], "levels": []})",
                                 R"({"x_um": [0, 1], "y_um": [0, 1], "levels": [[1], [1, 2]]})"})
    CHECK_THROWS_AS(layout_conversion("chip.gds", levels, text), Error);
}
