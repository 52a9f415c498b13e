#include "inputs/touching.hpp"
#include "tests/unit/inputs/deck_text.hpp"
#include "tests/unit/inputs/scratch_folder.hpp"

using namespace strata;
using namespace strata::test;

namespace {

const std::string kPackage =
    "parts:\n"
    "  die: {size: [4 mm, 4 mm], layers: [{name: si, thickness: 1 mm, material: m1, active: bottom}]}\n"
    "  tall: {size: [4 mm, 4 mm], layers: [{name: si, thickness: 2 mm, material: m1}]}\n"
    "assembly:\n"
    "  size: [20 mm, 20 mm]\n"
    "  stack:\n"
    "    - {name: base, thickness: 1 mm, material: m1, blocks: [{name: slug, at: [1 mm, 1 mm], size: [2 mm, "
    "2 mm], "
    "material: m2}]}\n"
    "    - {tier: t, place: [{part: die, at: [1 mm, 1 mm]}, {part: tall, at: [5 mm, 1 mm]}, {part: tall, "
    "name: far, "
    "at: [15 mm, 15 mm]}], fill: {material: m2, at: [0 mm, 0 mm], size: [10 mm, 10 mm]}}\n"
    "    - {name: lid, thickness: 1 mm, material: m1}\n";

bool touching(const std::string& a, const std::string& b) {
  const std::string contact = "contacts: [{between: [" + a + ", " + b + "], resistance: 1 K.mm^2/W}]\n";
  const auto found = messages("strata: 1\n" + kMaterials + kPackage + contact + kCooled);
  if (found.empty()) return true;
  CHECK(found == std::vector<std::string>{"'" + a + "' and '" + b + "' do not touch anywhere"});
  return false;
}

}  // namespace

TEST_CASE("layers touch what lies on them and not what lies above that") {
  CHECK(touching("base", "die"));
  CHECK(touching("die", "base"));
  CHECK(touching("tall", "lid"));
  CHECK_FALSE(touching("base", "lid"));
  CHECK_FALSE(touching("die", "lid"));  // it is lower than the tier
}

TEST_CASE("parts side by side touch, parts apart do not") {
  CHECK(touching("die", "tall"));
  CHECK_FALSE(touching("die", "far"));
  CHECK_FALSE(touching("tall", "far"));
}

TEST_CASE("a fill touches what is inside it, a layer the blocks in it") {
  CHECK(touching("t.fill", "die"));
  CHECK(touching("t.fill", "lid"));
  CHECK_FALSE(touching("t.fill", "far"));
  CHECK(touching("base.slug", "base"));
  CHECK(touching("base.slug", "die"));
  CHECK_FALSE(touching("base.slug", "tall"));
}

TEST_CASE("a named face must be the one that meets") {
  CHECK(touching("base.top", "die"));
  CHECK(touching("base.top", "die.bottom"));
  CHECK(touching("die.active", "base"));
  CHECK_FALSE(touching("base.bottom", "die"));
  CHECK_FALSE(touching("base", "die.top"));
  CHECK(touching("die.x_max", "tall.x_min"));
  CHECK_FALSE(touching("die.x_min", "tall"));
  CHECK(touching("die.top", "t.fill"));
}

TEST_CASE("a contact holds both sides and the resistance in SI") {
  const Model model = load(kPackage + "contacts: [{between: [\"*.si.top\", lid], resistance: 5 K.mm^2/W}]\n");
  REQUIRE(model.contacts.size() == 1);
  const Contact& contact = model.contacts[0];
  CHECK(contact.resistance == Approx(5e-6));
  CHECK(contact.a.bodies.size() == 3);
  CHECK(contact.a.face == Face::top);
  CHECK(contact.b.bodies.size() == 1);
  CHECK_FALSE(contact.b.face.has_value());
  CHECK(contact.a.pattern == "*.si.top");
}

TEST_CASE("a contact resistance may be a raster over the assembly") {
  const ScratchFolder folder;
  folder.write("r.csv", "1,2\n3,4\n");
  const Model model =
      load(kPackage +
               "contacts: [{between: [base, die], map: {file: r.csv, units: K.mm^2/W, first_row: y_max}}]\n",
           folder.path());
  const Raster& map = model.contacts.at(0).resistance_map;
  REQUIRE(map.size() == 4);
  CHECK(map[0].value == Approx(3e-6));  // the last row is the lowest
  CHECK(map[0].area.upper[0] == Approx(10e-3));
}
