#include <algorithm>

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include "inputs/error.hpp"
#include "inputs/importers/convert_blox.hpp"
#include "tests/support/mutate.hpp"
#include "tests/unit/inputs/deck_text.hpp"

using namespace strata;
using namespace strata::test;

namespace {

// A GPU face down beside a stack of three dies on an interposer; the stack's heights follow from connections.
const std::string kChiplets =
    "#!define TECH ../tech\n"
    "Header: {version: 2.5, unit: micron, precision: 2000}\n"
    "ChipletDef:\n"
    "  Interposer: {type: substrate, design_area: [20000, 12000], thickness: 100, tsv: true}\n"
    "  Gpu:\n"
    "    type: die\n"
    "    design_area: [8000, 10000]\n"
    "    shrink: 1\n"
    "    thickness: 700\n"
    "    offset: [0, 0]\n"
    "    cad_layer:\n"
    "      108;101:\n"
    "        type: design_area\n"
    "    regions:\n"
    "      front: {side: front, bmap: gpu.bmap, coords: [[0, 0], [4000, 0], [4000, 10000], [0, 10000]]}\n"
    "    external:\n"
    "      LEF_file: [TECH/a.lef, TECH/b.lef]\n"
    "      DEF_file: TECH/gpu.def\n"
    "  Base: {type: die, design_area: [5000, 6000], thickness: 60, regions: {f: {side: front}}}\n"
    "  Dram: {type: die, design_area: [5500, 5000], thickness: 50, regions: {f: {side: front}}}\n";

const std::string kDesign =
    "Header: {version: '1.0', unit: micron, include: [d.3dbv]}\n"
    "Design: {name: Top}\n"
    "ChipletInst:\n"
    "  ip: {reference: Interposer}\n"
    "  gpu: {reference: Gpu}\n"
    "  base: {reference: Base}\n"
    "  dram: {reference: Dram}\n"
    "Stack:\n"
    "  ip: {loc: [-100, -50], z: 0, orient: R0}\n"
    "  gpu: {loc: [1000, 1000], z: 120.0, orient: MZ}\n"
    "  base: {loc: [11000, 1000], orient: R90}\n"
    "  dram: {loc: [11250, 1000], orient: MZ_MY}\n"
    "Connection:\n"
    "  gpu_ip: {top: gpu.regions.front, bot: ip.regions.top, thickness: 20}\n"
    "  base_ip: {top: base.regions.f, bot: ip.regions.top, thickness: 20}\n"
    "  dram_base: {top: dram.regions.f, bot: base.regions.f, thickness: 10}\n"
    "  board: {top: ip.regions.b, bot: ~, thickness: 0.0}\n";

const std::string kBumps =
    "# bumps\nb1 BUMP 100 100 p n\nb2 BUMP 200 100 p n\nb3 BUMP 1 1 p n\nb4 BUMP 2 2 p n\n";

Conversion convert(const std::string& design, const std::string& chiplets = kChiplets,
                   const std::string& bumps = kBumps) {
  ForeignFiles files;
  files.add("d.3dbx", design);
  files.add("d.3dbv", chiplets);
  files.add("gpu.bmap", bumps);
  return convert_blox("d.3dbx", files);
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const std::size_t at = text.find(from);
  REQUIRE(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

std::vector<std::string> mistakes(const std::string& design, const std::string& chiplets = kChiplets,
                                  const std::string& bumps = kBumps) {
  std::vector<std::string> list;
  try {
    convert(design, chiplets, bumps);
  } catch (const DeckError& error) {
    for (const Diagnostic& d : error.diagnostics())
      list.push_back(fmt::format("{}:{} {}", d.position.line, d.position.column, d.message));
  }
  return list;
}

/// The deck with its placeholders filled in.
Model filled(const Conversion& conversion) {
  std::string deck = conversion.deck;
  const auto fill = [&](const std::string& before, const std::string& value) {
    const std::string placeholder = before + "TODO";
    for (std::size_t at = 0; (at = deck.find(placeholder, at)) != std::string::npos;)
      deck.replace(at, placeholder.size(), before + value);
  };
  fill("fill: ", "sac305");
  fill("matrix: ", "underfill");
  fill("diameter: ", "20 um");
  fill("material: ", "mold");
  fill("total: ", "3 W");
  fill("film_coefficient: ", "100 W/(m^2.K)");
  fill("ambient: ", "40 degC");
  fill("lateral: ", "500 um");
  INFO(deck);
  return load_model_text(deck, "converted.yaml");
}

using Messages = std::vector<std::string>;

}  // namespace

TEST_CASE("a 3Dblox design becomes a deck whose dies lie where the design says") {
  const Model model = filled(convert(kDesign));
  check_box(body_named(model, "ip.ip").box, {0.0, 0.0, 0.0}, {20e-3, 12e-3, 100e-6});
  check_box(body_named(model, "gpu.gpu").box, {1.1e-3, 1.05e-3, 120e-6}, {9.1e-3, 11.05e-3, 820e-6});
  check_box(body_named(model, "gpu.bond_gpu_ip").box, {1.1e-3, 1.05e-3, 100e-6}, {9.1e-3, 11.05e-3, 120e-6});
  // Turned by 90 degrees the base die is 6 mm wide; heights come from the connections.
  check_box(body_named(model, "base.base").box, {11.1e-3, 1.05e-3, 120e-6}, {17.1e-3, 6.05e-3, 180e-6});
  check_box(body_named(model, "base.level_2.dram").box, {11.35e-3, 1.05e-3, 190e-6},
            {16.85e-3, 6.05e-3, 240e-6});
  CHECK(body_named(model, "gpu.gpu").active == Face::bottom);
  CHECK(body_named(model, "base.base").active == Face::top);
  CHECK(body_named(model, "base.level_2").active == Face::bottom);
  CHECK(model.title == "Top");
  CHECK(total_power(model) == Approx(9.0));
}

TEST_CASE("what 3Dblox does not tell is a placeholder that check names") {
  const Conversion conversion = convert(kDesign);
  const auto list = messages(conversion.deck);
  CHECK(list.size() >= 10);
  for (const std::string& message : list) CHECK(message.rfind("fill in ", 0) == 0);
  CHECK(std::find(list.begin(), list.end(), "fill in power[0].total: a power such as '18 W'") != list.end());
}

TEST_CASE("bumps of a map become an array of the same number per area") {
  const Model model = filled(convert(kDesign));
  for (const Material& material : model.materials) {
    if (material.name != "bond_gpu_ip") continue;
    // Four bumps on 4 x 10 mm.
    CHECK(std::get<ArrayMedium>(material.definition).pitch[0] == Approx(std::sqrt(40e-6 / 4)));
    return;
  }
  FAIL("no material for the bond");
}

TEST_CASE("what has no counterpart is listed, macros expanded, scalars and lists alike") {
  const Conversion conversion = convert(kDesign);
  const auto& list = conversion.untranslated;
  const auto has = [&](const std::string& text) {
    return std::find(list.begin(), list.end(), text) != list.end();
  };
  CHECK(has("d.3dbv:17: LEF_file ../tech/a.lef"));
  CHECK(has("d.3dbv:17: LEF_file ../tech/b.lef"));
  CHECK(has("d.3dbv:18: DEF_file ../tech/gpu.def"));
}

TEST_CASE("dies of one size over each other become one part") {
  const std::string design =
      "Header: {unit: micron, include: d.3dbv}\n"
      "ChipletInst: {a: {reference: Base}, b: {reference: Base}}\n"
      "Stack: {a: {loc: [0, 0], z: 0, orient: R0}, b: {loc: [0, 0], z: 60, orient: MZ}}\n"
      "Connection: {c: {top: b.regions.f, bot: a.regions.f, thickness: 0.0}}\n";
  const Model model = filled(convert(design));
  CHECK(model.geometry.placements.size() == 1);
  CHECK(body_named(model, "a.b").active == Face::bottom);
}

TEST_CASE("mistakes in 3Dblox files come with their places") {
  CHECK(mistakes(replaced(kDesign, "z: 120.0", "z: 130.0")) ==
        Messages{"10:31 'gpu' lies at z = 130 um, but connection 'gpu_ip' puts it at 120 um"});
  CHECK(mistakes(replaced(kDesign, "reference: Gpu", "reference: Gpx")) ==
        Messages{"5:3 instance 'gpu' refers to chiplet 'Gpx', which no file defines"});
  CHECK(mistakes(replaced(kDesign, "orient: R90", "orient: R45")) ==
        Messages{"11:38 'R45' is no orientation"});
  CHECK(mistakes(replaced(kDesign, "top: dram.regions.f", "top: drum.regions.f")).size() == 1);
  CHECK(mistakes(replaced(kDesign, "  dram: {loc", "  drum: {loc")) ==
        Messages{"12:3 Stack places 'drum', which is no ChipletInst"});
  CHECK(mistakes(replaced(kDesign, "unit: micron", "unit: nanometer")) ==
        Messages{"1:32 the only unit of 3Dblox that is known here is 'micron'"});
  CHECK(mistakes(kDesign, replaced(kChiplets, "thickness: 700", "thickness: thick")).front() ==
        "9:16 expected thickness, a number");
  CHECK(mistakes(kDesign, kChiplets, "b1 BUMP 1 2 p\n") ==
        Messages{"1:1 a bump has six columns: instance, cell, x, y, port, net; found 5"});
  CHECK(mistakes(replaced(kDesign, "loc: [1000, 1000]", "loc: [10500, 1000]")).front() ==
        "6:3 'gpu' and 'base' are in the same place");
  CHECK(mistakes("Header: {unit: micron}\n") == Messages{"1:1 the design has no chiplet instances"});
}

TEST_CASE("no broken 3Dblox file crashes the reader, and decks it makes lack only what they say") {
  DeckMutator designs({kDesign}, 3), chiplets({kChiplets}, 4);
  int n_wrong = 0, n_right = 0;
  for (int n = 0; n < 1500; ++n) {
    const std::string design = n % 3 == 0 ? kDesign : designs.next();
    const std::string defs = n % 3 == 1 ? kChiplets : chiplets.next();
    try {
      const Conversion conversion = convert(design, defs);
      ++n_right;
      for (const std::string& message : messages(conversion.deck))
        if (message.rfind("fill in ", 0) != 0) FAIL(message << "\n" << design << defs << conversion.deck);
    } catch (const DeckError&) {
      ++n_wrong;
    }
  }
  CHECK(n_wrong > 300);
  CHECK(n_right > 20);
}
