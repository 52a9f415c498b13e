#include <catch2/catch.hpp>

#include "deck_text.hpp"
#include "foreign_texts.hpp"
#include "scratch_folder.hpp"

using namespace strata;

namespace {

/// A die of 4 mm x 4 mm with the blocks of a floorplan, placed in a 10 mm x 10 mm assembly.
std::string die_deck(const std::string& blocks, const std::string& placement, const std::string& power) {
  return "parts:\n  die:\n    size: [4 mm, 4 mm]\n    layers:\n"
         "      - {name: si, thickness: 0.1 mm, material: m1, active: bottom, blocks: " +
         blocks +
         "}\nassembly:\n  size: [10 mm, 10 mm]\n  stack:\n"
         "    - {name: board, thickness: 1 mm, material: m2}\n"
         "    - {tier: dies, place: [{part: die, at: [1 mm, 2 mm]" +
         placement + "}]}\n" + power;
}

struct Files {
  test::ScratchFolder folder;
  Files() {
    folder.write("chip.flp", test::kFloorplan);
    folder.write("chip.ptrace", test::kTrace);
    folder.write("ice.flp", test::kIceFloorplan);
  }
  Model load(const std::string& deck) const { return test::load(deck, folder.path()); }
  std::vector<std::string> messages(const std::string& deck) const {
    return test::messages("strata: 1\n" + test::kMaterials + deck + test::kCooled, folder.path());
  }
};

using Messages = std::vector<std::string>;

}  // namespace

TEST_CASE("blocks of a floorplan have its names and turn with their part") {
  const Files files;
  const Model straight = files.load(die_deck("{floorplan: chip.flp, materials: {cache: m2}}", "", ""));
  test::check_box(test::body_named(straight, "die.si.cache").box, {3e-3, 2e-3, 1e-3}, {5e-3, 6e-3, 1.1e-3});
  CHECK(test::body_named(straight, "die.si.cache").material !=
        test::body_named(straight, "die.si.core").material);
  const Model turned = files.load(die_deck("{floorplan: chip.flp}", ", rotate: 90", ""));
  test::check_box(test::body_named(turned, "die.si.cache").box, {1e-3, 4e-3, 1e-3}, {5e-3, 6e-3, 1.1e-3});
  const Model flipped = files.load(die_deck("{floorplan: chip.flp}", ", flip: true", ""));
  test::check_box(test::body_named(flipped, "die.si.cache").box, {1e-3, 2e-3, 1e-3}, {3e-3, 6e-3, 1.1e-3});
}

TEST_CASE("a block of several rectangles has an index, and can be a target") {
  const Files files;
  const Model model = files.load(die_deck("{floorplan: ice.flp, materials: {core: m1}}", "",
                                          "power: [{target: \"die.si.cache[*]\", total: 2 W}]\n"));
  test::check_box(test::body_named(model, "die.si.cache[2]").box, {3e-3, 4e-3, 1e-3}, {5e-3, 6e-3, 1.1e-3});
  CHECK(model.sources.size() == 2);
}

TEST_CASE("powers by block come from a trace, from the deck or from the floorplan") {
  const Files files;
  const auto power = [&](const std::string& floorplan, const std::string& more = "") {
    const Model model = files.load(
        die_deck("[]", "", "power: [{target: die.si.active, floorplan: {" + floorplan + "}" + more + "}]\n"));
    REQUIRE(model.sources.size() == 1);
    CHECK(model.sources[0].is_sheet);
    double sum = 0.0;
    for (const Tile& tile : model.sources[0].map) sum += tile.value;
    CHECK(sum == Approx(model.sources[0].power));
    return model.sources[0].map;
  };
  CHECK(power("file: chip.flp, powers: chip.ptrace")[0].value == Approx(4.0));
  CHECK(power("file: chip.flp, powers: chip.ptrace, row: 2")[1].value == Approx(2.0));
  CHECK(power("file: chip.flp, powers: {cache: 500 mW}")[1].value == Approx(0.5));
  CHECK(power("file: ice.flp")[0].value == Approx(4.0));
  CHECK(power("file: ice.flp, format: 3dice, row: 1")[1].value == Approx(0.5));  // half of cache
  CHECK(power("file: chip.flp, powers: {core: 1 W, cache: 1 W}", ", total: 3 W")[0].value == Approx(1.5));
}

TEST_CASE("powers of a floorplan turn with their part") {
  const Files files;
  const std::string power =
      "power: [{target: die.si.active, floorplan: {file: chip.flp, powers: {cache: 1 W}}}]\n";
  const auto heated = [&](const std::string& placement) {
    return files.load(die_deck("[]", placement, power)).sources[0].map[1].area;
  };
  CHECK(heated("").lower[0] == Approx(3e-3));
  CHECK(heated(", rotate: 90").lower[1] == Approx(4e-3));
  CHECK(heated(", flip: true").lower[0] == Approx(1e-3));
}

TEST_CASE("spacings may differ between x and y") {
  const Files files;
  const Model both = files.load(die_deck("[]", "", "mesh: {lateral: [50 um, 200 um]}\n"));
  CHECK(both.mesh.lateral == Approx(50e-6));
  CHECK(both.mesh.lateral_y.value_or(0.0) == Approx(200e-6));
  CHECK_FALSE(files.load(die_deck("[]", "", "mesh: {lateral: 50 um}\n")).mesh.lateral_y);
}

TEST_CASE("mistakes about floorplans in decks") {
  const Files files;
  files.folder.write("wide.flp", "core 5e-3 4e-3 0 0\n");
  files.folder.write("names.flp", "a.b 1e-3 1e-3 0 0\ntop 1e-3 1e-3 1e-3 0\n");
  files.folder.write("other.ptrace", "core cashe\n1 2\n");
  CHECK(files.messages(die_deck("{floorplan: wide.flp}", "", "")) ==
        Messages{"block 'core' lies outside its layer 'si': from [0 mm, 0 mm] to [5 mm, 4 mm], but its layer "
                 "'si' ends "
                 "at [4 mm, 4 mm]"});
  CHECK(files.messages(die_deck("{floorplan: names.flp}", "", "")) ==
        Messages{"'a.b': a name is a letter or '_', then letters, digits, '_' and '-'",
                 "the name 'top' is reserved for faces and surroundings"});
  CHECK(files.messages(die_deck("{floorplan: chip.flp, materials: {cor: m2}}", "", "")) ==
        Messages{"the floorplan has no block 'cor'"});
  const auto power = [&](const std::string& floorplan) {
    return files.messages(
        die_deck("[]", "", "power: [{target: die.si.active, floorplan: {" + floorplan + "}}]\n"));
  };
  CHECK(power("file: chip.flp") == Messages{"the floorplan states no powers"});
  CHECK(power("file: chip.flp, powers: {cor: 1 W}") == Messages{"the floorplan has no block 'cor'"});
  CHECK(power("file: chip.flp, powers: chip.ptrace, row: 3") ==
        Messages{"there is no row 3: the file has 2"});
  CHECK(power("file: chip.flp, powers: other.ptrace") ==
        Messages{"the trace has no power for block 'cache'"});
  CHECK(power("file: ice.flp, row: 5") == Messages{"there is no row 5: the file has 2"});
  CHECK(power("file: wide.flp, powers: {core: 1 W}") ==
        Messages{"block 'core' lies outside 'die.si', which ends at [4 mm, 4 mm]"});
  CHECK(power("file: chip.flp, powers: {core: 1 W}, row: 1") ==
        Messages{"'row' picks a row of a file, and there is none"});
  CHECK(power("file: chip.flp, powers: {core: -1 W}").size() == 1);
  CHECK(power("file: chip.flp, format: 3dice, powers: {core: 1 W}").size() == 1);
}
