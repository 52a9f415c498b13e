// Small decks for the tests of the Model: a valid frame around the section under test.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "inputs/error.hpp"
#include "inputs/model.hpp"

namespace strata::test {

inline const std::string kCooled = "boundaries: {top: {fixed_temperature: 300 K}}\n";

/// Two materials with round numbers.
inline const std::string kMaterials =
    "materials:\n"
    "  m1: {conductivity: 100 W/(m.K), density: 2000 kg/m^3, heat_capacity: 700 J/(kg.K)}\n"
    "  m2: {conductivity: 1 W/(m.K), density: 1000 kg/m^3, heat_capacity: 900 J/(kg.K)}\n";

/// A deck with the materials above, a cooled top, and what the test adds.
inline Model load(const std::string& sections, const std::string& directory = ".") {
  return load_model_text("strata: 1\n" + kMaterials + sections + kCooled, "test.yaml", directory);
}

/// The messages of a deck that must be wrong.
inline std::vector<std::string> messages(const std::string& deck, const std::string& directory = ".") {
  std::vector<std::string> list;
  try {
    load_model_text(deck, "test.yaml", directory);
  } catch (const DeckError& error) {
    for (const Diagnostic& diagnostic : error.diagnostics())
      if (diagnostic.severity == Severity::error) list.push_back(diagnostic.message);
  }
  return list;
}

inline const Body& body_named(const Model& model, const std::string& name) {
  const auto& bodies = model.geometry.bodies;
  const auto found =
      std::find_if(bodies.begin(), bodies.end(), [&](const Body& b) { return b.name == name; });
  INFO("body " << name);
  REQUIRE(found != bodies.end());
  return *found;
}

inline void check_box(const Box& box, const std::array<double, 3>& lower,
                      const std::array<double, 3>& upper) {
  for (int axis = 0; axis < 3; ++axis) {
    INFO("axis " << axis);
    CHECK(box.lower[axis] == Approx(lower[axis]).margin(1e-12));
    CHECK(box.upper[axis] == Approx(upper[axis]).margin(1e-12));
  }
}

inline double total_power(const Model& model) {
  double sum = 0.0;
  for (const HeatSource& source : model.sources) sum += source.power;
  return sum;
}

}  // namespace strata::test
