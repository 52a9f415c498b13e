#include <ctime>

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include "sample_tables.hpp"

using namespace strata;

namespace {

std::string layered_deck(int n_layers) {
  std::string text = "strata: 1\nlayers:\n";
  for (int i = 0; i < n_layers; ++i) {
    const std::string number = std::to_string(i);
    text +=
        fmt::format("  - {{name: layer_{0}, thickness: {1} um, material: mat_{0}}}\n", number, 1 + i % 50);
  }
  return text;
}

double processor_seconds() {
  return static_cast<double>(std::clock()) / CLOCKS_PER_SEC;
}

}  // namespace

TEST_CASE("a deck of 40,000 layers is read and checked in seconds, in proportion to its length") {
  const auto seconds = [](int n_layers) {
    const std::string text = layered_deck(n_layers);
    const double start = processor_seconds();
    const test::Checked checked = test::check_sample(text);
    const double used = processor_seconds() - start;
    REQUIRE_FALSE(checked.diagnostics.has_errors());
    CHECK(checked.value["layers"].list().size() == static_cast<std::size_t>(n_layers));
    CHECK(checked.value["layers"].list().back()["thickness"].number() > 0.0);
    return used;
  };
  const double small = seconds(10000);
  const double large = seconds(40000);
  INFO("10,000 layers [s]: " << small << ", 40,000 layers [s]: " << large);
  // Quadratic work would take sixteen times as long.
  CHECK(large < 8.0 * small);
  CHECK(large < 10.0);
}

TEST_CASE("large maps are read and searched without quadratic work") {
  std::string text = test::with_head("parts:\n");
  for (int i = 0; i < 40000; ++i) text += "  p" + std::to_string(i) + ": {name: part, thickness: 1 um}\n";
  const test::Checked checked = test::check_sample(text);
  REQUIRE_FALSE(checked.diagnostics.has_errors());
  const Value& parts = checked.value["parts"];
  const double start = processor_seconds();
  std::size_t n_found = 0;
  for (int i = 0; i < 40000; ++i) n_found += parts.has("p" + std::to_string(i)) ? 1 : 0;
  CHECK(n_found == 40000);
  CHECK_FALSE(parts.has("p40000"));
  CHECK_FALSE(parts.has(""));
  CHECK(processor_seconds() - start < 1.0);  // a linear search would compare 800 million keys
}

TEST_CASE("a deck of nothing but mistakes stops early and keeps few messages") {
  std::string text = test::with_head("");
  for (int i = 0; i < 200000; ++i) text += "wrong_" + std::to_string(i) + ": 1\n";
  const test::Checked checked = test::check_sample(text);
  CHECK(checked.diagnostics.n_errors() > 1000);
  CHECK(checked.diagnostics.n_errors() < 1100);
  CHECK(render(checked.diagnostics.list(), checked.tree.sources).size() < 100000);
}

TEST_CASE("texts that would fill a YAML parser's memory are refused before it sees them") {
  for (const std::string piece : {"[", "{", "a,", "a:", "&a ", "*a ", "? ", "\n"}) {
    std::string text = "{a: ";
    while (text.size() < (15u << 20)) text += piece;
    const double start = processor_seconds();
    Diagnostics diagnostics;
    parse_tree(text, 0, diagnostics);
    INFO(piece);
    CHECK(diagnostics.n_errors() == 1);
    CHECK(processor_seconds() - start < 2.0);
  }
}
