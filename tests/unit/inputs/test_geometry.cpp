#include "inputs/model.hpp"
#include "tests/unit/inputs/deck_text.hpp"

using namespace strata;
using namespace strata::test;

namespace {

/// An assembly of 20 x 10 mm with a base layer of 1 mm and one tier.
std::string on_base(const std::string& parts, const std::string& place, const std::string& fill = "") {
  return parts +
         "assembly:\n"
         "  size: [20 mm, 10 mm]\n"
         "  stack:\n"
         "    - {name: base, thickness: 1 mm, material: m2}\n"
         "    - tier: dies\n"
         "      place: [" +
         place + "]\n" + fill;
}

const std::string kTwoLayers =
    "parts:\n"
    "  die:\n"
    "    size: [4 mm, 2 mm]\n"
    "    layers:\n"
    "      - {name: low, thickness: 100 um, material: m1, active: bottom,\n"
    "         blocks: [{name: spot, at: [0.5 mm, 0.2 mm], size: [1 mm, 0.4 mm], material: m2}]}\n"
    "      - {name: high, thickness: 300 um, material: m2}\n";

}  // namespace

TEST_CASE("layers of the assembly stack up from z = 0 and cover it") {
  const Model model = load(
      "assembly: {size: [3 mm, 2 mm], stack: [{name: a, thickness: 1 mm, material: m1}, {name: b, thickness: "
      "2 mm, "
      "material: m2}]}\n");
  REQUIRE(model.geometry.bodies.size() == 2);
  check_box(body_named(model, "a").box, {0, 0, 0}, {3e-3, 2e-3, 1e-3});
  check_box(body_named(model, "b").box, {0, 0, 1e-3}, {3e-3, 2e-3, 3e-3});
  check_box(model.geometry.domain, {0, 0, 0}, {3e-3, 2e-3, 3e-3});
  CHECK(body_named(model, "a").box.upper[2] == body_named(model, "b").box.lower[2]);
}

TEST_CASE("a partial layer has what surrounds it painted first, and blocks in its own frame") {
  const Model model = load(
      "assembly: {size: [10 mm, 10 mm], stack: [{name: a, thickness: 1 mm, material: m1, at: [2 mm, 3 mm], "
      "size: [4 mm, 5 mm], around: m2, blocks: [{name: hole, at: [1 mm, 1 mm], size: [1 mm, 2 mm], material: "
      "void}]}]}\n");
  const auto& bodies = model.geometry.bodies;
  REQUIRE(bodies.size() == 3);
  CHECK(bodies[0].name == "a.around");
  CHECK(bodies[0].kind == BodyKind::around);
  check_box(bodies[0].box, {0, 0, 0}, {10e-3, 10e-3, 1e-3});
  check_box(bodies[1].box, {2e-3, 3e-3, 0}, {6e-3, 8e-3, 1e-3});
  CHECK(bodies[2].name == "a.hole");
  CHECK(bodies[2].kind == BodyKind::block);
  CHECK(bodies[2].parent == 1);
  CHECK(bodies[2].material == kVoid);
  check_box(bodies[2].box, {3e-3, 4e-3, 0}, {4e-3, 6e-3, 1e-3});
}

TEST_CASE("a placed part is turned with its layers, blocks and active faces") {
  const Model model =
      load(on_base(kTwoLayers, "{part: die, name: d, at: [5 mm, 3 mm], rotate: 90, flip: true}"));
  const Placement& placement = model.geometry.placements.at(0);
  CHECK(placement.name == "d");
  CHECK(placement.part == "die");
  CHECK(placement.rotate == 90);
  CHECK(placement.flip);
  check_box(placement.box, {5e-3, 3e-3, 1e-3}, {7e-3, 7e-3, 1.4e-3});
  // Flipped: the lower layer is on top, its active face looks up.
  check_box(body_named(model, "d.high").box, {5e-3, 3e-3, 1e-3}, {7e-3, 7e-3, 1.3e-3});
  check_box(body_named(model, "d.low").box, {5e-3, 3e-3, 1.3e-3}, {7e-3, 7e-3, 1.4e-3});
  CHECK(body_named(model, "d.low").active == Face::top);
  // Spot: x 0.5..1.5 of 4 becomes 2.5..3.5 by the flip, that is y after the turn; y 0.2..0.6 of 2 becomes
  // x 1.4..1.8.
  check_box(body_named(model, "d.low.spot").box, {6.4e-3, 5.5e-3, 1.3e-3}, {6.8e-3, 6.5e-3, 1.4e-3});
  CHECK(model.geometry.bodies[body_named(model, "d.low.spot").parent].name == "d.low");
}

TEST_CASE("neighbouring bodies of a turned part share their interface to the last bit") {
  for (const std::string turn : {"flip: false", "flip: true"}) {
    const Model model =
        load(on_base(kTwoLayers, "{part: die, at: [5.1 mm, 3.3 mm], rotate: 270, " + turn + "}"));
    const Box& low = body_named(model, "die.low").box;
    const Box& high = body_named(model, "die.high").box;
    CHECK((low.upper[2] == high.lower[2] || high.upper[2] == low.lower[2]));
    CHECK(std::min(low.lower[2], high.lower[2]) == body_named(model, "base").box.upper[2]);
    for (int axis = 0; axis < 2; ++axis) {
      CHECK(low.lower[axis] == high.lower[axis]);
      CHECK(low.upper[axis] == high.upper[axis]);
    }
  }
}

TEST_CASE("a tier is as high as its tallest part, and its fill is painted before the parts") {
  const std::string parts =
      "parts:\n"
      "  low: {size: [2 mm, 2 mm], layers: [{name: die, thickness: 1 mm, material: m1}]}\n"
      "  tall: {size: [2 mm, 2 mm], layers: [{name: die, thickness: 3 mm, material: m1, "
      "blocks: [{name: b, at: [0 mm, 0 mm], size: [1 mm, 1 mm]}]}]}\n";
  const Model model = load(on_base(parts, "{part: low, at: [1 mm, 1 mm]}, {part: tall, at: [5 mm, 1 mm]}",
                                   "      fill: {material: m2, at: [0 mm, 0 mm], size: [10 mm, 5 mm]}\n"
                                   "    - {name: lid, thickness: 1 mm, material: m1}\n"));
  const auto& bodies = model.geometry.bodies;
  CHECK(bodies[1].name == "dies.fill");
  CHECK(bodies[1].kind == BodyKind::fill);
  check_box(bodies[1].box, {0, 0, 1e-3}, {10e-3, 5e-3, 4e-3});
  check_box(body_named(model, "low.die").box, {1e-3, 1e-3, 1e-3}, {3e-3, 3e-3, 2e-3});
  check_box(body_named(model, "lid").box, {0, 0, 4e-3}, {20e-3, 10e-3, 5e-3});
  const Body& block = body_named(model, "tall.die.b");
  CHECK(bodies[block.parent].name == "tall.die");
  CHECK(block.material == bodies[block.parent].material);
}

TEST_CASE("repeated layers are numbered from the bottom, first and last may differ") {
  const std::string parts =
      "parts:\n"
      "  s:\n"
      "    size: [2 mm, 2 mm]\n"
      "    layers:\n"
      "      - repeat: 3\n"
      "        layers:\n"
      "          - {name: bond, thickness: 10 um, material: m2}\n"
      "          - {name: dram, thickness: 40 um, material: m1, blocks: [{name: t, at: [0 mm, 0 mm], "
      "size: [1 mm, 1 mm], material: m2}]}\n"
      "        first: {bond: {thickness: 20 um}}\n"
      "        last: {dram: {thickness: 100 um, material: m2, blocks: []}}\n";
  const Model model = load(on_base(parts, "{part: s, at: [0 mm, 0 mm]}"));
  check_box(body_named(model, "s.bond[1]").box, {0, 0, 1e-3}, {2e-3, 2e-3, 1.02e-3});
  check_box(body_named(model, "s.dram[1]").box, {0, 0, 1.02e-3}, {2e-3, 2e-3, 1.06e-3});
  check_box(body_named(model, "s.bond[2]").box, {0, 0, 1.06e-3}, {2e-3, 2e-3, 1.07e-3});
  check_box(body_named(model, "s.dram[3]").box, {0, 0, 1.12e-3}, {2e-3, 2e-3, 1.22e-3});
  CHECK(body_named(model, "s.dram[3]").material == body_named(model, "s.bond[1]").material);
  CHECK(body_named(model, "s.dram[2].t").box.upper[0] == Approx(1e-3));
  for (const Body& body : model.geometry.bodies) CHECK(body.name != "s.dram[3].t");
}

TEST_CASE("nested repeats count outer rounds first, and what the outer one says of its last round wins") {
  const std::string parts =
      "parts:\n"
      "  s:\n"
      "    size: [2 mm, 2 mm]\n"
      "    layers:\n"
      "      - repeat: 2\n"
      "        layers:\n"
      "          - repeat: 2\n"
      "            layers: [{name: d, thickness: 10 um, material: m1}]\n"
      "            last: {d: {thickness: 20 um}}\n"
      "        last: {d: {thickness: 50 um}}\n";
  const Model model = load(on_base(parts, "{part: s, at: [0 mm, 0 mm]}"));
  const std::vector<std::pair<std::string, double>> expected{
      {"s.d[1][1]", 10e-6}, {"s.d[1][2]", 20e-6}, {"s.d[2][1]", 50e-6}, {"s.d[2][2]", 50e-6}};
  for (const auto& [name, thickness] : expected) {
    const Box& box = body_named(model, name).box;
    INFO(name);
    CHECK(box.upper[2] - box.lower[2] == Approx(thickness));
  }
}

TEST_CASE("a repeat of assembly layers is written out too") {
  const Model model = load(
      "assembly: {size: [1 mm, 1 mm], stack: [{repeat: 2, layers: [{name: a, thickness: 1 mm, material: m1}, "
      "{name: b, thickness: 1 mm, material: m2}]}]}\n");
  CHECK(body_named(model, "b[2]").box.upper[2] == Approx(4e-3));
}

TEST_CASE("parts may touch but not overlap") {
  const std::string side_by_side =
      "{part: die, name: l, at: [1 mm, 1 mm]}, {part: die, name: r, at: [5 mm, 1 mm]}";
  CHECK_NOTHROW(load(on_base(kTwoLayers, side_by_side)));
  const std::string overlapping =
      "{part: die, name: l, at: [1 mm, 1 mm]}, {part: die, name: r, at: [4.5 mm, 2.9 mm], rotate: 90}";
  const auto found = messages("strata: 1\n" + kMaterials + on_base(kTwoLayers, overlapping) + kCooled);
  REQUIRE(found.size() == 1);
  CHECK(found[0] == "part 'r' collides with 'l': they share 500 um x 100 um");
}

TEST_CASE("unused parts and parts that stick out of the fill are warned of") {
  const Model model = load(on_base(
      kTwoLayers + "  spare: {size: [1 mm, 1 mm], layers: [{name: x, thickness: 1 mm, "
                   "material: m1}]}\n",
      "{part: die, at: [5 mm, 3 mm]}", "      fill: {material: m2, at: [5 mm, 3 mm], size: [4 mm, 1 mm]}\n"));
  REQUIRE(model.warnings.size() == 2);
  CHECK(model.warnings[0].message == "part 'spare' is not used");
  CHECK(model.warnings[1].message == "part 'die' sticks out of the fill of its tier");
}

TEST_CASE("symmetry planes are the faces that the deck names") {
  const Model model = load(
      "symmetry: [x_min, y_max]\n"
      "assembly: {size: [1 mm, 1 mm], stack: [{name: a, thickness: 1 mm, material: m1}]}\n");
  CHECK(model.geometry.symmetry == std::vector<Face>{Face::x_min, Face::y_max});
}
