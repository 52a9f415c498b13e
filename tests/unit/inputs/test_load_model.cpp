// The whole way from text to Model: a realistic deck, what is resolved, size, and text that is broken at
// random.
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <random>
#include <sstream>

#include <fmt/format.h>

#include "tests/unit/inputs/deck_text.hpp"
#include "tests/unit/inputs/scratch_folder.hpp"

using namespace strata;
using namespace strata::test;

namespace {

const std::string kSmallPackage = std::string(STRATA_SOURCE_DIR) + "/tests/support/small_package.yaml";
const std::string kStressPackage = std::string(STRATA_SOURCE_DIR) + "/tests/support/stress_package.yaml";

std::string text_of(const std::string& path) {
  std::ifstream stream(path, std::ios::binary);
  std::stringstream buffer;
  buffer << stream.rdbuf();
  return buffer.str();
}

double seconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

void check_equal(const Raster& a, const Raster& b) {
  REQUIRE(a.size() == b.size());
  for (std::size_t i = 0; i < a.size(); ++i) {
    CHECK(a[i].area.lower == b[i].area.lower);
    CHECK(a[i].area.upper == b[i].area.upper);
    CHECK(a[i].value == b[i].value);
  }
}

void check_equal(const Geometry& a, const Geometry& b) {
  REQUIRE(a.bodies.size() == b.bodies.size());
  REQUIRE(a.placements.size() == b.placements.size());
  for (std::size_t i = 0; i < a.bodies.size(); ++i) {
    CHECK(a.bodies[i].name == b.bodies[i].name);
    CHECK(a.bodies[i].kind == b.bodies[i].kind);
    CHECK(a.bodies[i].placement == b.bodies[i].placement);
    CHECK(a.bodies[i].parent == b.bodies[i].parent);
    CHECK(a.bodies[i].material == b.bodies[i].material);
    CHECK(a.bodies[i].box.lower == b.bodies[i].box.lower);
    CHECK(a.bodies[i].box.upper == b.bodies[i].box.upper);
    CHECK(a.bodies[i].active == b.bodies[i].active);
    CHECK(a.bodies[i].stress_free_temperature == b.bodies[i].stress_free_temperature);
  }
  CHECK(a.domain.upper == b.domain.upper);
  CHECK(a.symmetry == b.symmetry);
}

void check_equal(const StressAnalysis& a, const StressAnalysis& b) {
  CHECK(a.stress_free_temperature == b.stress_free_temperature);
  CHECK(a.under_solved_heat == b.under_solved_heat);
  CHECK(a.temperatures == b.temperatures);
  CHECK(a.edge_distance == b.edge_distance);
  REQUIRE(a.warpage.size() == b.warpage.size());
  for (std::size_t i = 0; i < a.warpage.size(); ++i) {
    CHECK(a.warpage[i].name == b.warpage[i].name);
    CHECK(a.warpage[i].body == b.warpage[i].body);
    CHECK(a.warpage[i].reference == b.warpage[i].reference);
  }
  REQUIRE(a.supports.size() == b.supports.size());
  for (std::size_t i = 0; i < a.supports.size(); ++i) {
    CHECK(a.supports[i].name == b.supports[i].name);
    CHECK(a.supports[i].displacement == b.supports[i].displacement);
  }
  REQUIRE(a.pressures.size() == b.pressures.size());
  for (std::size_t i = 0; i < a.pressures.size(); ++i)
    CHECK(a.pressures[i].pressure == b.pressures[i].pressure);
}

void check_equal(const Model& a, const Model& b) {
  CHECK(a.title == b.title);
  CHECK(a.solves_heat == b.solves_heat);
  REQUIRE(a.stress.has_value() == b.stress.has_value());
  if (a.stress && b.stress) check_equal(*a.stress, *b.stress);
  check_equal(a.geometry, b.geometry);
  REQUIRE(a.materials.size() == b.materials.size());
  for (std::size_t i = 0; i < a.materials.size(); ++i) CHECK(a.materials[i].name == b.materials[i].name);
  REQUIRE(a.sources.size() == b.sources.size());
  for (std::size_t i = 0; i < a.sources.size(); ++i) {
    CHECK(a.sources[i].target == b.sources[i].target);
    CHECK(a.sources[i].power == b.sources[i].power);
    CHECK(a.sources[i].region.lower == b.sources[i].region.lower);
    check_equal(a.sources[i].map, b.sources[i].map);
  }
  REQUIRE(a.boundaries.size() == b.boundaries.size());
  for (std::size_t i = 0; i < a.boundaries.size(); ++i) {
    CHECK(a.boundaries[i].name == b.boundaries[i].name);
    CHECK(a.boundaries[i].condition.index() == b.boundaries[i].condition.index());
  }
  REQUIRE(a.contacts.size() == b.contacts.size());
  for (std::size_t i = 0; i < a.contacts.size(); ++i) {
    CHECK(a.contacts[i].resistance == b.contacts[i].resistance);
    CHECK(a.contacts[i].a.bodies == b.contacts[i].a.bodies);
  }
  REQUIRE(a.limits.size() == b.limits.size());
  CHECK(a.mesh.lateral == b.mesh.lateral);
  CHECK(a.mesh.max_thickness == b.mesh.max_thickness);
  CHECK(a.mesh.growth == b.mesh.growth);
  CHECK(a.solver.relative_tolerance == b.solver.relative_tolerance);
  CHECK(a.output.pictures == b.output.pictures);
}

}  // namespace

TEST_CASE("the small package becomes the model it describes") {
  const Model model = load_model(kSmallPackage);
  CHECK(model.title == "Small package with one GPU die and one memory stack");
  CHECK(model.warnings.empty());
  CHECK(model.geometry.bodies.size() == 18);
  CHECK(total_power(model) == Approx(43.0));
  CHECK(model.geometry.domain.upper[2] == Approx(2.36e-3));
  // The stack is turned by 90 degrees: 4 mm x 3 mm becomes 3 mm x 4 mm, and its PHY strip lies along y_min.
  check_box(body_named(model, "hbm0.base.phy").box, {9e-3, 4e-3, 0.9e-3}, {12e-3, 5e-3, 0.96e-3});
  check_box(body_named(model, "hbm0.dram[4]").box, {9e-3, 4e-3, 1.14e-3}, {12e-3, 8e-3, 1.26e-3});
  CHECK(model.mesh.lateral == Approx(400e-6));
  CHECK(model.mesh.growth == 2.0);
  CHECK_FALSE(model.output.pictures);
}

TEST_CASE("the package under stress becomes the model it describes") {
  const Model model = load_model(kStressPackage);
  CHECK(model.warnings.empty());
  REQUIRE(model.stress);
  CHECK(model.stress->supports.size() == 2);
  CHECK(model.stress->pressures.size() == 2);
  CHECK(model.stress->warpage.size() == 3);
  CHECK(body_named(model, "hbm0.bond").stress_free_temperature == Approx(393.15));
  CHECK(body_named(model, "hbm0.die.field").stress_free_temperature == Approx(433.15));
}

TEST_CASE("sections that a deck leaves out have their documented defaults") {
  const Model model =
      load("assembly: {size: [1 mm, 1 mm], stack: [{name: a, thickness: 1 mm, material: m1}]}\n");
  CHECK(model.title.empty());
  CHECK(model.mesh.lateral == Approx(500e-6));
  CHECK(model.mesh.max_thickness == Approx(100e-6));
  CHECK(model.mesh.min_cells_per_layer == 1);
  CHECK(model.mesh.tolerance == Approx(1e-6));
  CHECK(model.solver.relative_tolerance == 1e-8);
  CHECK(model.solver.max_iterations == 500);
  CHECK(model.solver.max_corrections == 30);
  CHECK_FALSE(model.solver.small_memory);
  CHECK(model.output.pictures);
  CHECK(model.output.paraview);
  CHECK_FALSE(model.output.superposition);
}

TEST_CASE("mesh regions are boxes, those of named things included") {
  const Model model = load(
      "assembly: {size: [10 mm, 10 mm], stack: [{name: a, thickness: 1 mm, material: m1, blocks: [{name: b, "
      "at: "
      "[1 mm, 2 mm], size: [3 mm, 3 mm]}]}, {name: c, thickness: 1 mm, material: m2}]}\n"
      "mesh: {regions: [{target: a.b, lateral: 50 um}, {box: {at: [0 mm, 0 mm], size: [2 mm, 2 mm]}, "
      "max_thickness: 10 um}, {box: {at: [0 mm, 0 mm, 0.5 mm], size: [2 mm, 2 mm, 1 mm]}, lateral: 10 "
      "um}]}\n");
  REQUIRE(model.mesh.regions.size() == 3);
  check_box(model.mesh.regions[0].box, {1e-3, 2e-3, 0}, {4e-3, 5e-3, 1e-3});
  CHECK(model.mesh.regions[0].lateral.value_or(0.0) == Approx(50e-6));
  CHECK_FALSE(model.mesh.regions[0].max_thickness.has_value());
  check_box(model.mesh.regions[1].box, {0, 0, 0}, {2e-3, 2e-3, 2e-3});
  check_box(model.mesh.regions[2].box, {0, 0, 0.5e-3}, {2e-3, 2e-3, 1.5e-3});
}

TEST_CASE("the resolved deck makes the same model again") {
  const std::vector<std::string> decks{kSmallPackage, kStressPackage,
                                       std::string(STRATA_SOURCE_DIR) + "/examples/hbm3e_12h/deck.yaml",
                                       std::string(STRATA_SOURCE_DIR) + "/examples/gpu_hbm_2p5d/deck.yaml"};
  for (const std::string& deck : decks) {
    INFO(deck);
    const Model model = load_model(deck);
    const Model again = load_model_text(model.resolved_deck, "resolved.yaml");
    check_equal(model, again);
    CHECK(again.resolved_deck == model.resolved_deck);
  }
}

TEST_CASE("overrides replace values of the deck") {
  const Model model = load_model(kSmallPackage, {"mesh.lateral=1 mm", "assembly.stack[0].thickness=1 mm"});
  CHECK(model.mesh.lateral == Approx(1e-3));
  CHECK(model.geometry.domain.upper[2] == Approx(2.56e-3));
}

TEST_CASE("an included file may offer parts that the deck does not use") {
  const ScratchFolder folder;
  const std::string part =
      ": {size: [1 mm, 1 mm], layers: [{name: x, thickness: 1 mm, material: silicon}]}\n";
  folder.write("library.yaml", "strata: 1\nparts:\n  used" + part + "  other" + part);
  const std::string deck = folder.write(
      "deck.yaml",
      "strata: 1\ninclude: library.yaml\nparts:\n  spare" + part +
          "assembly:\n  size: [2 mm, 2 mm]\n  stack: [{tier: t, place: [{part: used, at: [0 mm, 0 mm]}]}]\n"
          "boundaries: {top: {fixed_temperature: 25 degC}}\n");
  const Model model = load_model(deck);
  REQUIRE(model.warnings.size() == 1);
  CHECK(model.warnings[0].message == "part 'spare' is not used");
}

TEST_CASE("an error keeps the text of all messages and every diagnostic") {
  try {
    load_model_text("strata: 1\nassembly: {size: [1 mm, 1 K], stack: []}\n", "bad.yaml");
    FAIL("the deck is wrong");
  } catch (const DeckError& error) {
    CHECK(error.exit_code() == ExitCode::deck);
    CHECK(error.diagnostics().size() == 3);
    const std::string text = error.what();
    CHECK(text.find("bad.yaml:2:25: error: assembly.size[1]") != std::string::npos);
    CHECK(text.find("missing key 'boundaries'") != std::string::npos);
  }
}

TEST_CASE("a deck that does not exist is an error of the deck") {
  CHECK_THROWS_AS(load_model("/nowhere/deck.yaml"), DeckError);
}

TEST_CASE("forty thousand layers are read in seconds") {
  std::string text = "strata: 1\nassembly:\n  size: [1 mm, 1 mm]\n  stack:\n";
  for (int i = 0; i < 40000; ++i)
    text += fmt::format("    - {{name: layer_{}, thickness: {} um, material: {}, active: top}}\n", i,
                        1 + i % 7, i % 2 == 0 ? "silicon" : "mold");
  text +=
      "power:\n  - {target: \"layer_*.active\", total: 1 W, share: all}\nlimits: [{target: \"*\", "
      "temperature: 400 K}]\n" +
      kCooled;
  const auto start = std::chrono::steady_clock::now();
  const Model model = load_model_text(text, "tall.yaml");
  const double seconds = seconds_since(start);
  CHECK(model.geometry.bodies.size() == 40000);
  CHECK(model.sources.size() == 40000);
  CHECK(total_power(model) == Approx(1.0));
  INFO(seconds << " s");
  CHECK(seconds < 20.0);
}

TEST_CASE("a deck with forty thousand mistakes ends in seconds too") {
  std::string text = "strata: 1\nassembly:\n  size: [1 mm, 1 mm]\n  stack:\n";
  for (int i = 0; i < 40000; ++i)
    text += fmt::format("    - {{name: layer_{}, thickness: 1 um, material: m{}}}\n", i, i);
  text += "power:\n";
  for (int i = 0; i < 2000; ++i) text += fmt::format("  - {{target: \"leyer_{}*\", total: 1 W}}\n", i);
  const auto start = std::chrono::steady_clock::now();
  CHECK_THROWS_AS(load_model_text(text + kCooled, "tall.yaml"), DeckError);
  CHECK(seconds_since(start) < 30.0);
}

namespace {

/// Breaks a text at one to four random places, as an editor, a merge or a bad disk would.
std::string mutated(const std::string& deck, const std::vector<std::string>& words, std::mt19937& random) {
  std::string text = deck;
  auto below = [&](std::size_t n) { return std::uniform_int_distribution<std::size_t>(0, n - 1)(random); };
  const std::size_t n_changes = 1 + below(4);
  for (std::size_t change = 0; change < n_changes && !text.empty(); ++change) {
    const std::size_t at = below(text.size());
    const std::size_t length = std::min(1 + below(30), text.size() - at);
    switch (below(6)) {
      case 0:
        text[at] = static_cast<char>(below(256));
        break;
      case 1:
        text.erase(at, length);
        break;
      case 2:
        text.insert(at, text.substr(below(text.size()), length));
        break;
      case 3:
        text.insert(at, words[below(words.size())]);
        break;
      case 4:
        text.resize(at);
        break;
      default: {
        // A value replaced by another one of the deck: valid text with another meaning.
        const std::size_t from = text.find(": ", at), to = text.find(": ", below(text.size()));
        if (from == std::string::npos || to == std::string::npos) break;
        const std::string value = text.substr(to + 2, text.find_first_of(",}\n", to + 2) - to - 2);
        text.replace(from + 2, text.find_first_of(",}\n", from + 2) - from - 2, value);
      }
    }
  }
  return text;
}

int n_fuzz_decks() {
  const char* text = std::getenv("STRATA_FUZZ_DECKS");
  return text != nullptr ? std::atoi(text) : 500;
}

}  // namespace

TEST_CASE("a mutated deck either loads or is answered with errors of the deck") {
  const std::string root = std::string(STRATA_SOURCE_DIR) + "/";
  const std::vector<std::string> paths{root + "tests/support/small_package.yaml",
                                       kStressPackage,
                                       root + "tests/support/transient_package.yaml",
                                       root + "examples/hbm3e_12h/deck.yaml",
                                       root + "examples/hbm3e_12h/stack.yaml",
                                       root + "examples/gpu_hbm_2p5d/deck.yaml",
                                       root + "tests/deck_errors/decks/ten_mistakes.yaml"};
  const std::vector<std::string> words{"void",       "-1",    "0 mm",       "1e400 W",
                                       "nan",        "{}",    "[]",         "[1 mm, 1 mm]",
                                       "*",          "&a ",   ".active",    "repeat: 1000000",
                                       "like: mold", "\"",    "\n",         "\t",
                                       "  ",         "map: ", "2147483648", "-9223372036854775809",
                                       "~",          "? ",    "- ",         "x_min",
                                       "free",       "0.5",   "clamped",    "expansion: 1 1/K",
                                       "\xff\xfe",   "0 s",   "in_time: ",  "period: 1 ns"};
  std::vector<std::string> decks;
  decks.reserve(paths.size());
  for (const std::string& path : paths) decks.push_back(text_of(path));
  std::mt19937 random(20261124);
  int n_good = 0, n_bad = 0;
  for (int i = 0; i < n_fuzz_decks(); ++i) {
    const std::size_t which = static_cast<std::size_t>(i) % decks.size();
    const std::string text = mutated(decks[which], words, random);
    try {
      load_model_text(text, "mutated.yaml", std::filesystem::path(paths[which]).parent_path().string());
      ++n_good;
    } catch (const DeckError& error) {
      ++n_bad;
      if (error.diagnostics().empty()) FAIL("no diagnostics for\n" << text);
    } catch (const std::exception& error) {
      FAIL("an exception of another kind, " << error.what() << ", for\n" << text);
    }
  }
  INFO(n_good << " good, " << n_bad << " bad");
  CHECK(n_bad > n_good);
}
