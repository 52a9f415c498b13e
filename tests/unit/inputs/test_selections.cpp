#include "inputs/selections.hpp"
#include "tests/unit/inputs/deck_text.hpp"

using namespace strata;
using namespace strata::test;

namespace {

const std::string kPackage =
    "parts:\n"
    "  hbm:\n"
    "    size: [2 mm, 2 mm]\n"
    "    layers:\n"
    "      - {name: base, thickness: 1 mm, material: m1, active: bottom, blocks: [{name: phy, at: [0 mm, 0 "
    "mm], "
    "size: [1 mm, 1 mm]}]}\n"
    "      - {repeat: 2, layers: [{name: dram, thickness: 1 mm, material: m2, active: bottom}]}\n"
    "assembly:\n"
    "  size: [20 mm, 10 mm]\n"
    "  stack:\n"
    "    - {name: base, thickness: 1 mm, material: m1}\n"
    "    - {tier: t, place: [{part: hbm, name: left, at: [1 mm, 1 mm]}, {part: hbm, name: right, at: [5 mm, "
    "1 mm], "
    "flip: true}], fill: {material: m2}}\n"
    "    - {name: lid, thickness: 1 mm, material: m1}\n";

/// Names that a limit on `pattern` watches, with the face of each selection.
std::vector<std::string> watched(const std::string& pattern) {
  const Model model = load(kPackage + "limits: [{target: \"" + pattern + "\", temperature: 400 K}]\n");
  std::vector<std::string> names;
  for (const Limit& limit : model.limits) {
    for (const BodyIndex body : limit.target.bodies) {
      std::string name = model.geometry.bodies[body].name;
      if (limit.target.face) name += *limit.target.face == Face::bottom ? "/bottom" : "/other";
      names.push_back(name);
    }
  }
  return names;
}

using Names = std::vector<std::string>;

}  // namespace

TEST_CASE("a star stands for any text, brackets for themselves") {
  CHECK(matches_glob("dram[*]", "dram[12]"));
  CHECK_FALSE(matches_glob("dram[*]", "dram"));
  CHECK_FALSE(matches_glob("dram", "dram[1]"));
  CHECK(matches_glob("*", ""));
  CHECK(matches_glob("a*b*c", "aXbYbZc"));
  CHECK_FALSE(matches_glob("a*b*c", "aXbYbZ"));
  CHECK(matches_glob("**", "anything"));
  CHECK_FALSE(matches_glob("", "a"));
}

TEST_CASE("a placement names all its bodies, a layer brings its blocks") {
  CHECK(watched("left") == Names{"left.base", "left.base.phy", "left.dram[1]", "left.dram[2]"});
  CHECK(watched("left.base") == Names{"left.base", "left.base.phy"});
  CHECK(watched("left.base.phy") == Names{"left.base.phy"});
  CHECK(watched("base") == Names{"base"});
  CHECK(watched("t.fill") == Names{"t.fill"});
}

TEST_CASE("patterns run over placements and layers word by word") {
  CHECK(watched("*.dram[2]") == Names{"left.dram[2]", "right.dram[2]"});
  CHECK(watched("l*.dram[*]") == Names{"left.dram[1]", "left.dram[2]"});
  CHECK(watched("l*") == Names{"left.base", "left.base.phy", "left.dram[1]", "left.dram[2]", "lid"});
}

TEST_CASE("a part's name stands for its placements where no placement bears it") {
  CHECK(watched("hbm.dram[1]") == Names{"left.dram[1]", "right.dram[1]"});
  CHECK(watched("h*.base.phy") == Names{"left.base.phy", "right.base.phy"});
}

TEST_CASE("active faces are those after a flip, one selection per face") {
  CHECK(watched("*.dram[1].active") == Names{"left.dram[1]/bottom", "right.dram[1]/other"});
  CHECK(watched("left.base.active") == Names{"left.base/bottom", "left.base.phy/bottom"});
}

TEST_CASE("a pattern that names nothing is answered with the nearest name") {
  auto answer = [](const std::string& pattern) -> std::string {
    try {
      watched(pattern);
    } catch (const DeckError& error) {
      REQUIRE(error.diagnostics().size() == 1);
      return error.diagnostics()[0].message + " | " + error.diagnostics()[0].hint;
    }
    return "";
  };
  CHECK(answer("left.dram") ==
        "nothing is named 'left.dram' | repeated layers have an index: write 'left.dram[*]'");
  CHECK(answer("rigth") == "nothing is named 'rigth' | did you mean 'right'?");
  CHECK(answer("left.bse.active") == "nothing is named 'left.bse.active' | did you mean 'left.base'?");
  CHECK(answer("lid.active") ==
        "'lid.active' names nothing with an active face | give its layer 'active: bottom' or 'active: top'");
}
