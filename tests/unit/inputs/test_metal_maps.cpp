#include <fmt/format.h>

#include "tests/unit/inputs/deck_text.hpp"
#include "tests/unit/inputs/scratch_folder.hpp"

using namespace strata;
using namespace strata::test;

namespace {

/// A deck with material `wired` of the given map keys, and a stack.
std::string deck(const std::string& map, const std::string& rest) {
  return "strata: 1\n" + kMaterials + "  wired: {metal_map: {metal: m1, dielectric: m2, " + map + "}}\n" +
         rest + kCooled;
}

std::string layer(const std::string& more = "") {
  return "assembly: {size: [4 mm, 2 mm], stack: [{name: a, thickness: 1 mm, material: wired" + more + "}]}\n";
}

const std::string kMatrix = "file: f.csv, units: fraction, first_row: y_max, via_density: 0";

Model load_map(const std::string& csv, const std::string& map, const std::string& rest) {
  const ScratchFolder folder;
  folder.write("f.csv", csv);
  return load_model_text(deck(map, rest), "test.yaml", folder.path());
}

std::vector<std::string> map_messages(const std::string& csv, const std::string& map,
                                      const std::string& rest = layer()) {
  const ScratchFolder folder;
  folder.write("f.csv", csv);
  std::vector<std::string> list = messages(deck(map, rest), folder.path());
  for (std::string& text : list) {
    const auto at = text.find(folder.path() + "/");
    if (at != std::string::npos) text.erase(at, folder.path().size() + 1);
  }
  return list;
}

/// Density of a body at a place of the assembly [mm]; negative where its map has none.
double density_at(const Model& model, const std::string& body, double x_mm, double y_mm) {
  const std::int32_t index = body_named(model, body).density_map;
  REQUIRE(index >= 0);
  for (const Tile& tile : model.geometry.density_maps[static_cast<std::size_t>(index)].raster)
    if (tile.area.lower[0] < x_mm * 1e-3 && x_mm * 1e-3 < tile.area.upper[0] &&
        tile.area.lower[1] < y_mm * 1e-3 && y_mm * 1e-3 < tile.area.upper[1])
      return tile.value;
  return -1.0;
}

using Messages = std::vector<std::string>;

}  // namespace

TEST_CASE("a metal map becomes a material at its mean density and classes from lowest to highest") {
  const Model model = load_map("0.1,0.2\n0.3,0.8\n", kMatrix + ", classes: 8", layer());
  REQUIRE(model.geometry.density_maps.size() == 1);
  const DensityMap& map = model.geometry.density_maps.front();
  CHECK(map.n_classes == 8);
  CHECK(map.lowest == 0.1);
  CHECK(map.highest == 0.8);
  const auto medium = [&](MaterialId id, int offset = 0) {
    const auto index = static_cast<std::size_t>(id) + static_cast<std::size_t>(offset);
    return std::get<MetalMedium>(model.materials.at(index).definition);
  };
  CHECK(map.material == body_named(model, "a").material);
  CHECK(medium(map.material).density == Approx(0.35));
  for (int c = 0; c < 8; ++c) CHECK(medium(map.first_class, c).density == Approx(0.1 + 0.1 * c));
  CHECK(medium(map.first_class, 7).density == 0.8);
  CHECK(model.materials.size() == 4 + 8);  // void, two constituents, the named one, classes
  CHECK(model.materials.back().name == "wired at 0.8000");
  CHECK(density_at(model, "a", 1.0, 1.5) == 0.1);
  CHECK(density_at(model, "a", 3.0, 0.5) == 0.8);
}

TEST_CASE("a map of one density needs no classes; percent are hundredths") {
  const Model model =
      load_map("25,25\n", "file: f.csv, units: percent, first_row: y_min, via_density: 0.02", layer());
  const DensityMap& map = model.geometry.density_maps.at(0);
  CHECK(map.n_classes == 1);
  CHECK(map.first_class == map.material);
  CHECK(map.lowest == 0.25);
  CHECK(model.materials.size() == 4);
}

TEST_CASE("the mean density of tiles goes by area") {
  const Model model = load_map("x0,y0,x1,y1,value\n0,0,1,2,0.8\n1,0,4,2,0.4\n",
                               "file: f.csv, units: fraction, length_units: mm, via_density: 0", layer());
  const DensityMap& map = model.geometry.density_maps.at(0);
  const Material& named = model.materials[static_cast<std::size_t>(map.material)];
  CHECK(std::get<MetalMedium>(named.definition).density == Approx(0.5));
}

TEST_CASE("a metal map turns with its part, and copies over each other share it") {
  const std::string rest =
      "parts: {die: {size: [4 mm, 2 mm], layers: [{repeat: 3, layers: [{name: l, thickness: 1 mm, material: "
      "wired}]}]}}\n"
      "assembly: {size: [20 mm, 20 mm], stack: [{tier: t, place: [{part: die, name: d0, at: [0 mm, 0 mm]}, "
      "{part: die, name: d1, at: [10 mm, 0 mm], rotate: 90}, {part: die, name: d2, at: [0 mm, 10 mm], flip: "
      "true}]}]}\n";
  const Model model = load_map("0.1,0.2\n0.3,0.4\n", kMatrix, rest);
  CHECK(model.geometry.density_maps.size() == 3);
  CHECK(body_named(model, "d0.l[1]").density_map == body_named(model, "d0.l[3]").density_map);
  CHECK(density_at(model, "d0.l[1]", 1.0, 1.5) == 0.1);
  CHECK(density_at(model, "d0.l[1]", 3.0, 0.5) == 0.4);
  // Counter-clockwise by 90 degrees the upper left corner comes to the lower left.
  CHECK(density_at(model, "d1.l[2]", 10.5, 1.0) == 0.1);
  CHECK(density_at(model, "d1.l[2]", 10.5, 3.0) == 0.2);
  CHECK(density_at(model, "d1.l[2]", 11.5, 1.0) == 0.3);
  // Turned over, left and right change places.
  CHECK(density_at(model, "d2.l[2]", 1.0, 11.5) == 0.2);
  CHECK(density_at(model, "d2.l[2]", 3.0, 10.5) == 0.3);
}

TEST_CASE("a block that is only named shares its layer's map, one of its own material has its own") {
  const std::string blocks =
      ", blocks: [{name: named, at: [0 mm, 0 mm], size: [1 mm, 1 mm]}, {name: plain, at: [1 mm, 0 mm], size: "
      "[1 mm, 1 mm], material: m1}]";
  const Model model = load_map("0.1,0.2\n", kMatrix, layer(blocks));
  CHECK(body_named(model, "a.named").density_map == body_named(model, "a").density_map);
  CHECK(body_named(model, "a.plain").density_map == -1);
  const Model other =
      load_map("0.1,0.2\n", kMatrix,
               "assembly: {size: [4 mm, 2 mm], stack: [{name: a, thickness: 1 mm, material: m1, "
               "blocks: [{name: w, at: [2 mm, 0 mm], size: [2 mm, 2 mm], material: wired}]}]}\n");
  CHECK(density_at(other, "a.w", 2.5, 1.0) == 0.1);
  CHECK(density_at(other, "a.w", 3.5, 1.0) == 0.2);
}

TEST_CASE("densities outside 0 to 1 are refused with their line") {
  CHECK(map_messages("0.1,0.2\n\n0.3,43\n", kMatrix) ==
        Messages{"line 3 of the file holds a metal density of 43; in units of fraction at most 1 is full"});
  CHECK(map_messages("0.1,-0.2\n", kMatrix) == Messages{"line 1 of the file holds a negative metal density"});
  CHECK(
      map_messages("10,100.5\n", "file: f.csv, units: percent, first_row: y_max, via_density: 0") ==
      Messages{"line 1 of the file holds a metal density of 100.5; in units of percent at most 100 is full"});
}

TEST_CASE("percentages that look like fractions are warned of") {
  const Model model =
      load_map("0.2,0.9\n", "file: f.csv, units: percent, first_row: y_max, via_density: 0", layer());
  REQUIRE(model.warnings.size() == 1);
  CHECK(model.warnings[0].message == "no metal density of the file is above 1 percent");
}

TEST_CASE("tiles must cover what is made of them, once") {
  const std::string tiles = "file: f.csv, units: fraction, length_units: mm, via_density: 0";
  CHECK(map_messages("x0,y0,x1,y1,value\n0,0,3,2,0.5\n", tiles) ==
        Messages{"the tiles cover 75 % of 'a'; a metal map says what all of it is made of"});
  CHECK(map_messages("x0,y0,x1,y1,value\n0,0,3,2,0.5\n2,0,4,2,0.5\n", tiles) ==
        Messages{"tiles of the metal map overlap, so that the density there is not defined"});
  CHECK(map_messages("x0,y0,x1,y1,value\n0,0,5,2,0.5\n", tiles).size() == 1);
}

TEST_CASE("classes beyond two-byte material numbers are refused") {
  const Messages found = map_messages("0,1\n", kMatrix + ", classes: 65532");
  REQUIRE(found.size() == 1);
  CHECK(found[0] == "the 65532 classes of 'wired' bring the materials in use to more than 65534");
  CHECK(map_messages("0,1\n", kMatrix + ", classes: 65530").empty());
}
