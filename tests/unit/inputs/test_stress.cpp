#include <fstream>
#include <iterator>

#include "tests/unit/inputs/deck_text.hpp"

using namespace strata;
using namespace strata::test;

namespace {

const std::string kElastic =
    "materials:\n"
    "  a: {youngs_modulus: 100 GPa, poisson_ratio: 0.25, expansion: 10e-6 1/K}\n"
    "  b: {youngs_modulus: 10 GPa, poisson_ratio: 0.3, expansion: 50e-6 1/K, stress_free_temperature: 400 "
    "K}\n"
    "parts:\n"
    "  hbm:\n"
    "    size: [2 mm, 2 mm]\n"
    "    stress_free_temperature: 430 K\n"
    "    layers:\n"
    "      - {name: bond, thickness: 20 um, material: b, stress_free_temperature: 420 K}\n"
    "      - {name: dram, thickness: 50 um, material: a, blocks: [{name: f, at: [0 mm, 0 mm], size: [1 mm, 1 "
    "mm], "
    "material: b}]}\n"
    "assembly:\n"
    "  size: [10 mm, 8 mm]\n"
    "  stack:\n"
    "    - {name: board, thickness: 1 mm, material: a}\n"
    "    - {tier: dies, place: [{part: hbm, name: h0, at: [0 mm, 0 mm]}, {part: hbm, name: h1, at: [4 mm, 0 "
    "mm], flip: "
    "true}], fill: {material: b}}\n";

/// A deck for stress alone: geometry as above, and what the test adds under `stress` and at the top.
std::string stress_deck(const std::string& stress, const std::string& sections = "") {
  return "strata: 1\n" + kElastic + "analysis:\n  heat: none\n  stress: {stress_free_temperature: 450 K, " +
         stress + "}\n" + sections;
}

Model load_stress(const std::string& stress, const std::string& sections = "") {
  return load_model_text(stress_deck(stress, sections), "test.yaml");
}

}  // namespace

TEST_CASE("a deck for stress alone needs neither power nor boundaries nor properties of heat") {
  const Model model = load_stress("temperatures: [25 degC, 260 degC, 25 degC]");
  CHECK_FALSE(model.solves_heat);
  REQUIRE(model.stress);
  CHECK(model.stress->stress_free_temperature == 450.0);
  CHECK_FALSE(model.stress->under_solved_heat);
  CHECK(model.stress->temperatures == std::vector<double>{298.15, 533.15, 298.15});
  CHECK(model.stress->edge_distance == 50e-6);
  CHECK(model.stress->supports.empty());
  CHECK(model.stress->pressures.empty());
  CHECK(model.warnings.empty());
}

TEST_CASE("where heat is solved its temperatures are a load case unless the deck says otherwise") {
  const std::string deck =
      "assembly: {size: [1 mm, 1 mm], stack: [{name: die, thickness: 1 mm, material: silicon}]}\n";
  const auto solved = [&](const std::string& keys) {
    return load(deck + "analysis: {stress: {stress_free_temperature: 150 degC" + keys + "}}\n")
        .stress.value();
  };
  CHECK(solved("").under_solved_heat);
  CHECK(solved(", solved_heat: true").under_solved_heat);
  CHECK_FALSE(solved(", solved_heat: false, temperatures: [25 degC]").under_solved_heat);
  CHECK_FALSE(load(deck).stress.has_value());
  CHECK(load(deck).solves_heat);
}

TEST_CASE("stress-free temperatures of layers go before those of parts, blocks follow their layer") {
  const Model model = load_stress("temperatures: [300 K]");
  CHECK(body_named(model, "h0.bond").stress_free_temperature == 420.0);
  CHECK(body_named(model, "h0.dram").stress_free_temperature == 430.0);
  CHECK(body_named(model, "h1.dram.f").stress_free_temperature == 430.0);
  CHECK_FALSE(body_named(model, "board").stress_free_temperature.has_value());
  CHECK_FALSE(body_named(model, "dies.fill").stress_free_temperature.has_value());
  for (const Material& material : model.materials)
    CHECK(material.stress_free_temperature.has_value() == (material.name == "b"));
}

TEST_CASE("warpage is that of bottom and top unless surfaces are named") {
  const auto names = [](const Model& model) {
    std::vector<std::string> list;
    for (const WarpageSurface& surface : model.stress->warpage) list.push_back(surface.name);
    return list;
  };
  const Model plain = load_stress("temperatures: [300 K]");
  CHECK(names(plain) == std::vector<std::string>{"bottom", "top"});
  CHECK(plain.stress->warpage[0].body == kNoBody);
  CHECK(plain.stress->warpage[0].face == Face::bottom);
  CHECK(plain.stress->warpage[0].reference == ReferencePlane::least_squares);
  CHECK(names(load_stress("temperatures: [300 K], warpage: []")).empty());

  const Model named = load_stress(
      "temperatures: [300 K], warpage: [{surface: board.bottom, reference: corners}, {surface: 'h*.top'}]");
  CHECK(names(named) == std::vector<std::string>{"board.bottom", "h0.top", "h1.top"});
  const auto& surfaces = named.stress->warpage;
  const auto& bodies = named.geometry.bodies;
  CHECK(surfaces[0].reference == ReferencePlane::corners);
  CHECK(bodies[surfaces[0].body].name == "board");
  CHECK(bodies[surfaces[1].body].name == "h0.dram");
  CHECK(bodies[surfaces[2].body].name == "h1.bond");  // turned over
  CHECK(surfaces[2].face == Face::top);
}

TEST_CASE("supports clamp faces or hold directions, patches after their face") {
  const Model model =
      load_stress("temperatures: [300 K]",
                  "supports:\n"
                  "  x_max: {displacement: [0 um, free, free], patches: [{name: screw, at: [1 mm, "
                  "0.5 mm], size: [2 mm, 0.5 mm], displacement: [free, 5 nm, 3 um]}]}\n"
                  "  bottom: clamped\n");
  const auto& supports = model.stress->supports;
  REQUIRE(supports.size() == 3);
  CHECK(supports[0].name == "x_max");
  CHECK(supports[0].face == Face::x_max);
  CHECK(supports[0].displacement == std::array<std::optional<double>, 3>{0.0, std::nullopt, std::nullopt});
  CHECK_FALSE(supports[0].patch.has_value());
  CHECK(supports[1].name == "x_max.screw");
  CHECK(supports[1].displacement == std::array<std::optional<double>, 3>{std::nullopt, 5e-9, 3e-6});
  REQUIRE(supports[1].patch);
  CHECK(supports[1].patch->lower[0] == Approx(1e-3));  // y, then z
  CHECK(supports[1].patch->upper[1] == Approx(1e-3));
  CHECK(supports[2].name == "bottom");
  CHECK(supports[2].displacement == std::array<std::optional<double>, 3>{0.0, 0.0, 0.0});
}

TEST_CASE("supports contradict each other only where they meet in matter") {
  const auto mistakes = [](const std::string& supports, const std::string& more = "") {
    return messages(stress_deck("temperatures: [300 K]", "supports: {" + supports + "}\n" + more)).size();
  };
  const std::string bottom = "bottom: {displacement: [0 um, 0 um, 0 um]}";
  CHECK(mistakes(bottom + ", top: {displacement: [free, free, 1 um]}") == 0);
  CHECK(mistakes(bottom + ", x_min: {displacement: [free, free, 1 um]}") == 1);
  CHECK(mistakes(bottom + ", x_min: {displacement: [0 um, free, free]}") == 0);
  // Only patches that reach the edge count there.
  const auto patch = [](const std::string& place, const std::string& up) {
    return "bottom: {displacement: [0 um, 0 um, free], patches: [{name: p, at: " + place +
           ", displacement: [free, free, " + up + "]}]}, x_min: {displacement: [free, free, 1 um]}";
  };
  CHECK(mistakes(patch("[0 mm, 0 mm], size: [1 mm, 8 mm]", "1 um")) == 0);
  CHECK(mistakes(patch("[0 mm, 7 mm], size: [1 mm, 1 mm]", "2 um")) == 1);
  CHECK(mistakes(patch("[1 mm, 0 mm], size: [1 mm, 8 mm]", "2 um")) == 0);
  CHECK(mistakes(bottom + ", x_min: {patches: [{name: high, at: [0 mm, 0.5 mm], size: [8 mm, 0.5 mm], "
                          "displacement: [free, free, 1 um]}]}") == 0);
  // On one face displacements must not jump.
  CHECK(mistakes(
            "bottom: {displacement: [0 um, free, free], patches: [{name: p, at: [0 mm, 0 mm], size: [1 mm, 8 "
            "mm], displacement: [1 um, free, free]}]}") == 1);
  CHECK(mistakes(
            "bottom: {patches: [{name: p, at: [0 mm, 0 mm], size: [1 mm, 8 mm], displacement: [1 um, free, "
            "free]}, {name: q, at: [1 mm, 1 mm], size: [1 mm, 7 mm], displacement: [0 um, free, free]}]}") ==
        1);
  CHECK(mistakes(
            "bottom: {patches: [{name: p, at: [0 mm, 0 mm], size: [1 mm, 8 mm], displacement: [1 um, free, "
            "free]}, {name: q, at: [2 mm, 1 mm], size: [1 mm, 7 mm], displacement: [0 um, free, free]}]}") ==
        0);
  // Symmetry planes hold the displacement across them.
  CHECK(mistakes("bottom: {displacement: [1 um, 0 um, 0 um]}") == 0);
  CHECK(mistakes("bottom: {displacement: [1 um, 0 um, 0 um]}", "symmetry: [x_min]\n") == 1);
  CHECK(mistakes("bottom: {displacement: [free, 0 um, 0 um]}", "symmetry: [x_min]\n") == 0);
}

TEST_CASE("edges of void hold nothing together") {
  const std::string deck =
      "strata: 1\n"
      "materials: {a: {youngs_modulus: 1 GPa, poisson_ratio: 0.3, expansion: 0 1/K}}\n"
      "assembly: {size: [4 mm, 4 mm], stack: [{name: a, thickness: 1 mm, material: a}, {name: b, thickness: "
      "1 mm, "
      "material: a, at: [0 mm, 1 mm], size: [3 mm, 3 mm]}]}\n"
      "analysis: {heat: none, stress: {stress_free_temperature: 400 K, temperatures: [300 K]}}\n";
  const auto mistakes = [&](const std::string& side) {
    return messages(deck + "supports: {" + side +
                    ": {displacement: [free, free, 0 um]}, top: {displacement: [free, "
                    "free, 1 um]}}\n")
        .size();
  };
  CHECK(mistakes("x_min") == 1);
  CHECK(mistakes("x_max") == 0);
  CHECK(mistakes("y_max") == 1);
  CHECK(mistakes("y_min") == 0);
}

TEST_CASE("pressures need something that holds the package against them, or each other") {
  const auto mistakes = [](const std::string& sections) {
    return messages(stress_deck("temperatures: [300 K]", sections));
  };
  const std::string top = "pressures: {top: {pressure: 1 bar}}\n";
  REQUIRE(mistakes(top).size() == 1);
  CHECK(mistakes(top)[0] == "the pressures push the package along z with -8 N, and nothing holds it");
  CHECK(mistakes(top + "supports: {bottom: {displacement: [free, free, 0 um]}}\n").empty());
  CHECK(mistakes(top + "supports: {bottom: {displacement: [0 um, 0 um, free]}}\n").size() == 1);
  CHECK(mistakes("pressures: {top: {pressure: 1 bar}, bottom: {pressure: 1 bar}}\n").empty());
  const auto turned = mistakes(
      "pressures: {top: {patches: [{name: p, at: [0 mm, 0 mm], size: [1 mm, 8 mm], pressure: 1 bar}]}, "
      "bottom: "
      "{patches: [{name: q, at: [9 mm, 0 mm], size: [1 mm, 8 mm], pressure: 1 bar}]}}\n");
  REQUIRE(turned.size() == 1);
  CHECK(turned[0] == "the pressures turn the package about y with -0.0072 N.m, and nothing holds it");
  // Two symmetry planes leave the way up and down.
  CHECK(mistakes(top + "symmetry: [x_min, y_min]\n").size() == 1);
  CHECK(mistakes("pressures: {x_max: {pressure: 1 bar}}\nsymmetry: [x_min, y_min]\n").empty());
}

TEST_CASE("pressures are those of faces and of patches on them") {
  const Model model =
      load_stress("temperatures: [300 K]",
                  "supports: {bottom: clamped}\n"
                  "pressures:\n"
                  "  top: {pressure: 0.2 MPa, patches: [{name: clip, at: [1 mm, 2 mm], size: [3 mm, 4 "
                  "mm], pressure: -1 bar}]}\n");
  const auto& pressures = model.stress->pressures;
  REQUIRE(pressures.size() == 2);
  CHECK(pressures[0].face == Face::top);
  CHECK(pressures[0].pressure == 2e5);
  CHECK(pressures[1].name == "top.clip");
  CHECK(pressures[1].pressure == -1e5);
  CHECK(pressures[1].patch->upper[1] == Approx(6e-3));
}

TEST_CASE("a deck of heat and stress runs for stress alone, with a word about what is not used") {
  const std::string heat =
      "power: [{target: board, total: 1 W}]\n"
      "boundaries: {top: adiabatic}\n";
  const Model model = load_stress("temperatures: [300 K]", heat);
  CHECK(model.sources.empty());
  CHECK(model.boundaries.empty());
  REQUIRE(model.warnings.size() == 2);
  CHECK(model.warnings[0].message == "'power' is not used: analysis.heat is none");
}

TEST_CASE("the deck of stress in docs/deck.md is good") {
  std::ifstream file(STRATA_SOURCE_DIR "/docs/deck.md");
  const std::string docs{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  const std::string opening = "```yaml\n";
  const std::size_t start = docs.find(opening);
  REQUIRE(start != std::string::npos);
  const std::size_t begin = start + opening.size();
  const Model model = load_model_text(docs.substr(begin, docs.find("```", begin) - begin), "deck.md");
  CHECK(model.warnings.empty());
  CHECK(model.stress->temperatures.size() == 3);
  CHECK(body_named(model, "die.bumps").stress_free_temperature == Approx(423.15));
}
