#include <catch2/catch.hpp>

#include "deck_text.hpp"
#include "foreign_texts.hpp"
#include "inputs/importers/convert_hotspot.hpp"
#include "inputs/importers/convert_ice.hpp"
#include "inputs/importers/deck_writer.hpp"
#include "inputs/importers/floorplan.hpp"
#include "scratch_folder.hpp"

using namespace strata;
using test::mistakes_of;
using Mistakes = std::vector<std::string>;

namespace {

struct HotSpotTexts {
  std::string floorplan = test::kFloorplan;
  std::string trace = test::kTrace;
  std::string config = test::kConfig;
  std::string materials = test::kMaterialFile;
  std::string layers;
  std::optional<int> row;
};

Conversion convert(const HotSpotTexts& texts) {
  ForeignFiles files;
  files.add("chip.flp", texts.floorplan);
  files.add("chip.ptrace", texts.trace);
  files.add("chip.config", texts.config);
  files.add("chip.materials", texts.materials);
  files.add("chip.lcf", texts.layers);
  HotSpotFiles paths{"chip.flp", "chip.ptrace", "chip.config", "chip.materials", "", texts.row};
  if (!texts.layers.empty()) paths.layers = "chip.lcf";
  return convert_hotspot(paths, files);
}

Conversion convert_stack(const std::string& stack, const std::string& floorplan = test::kIceFloorplan,
                         const IceSlot& slot = {}) {
  ForeignFiles files;
  files.add("chip.stk", stack);
  files.add("chip.flp", floorplan);
  return convert_ice("chip.stk", slot, files);
}

/// The deck of a conversion, read back.
Model model_of(const Conversion& conversion) {
  const test::ScratchFolder folder;
  for (const SideFile& file : conversion.files) folder.write(file.name, file.text);
  return load_model_text(conversion.deck, "deck.yaml", folder.path());
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const std::size_t at = text.find(from);
  REQUIRE(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

const Convection& film_on(const Model& model, const std::string& face) {
  const auto found = std::find_if(model.boundaries.begin(), model.boundaries.end(),
                                  [&](const Boundary& boundary) { return boundary.name == face; });
  REQUIRE(found != model.boundaries.end());
  return std::get<Convection>(found->condition);
}

bool any_contains(const std::vector<std::string>& list, const std::string& part) {
  return std::any_of(list.begin(), list.end(),
                     [&](const std::string& text) { return text.find(part) != std::string::npos; });
}

}  // namespace

// -----------------------------------------------------------------------------------------------------
// HotSpot

TEST_CASE("a HotSpot floorplan becomes blocks in metres, its wiring is left out") {
  Diagnostics diagnostics;
  const auto plan =
      parse_hotspot_floorplan("a 1e-3 2e-3 0 0 1.5e6 0.02\nb 1e-3 2e-3 1e-3 0\na b 7\n", 0, diagnostics);
  REQUIRE(plan);
  REQUIRE(plan->blocks.size() == 2);
  CHECK(plan->blocks[0].resistivity.value_or(0.0) == 0.02);
  CHECK(plan->blocks[0].volumetric_heat_capacity.value_or(0.0) == 1.5e6);
  CHECK_FALSE(plan->blocks[1].resistivity);
  CHECK(plan->blocks[1].areas[0].lower[0] == Approx(1e-3));
  CHECK(plan->bounds().upper[0] == Approx(2e-3));
}

TEST_CASE("a power trace is averaged, or one row of it is taken") {
  Diagnostics diagnostics;
  const PowerTrace trace = parse_power_trace("a b\n1 2\n3 6\n\n", 0, diagnostics).value_or(PowerTrace{});
  REQUIRE_FALSE(diagnostics.has_errors());
  CHECK(trace.powers({}) == std::vector<double>{2.0, 4.0});
  CHECK(trace.powers(2) == std::vector<double>{3.0, 6.0});
}

TEST_CASE("HotSpot's default package becomes geometry") {
  const Conversion conversion = convert({});
  const Model model = model_of(conversion);
  test::check_box(model.geometry.domain, {0, 0, 0}, {20e-3, 20e-3, 0.2e-3 + 20e-6 + 1e-3 + 6.9e-3});
  const Body& chip = test::body_named(model, "chip");
  test::check_box(chip.box, {8e-3, 8e-3, 0}, {12e-3, 12e-3, 0.2e-3});
  CHECK(chip.active == Face::bottom);
  test::check_box(test::body_named(model, "chip.cache").box, {10e-3, 8e-3, 0}, {12e-3, 12e-3, 0.2e-3});
  test::check_box(test::body_named(model, "spreader").box, {5e-3, 5e-3, 0.22e-3}, {15e-3, 15e-3, 1.22e-3});
  REQUIRE(model.sources.size() == 1);
  CHECK(model.sources[0].is_sheet);
  CHECK(model.sources[0].power == Approx(5.5));
  const Convection& film = film_on(model, "top");
  CHECK(film.film_coefficient == Approx(1.0 / (0.1 * 0.02 * 0.02)));
  CHECK(film.ambient == Approx(318.15));
  const auto& copper = std::get<BulkMaterial>(
      model.materials[static_cast<std::size_t>(test::body_named(model, "sink").material)].definition);
  CHECK(std::get<ConstantLaw>(copper.conductivity[0]).value == Approx(400.0));
  const double capacity =
      std::get<ConstantLaw>(copper.density).value * std::get<ConstantLaw>(copper.heat_capacity).value;
  CHECK(capacity == Approx(3.4e6));
  CHECK(conversion.untranslated.empty());
  CHECK(any_contains(conversion.remarks, "inode"));
  for (const std::string& remark : conversion.remarks)
    CHECK(conversion.deck.find(remark.substr(0, 30)) != std::string::npos);
}

TEST_CASE("a row of the trace may be chosen") {
  HotSpotTexts texts;
  texts.row = 2;
  CHECK(test::total_power(model_of(convert(texts))) == Approx(7.0));
  texts.row = 3;
  CHECK(mistakes_of([&] { convert(texts); }) == Mistakes{"1:1: there is no row 3: the trace has 2"});
}

TEST_CASE("layers of a layer file stand on each other, the first one at the bottom") {
  HotSpotTexts texts;
  texts.layers = test::kLayers;
  const Model model = model_of(convert(texts));
  const Body& upper = test::body_named(model, "layer_1");
  CHECK(upper.box.lower[2] == Approx(1e-4));
  CHECK(test::body_named(model, "spreader").box.lower[2] == Approx(1.2e-4));
  CHECK(test::total_power(model) == Approx(5.5));
}

TEST_CASE("the secondary path lies below the chip") {
  HotSpotTexts texts;
  texts.config += "-model_secondary 1\n-s_pcb 0.05\n";
  const Conversion conversion = convert(texts);
  const Model model = model_of(conversion);
  CHECK(test::body_named(model, "board").box.lower[2] == 0.0);
  CHECK(test::body_named(model, "metal").box.upper[2] ==
        Approx(test::body_named(model, "chip").box.lower[2]));
  CHECK(model.geometry.domain.upper[0] == Approx(0.05));
  CHECK(film_on(model, "bottom").film_coefficient == Approx(1.0 / (1.0 * 0.05 * 0.05)));
}

TEST_CASE("blocks with resistivities of their own get materials of their own") {
  HotSpotTexts texts;
  texts.floorplan = "core 2e-3 4e-3 0 0 2e6 0.05\ncache 2e-3 4e-3 2e-3 0\n";
  const Conversion conversion = convert(texts);
  const Model model = model_of(conversion);
  const auto material = test::body_named(model, "chip.core").material;
  CHECK(material != test::body_named(model, "chip").material);
  CHECK(test::body_named(model, "chip.cache").material == test::body_named(model, "chip").material);
  CHECK(any_contains(conversion.remarks, "detailed_3D"));
}

TEST_CASE("what has no counterpart is named, with its place") {
  HotSpotTexts texts;
  texts.config += "-leakage_used 1\n-package_model_used 1\n";
  texts.layers = replaced(test::kLayers, "2e-5\nchip.flp", "2e-5\nchannels.csv");
  const Conversion conversion = convert(texts);
  CHECK(any_contains(conversion.untranslated, "chip.config:7: -leakage_used"));
  CHECK(any_contains(conversion.untranslated, "chip.config:8: -package_model_used"));
  CHECK(any_contains(conversion.untranslated, "chip.lcf:15: layer 1: microchannels"));
  CHECK(conversion.deck.find("NOT TRANSLATED") != std::string::npos);
  model_of(conversion);
}

TEST_CASE("names that a deck cannot say are changed, and it is said") {
  HotSpotTexts texts;
  texts.floorplan = "L1$ 2e-3 4e-3 0 0\ntop 2e-3 4e-3 2e-3 0\n";
  texts.trace = "L1$ top\n1 2\n";
  const Conversion conversion = convert(texts);
  CHECK(any_contains(conversion.remarks, "Renamed: L1$ -> L1_"));
  const Model model = model_of(conversion);
  test::body_named(model, "chip.top_");
  CHECK(test::total_power(model) == Approx(3.0));
}

TEST_CASE("mistakes in a HotSpot floorplan") {
  HotSpotTexts texts;
  texts.floorplan = "core 2e-3 4x3 0 0\ncache 2e-3\ncore 1e-3 -1 0 0\nbig 2000 1 0 0\nlast 1 2 3 4 5\n";
  const std::string form =
      "expected 'name width height x y', and heat capacity and resistivity or neither; found ";
  CHECK(mistakes_of([&] { convert(texts); }) ==
        Mistakes{"1:11: expected the height, a number; found '4x3'", "2:1: " + form + "2 words",
                 "3:11: the height must be > 0; found '-1'",
                 "4:5: the width of 2000 m cannot be meant: lengths are in metres",
                 "5:1: " + form + "6 words"});
  texts.floorplan = "core 2e-3 4e-3 0 0\ncore 2e-3 4e-3 1e-3 0\n";
  CHECK(mistakes_of([&] { convert(texts); }) ==
        Mistakes{"2:1: the block 'core' is there already (line 1)", "2:1: 'core' overlaps 'core' (line 1)"});
  texts.floorplan = "# nothing\n";
  CHECK(mistakes_of([&] { convert(texts); }) == Mistakes{"1:1: the floorplan has no blocks"});
}

TEST_CASE("mistakes in a power trace") {
  HotSpotTexts texts;
  texts.trace = "core cache\n1 two\n1\n-1 2\n";
  CHECK(mistakes_of([&] { convert(texts); }) == Mistakes{"2:3: expected a power, a number; found 'two'",
                                                         "3:1: this row has 1 powers, the first line 2 names",
                                                         "4:1: a power must be >= 0; found '-1'"});
  texts.trace = "core cahce more\n1 2 3\n";
  CHECK(mistakes_of([&] { convert(texts); }) ==
        Mistakes{"1:6: the floorplan of chip has no block 'cahce' | did you mean 'cache'?",
                 "1:12: 'more' is in no layer with power: 3 names, 2 blocks"});
  texts.trace = "core\n1\n";
  CHECK(mistakes_of([&] { convert(texts); }) == Mistakes{"3:1: the trace has no power for 'cache' of chip"});
  texts.trace = "1 2\n3 4\n";
  CHECK(mistakes_of([&] { convert(texts); }).size() == 2);
}

TEST_CASE("mistakes in a configuration") {
  HotSpotTexts texts;
  texts.config =
      "-t_chp 1e-4\nt_chip 1e-4\n-s_sink wide\n-s_spreader 1e-3\n-material_sink coper\n-ambient 0\n";
  CHECK(mistakes_of([&] { convert(texts); }) ==
        Mistakes{"1:1: HotSpot has no parameter 't_chp' | did you mean '-t_chip'?",
                 "2:1: expected '-name value'; found 't_chip'",
                 "3:9: expected -s_sink, a number; found 'wide'", "6:10: -ambient must be > 0; found '0'"});
  texts.config = "-s_spreader 1e-3\n-material_sink coper\n";
  CHECK(mistakes_of([&] { convert(texts); }) ==
        Mistakes{"1:13: -s_spreader of 1 mm is smaller than the chip",
                 "2:16: there is no material 'coper' | did you mean 'copper'?"});
}

TEST_CASE("mistakes in materials and layers") {
  HotSpotTexts texts;
  texts.materials = "copper\nsollid\n400\nmuch\n\ncopper\nsolid\n-1\n1e6\n\nice\nsolid\n";
  CHECK(mistakes_of([&] { convert(texts); }) ==
        Mistakes{"2:1: expected 'solid' or 'fluid'; found 'sollid' | did you mean 'solid'?",
                 "4:1: expected the volumetric heat capacity, a number; found 'much'",
                 "6:1: material 'copper' is there already (line 1)",
                 "8:1: the conductivity must be > 0; found '-1'",
                 "12:5: expected a conductivity; the file ends here"});
  texts = {};
  texts.layers = "0\nmaybe\nY\n1e6\n0.01\n1e-4\nchip.flp\n0\nY\nN\ncoper\n1e-5\nmissing.flp\n";
  CHECK(mistakes_of([&] { convert(texts); }) ==
        Mistakes{"2:1: expected Y or N (lateral heat flow); found 'maybe'",
                 "8:1: layer 0 is there already (line 1)",
                 "11:1: there is no material 'coper' | did you mean 'copper'?",
                 "13:1: 'missing.flp': no such file"});
}

TEST_CASE("a missing or binary file of HotSpot is reported") {
  ForeignFiles files;
  CHECK(mistakes_of([&] {
          convert_hotspot({"/nowhere/chip.flp", "", "", "", "", {}}, files);
        }) == Mistakes{"0:0: no such file"});
  const test::ScratchFolder folder;
  const std::string binary = folder.write("chip.flp", std::string("a\0b", 3));
  ForeignFiles others;
  CHECK(mistakes_of([&] {
          convert_hotspot({binary, "", "", "", "", {}}, others);
        }) == Mistakes{"0:0: the file is binary, not text"});
}

// ------------------------------------------------------------------------------------------------------
// 3D-ICE

TEST_CASE("a 3D-ICE floorplan becomes blocks of one or more rectangles") {
  Diagnostics diagnostics;
  const Floorplan plan = parse_ice_floorplan(test::kIceFloorplan, 0, diagnostics).value_or(Floorplan{});
  REQUIRE(plan.blocks.size() == 2);
  CHECK(plan.blocks[0].material == "SI");
  CHECK(plan.blocks[0].divisions == std::array<int, 2>{4, 8});
  CHECK(plan.blocks[0].powers == std::vector<double>{3.0, 5.0});
  CHECK(plan.blocks[1].areas.size() == 2);
  CHECK(plan.blocks[1].areas[1].upper[1] == Approx(4e-3));
}

TEST_CASE("a 3D-ICE stack becomes parts and layers, the last element at the bottom") {
  const Conversion conversion = convert_stack(test::kIceStack);
  const Model model = model_of(conversion);
  test::check_box(test::body_named(model, "low_die.source").box, {0, 0, 20e-6}, {4e-3, 4e-3, 22e-6});
  test::check_box(test::body_named(model, "bond").box, {0, 0, 72e-6}, {4e-3, 4e-3, 92e-6});
  test::body_named(model, "top_die.source.cache[2]");
  CHECK(model.mesh.lateral == Approx(500e-6));
  CHECK(model.mesh.lateral_y.value_or(0.0) == Approx(250e-6));
  REQUIRE(model.sources.size() == 2);
  CHECK_FALSE(model.sources[0].is_sheet);
  CHECK(model.sources[0].power == Approx(5.5));  // of a transient case the average
  CHECK(film_on(model, "top").film_coefficient == Approx(1e5));
  CHECK(film_on(model, "bottom").ambient == Approx(310.0));
  const auto& si = std::get<BulkMaterial>(
      model.materials[static_cast<std::size_t>(test::body_named(model, "bond").material)].definition);
  CHECK(std::get<ConstantLaw>(si.conductivity[2]).value == Approx(120.0));
  CHECK(any_contains(conversion.untranslated, "chip.stk:24: transient"));
  CHECK(any_contains(conversion.remarks, "Tflpel(low_die.core"));
}

TEST_CASE("powers of a slot, or the average, or the first of a steady case") {
  const std::string steady = replaced(test::kIceStack, "transient step 0.01, slot 0.05", "steady");
  CHECK(test::total_power(model_of(convert_stack(steady))) == Approx(8.0));
  CHECK(test::total_power(model_of(convert_stack(steady, test::kIceFloorplan, {false, 2}))) == Approx(14.0));
  CHECK(test::total_power(model_of(convert_stack(steady, test::kIceFloorplan, {true, {}}))) == Approx(11.0));
  CHECK(any_contains(mistakes_of([&] {
                       convert_stack(steady, test::kIceFloorplan, {false, 3});
                     }),
                     "1:1: element 'core' has 2 power values: there is no slot 3"));
}

TEST_CASE("a source layer on an outer face without a sink is a sheet there") {
  std::string stack = replaced(test::kIceStack, "source 2 SI ;\n  layer GLUE ;", "source 2 SI ;");
  stack =
      replaced(stack, "bottom heat sink :\n  heat transfer coefficient 1e-9 ;\n  temperature 310 ;\n", "");
  const Model model = model_of(convert_stack(stack));
  CHECK(test::body_named(model, "low_die.source").active == Face::bottom);
  CHECK_FALSE(test::body_named(model, "top_die.source").active);
  CHECK(std::count_if(model.sources.begin(), model.sources.end(), [](const auto& s) { return s.is_sheet; }) ==
        1);
}

TEST_CASE("channels, pluggable sinks and layouts are named as untranslated") {
  std::string stack = replaced(
      test::kIceStack, "dimensions :",
      "microchannel 4rm :\n  height 100 ;\n  channel length 50 ;\n  wall length 50 ;\n  wall material SI ;\n"
      "  coolant flow rate 42 ;\n  coolant heat transfer coefficient side 2e-8, top 5e-8, bottom 5e-8 ;\n"
      "  coolant volumetric heat capacity 4e-12 ;\n  coolant incoming temperature 300.0 ;\n"
      "dimensions :");
  stack = replaced(stack, "layer bond GLUE ;", "channel bond ;");
  stack =
      replaced(stack, "height 20 ;\n  material SI ;", "height 20 ;\n  material SI ;\n  layout \"x.lyt\" ;");
  stack = replaced(stack, "top heat sink :\n  heat transfer coefficient 1e-7 ;\n  temperature 300 ;",
                   "top pluggable heat sink :\n  spreader length 9000, width 9000, height 1000 ;\n"
                   "  material SI ;\n  plugin \"sink.so\", \"x\" ;");
  stack =
      replaced(stack, "bottom heat sink :\n  heat transfer coefficient 1e-9 ;\n  temperature 310 ;\n", "");
  const Conversion conversion = convert_stack(stack);
  CHECK(any_contains(conversion.untranslated, "cooling: no heat sink"));
  CHECK(any_contains(conversion.untranslated, "pluggable top heat sink 'sink.so'"));
  CHECK(any_contains(conversion.untranslated, "microchannel: coolant"));
  CHECK(any_contains(conversion.untranslated, "layout 'x.lyt'"));
  const Model model = model_of(conversion);
  CHECK(test::body_named(model, "bond").box.upper[2] - test::body_named(model, "bond").box.lower[2] ==
        Approx(1e-4));
}

TEST_CASE("mistakes in a stack description are all found") {
  const std::string stack =
      "matrial SI :\n"
      "material SI :\n  thermal conductivty 1e-4 ;\n  volumetric heat capacity 1e-12 ;\n"
      "material CU :\n  thermal conductivity 4e-4\n  volumetric heat capacity 1e-12 ;\n"
      "top heat sink :\n  heat transfer coefficient x ;\n  temperature 300 ;\n"
      "dimensions :\n  chip length 4000, width 4000 ;\n  cell length 500, width 0 ;\n"
      "die CHIP :\n  layer 50 SI ;\n  source 2 AL ;\n"
      "stack :\n  die a CHIIP floorplan \"chip.flp\" ;\n  die b CHIP floorplan \"chip.flp\"\n"
      "  layer c GLUE ;\n"
      "solver :\n  stedy ;\n  initial temperature 300 ;\n";
  const std::string sections =
      "'material', 'top', 'bottom', 'microchannel', 'pinfin', 'dimensions', 'layer', 'die', 'stack', "
      "'solver' or 'output'";
  CHECK(mistakes_of([&] { convert_stack(stack); }) ==
        Mistakes{"1:1: expected " + sections + "; found 'matrial' | did you mean 'material'?",
                 "3:11: expected 'conductivity'; found 'conductivty' | did you mean 'conductivity'?",
                 "6:27: expected ';' behind this",
                 "9:29: expected a heat transfer coefficient, a number; found 'x'",
                 "13:26: a width of 0 um cannot be meant: lengths are in micrometres, above 0",
                 "16:12: there is no material 'AL'", "18:9: there is no die 'CHIIP' | did you mean 'CHIP'?",
                 "19:33: expected ';' behind this", "20:11: there is no layer 'GLUE'",
                 "22:3: expected 'steady' or 'transient'; found 'stedy' | did you mean 'steady'?"});
}

TEST_CASE("mistakes in a 3D-ICE floorplan are all found") {
  const std::string plan =
      "core :\n  position 0 0 ;\n  dimension 2000, 4000 ;\n  pwer values 1 ;\n"
      "cache :\n  rectangle (2000, 0, 0, 2000) ;\n  power values 1.0, -2 ;\n"
      "empty :\n  power values 1 ;\n";
  const std::string keywords =
      "'position', 'dimension', 'rectangle', 'material', 'discretization' or 'power'";
  const std::string place = "'position x, y ; dimension width, height ;'";
  CHECK(mistakes_of([&] { convert_stack(test::kIceStack, plan); }) ==
        Mistakes{"2:14: expected ','; found '0'", "3:3: expected 'position'; found 'dimension'",
                 "4:3: expected " + keywords + "; found 'pwer' | did you mean 'power'?",
                 "6:23: a rectangle needs a width and a height > 0, in micrometres",
                 "7:21: a power must be >= 0; found '-2'",
                 "8:1: element 'empty' has no place | give it " + place + " or rectangles"});
  const std::string outside = replaced(test::kIceFloorplan, "dimension 2000, 4000", "dimension 2000, 4100");
  CHECK(mistakes_of([&] { convert_stack(test::kIceStack, outside); }) ==
        Mistakes{"1:1: element 'core' reaches out of the chip, which is 4 mm x 4 mm"});
  const std::string overlap = replaced(test::kIceFloorplan, "dimension 2000, 4000", "dimension 2500, 4000");
  CHECK(mistakes_of([&] { convert_stack(test::kIceStack, overlap); }) ==
        Mistakes{"8:1: 'cache' overlaps 'core' (line 1)"});
  const std::string material = replaced(test::kIceFloorplan, "material SI", "material SJ");
  CHECK(mistakes_of([&] { convert_stack(test::kIceStack, material); }) ==
        Mistakes{"4:12: there is no material 'SJ' | did you mean 'SI'?"});
  CHECK(mistakes_of([&] {
          ForeignFiles files;
          files.add("chip.stk", test::kIceStack);
          convert_ice("chip.stk", {}, files);
        }).size() == 1);  // once, though two dies have it
}

TEST_CASE("lengths and names of a deck") {
  CHECK(length_text(150e-6) == "150 um");
  CHECK(length_text(16e-3) == "16 mm");
  CHECK(length_text(0.0) == "0 mm");
  DeckNames names;
  CHECK(names.of("a.b") == "a_b");
  CHECK(names.of("a_b") == "a_b_2");
  CHECK(names.of("1st") == "_1st");
  CHECK(names.of("off") == "off_");
  CHECK(names.of("a.b") == "a_b");
}
