#include <catch2/catch.hpp>

#include "inputs/deck/diagnostics.hpp"

using namespace strata;

TEST_CASE("a diagnostic shows file, line, column, the line and a caret under the text") {
  const SourceFiles sources{{{"deck.yaml", {"strata: 1", "layers:", "  - {name: b, thicknes: 60 um}"}}}};
  const Diagnostic d{
      Severity::error, {0, 3, 15, 8}, "unknown key 'thicknes' in layers[0]", "did you mean 'thickness'?"};
  CHECK(render(d, sources) ==
        "deck.yaml:3:15: error: unknown key 'thicknes' in layers[0]\n"
        "      - {name: b, thicknes: 60 um}\n"
        "                  ^~~~~~~~\n"
        "  hint: did you mean 'thickness'?\n");
}

TEST_CASE("columns and lengths count characters, not bytes") {
  const SourceFiles sources{{{"d", {"µµ: 60 µm x"}}}};
  CHECK(render(Diagnostic{Severity::warning, {0, 1, 5, 5}, "m", ""}, sources) ==
        "d:1:5: warning: m\n    µµ: 60 µm x\n        ^~~~~\n");
}

TEST_CASE("a caret past the end of its line stays one character long") {
  const SourceFiles sources{{{"d", {"abc"}}}};
  CHECK(render(Diagnostic{Severity::error, {0, 1, 4, 9}, "m", ""}, sources) ==
        "d:1:4: error: m\n    abc\n       ^\n");
}

TEST_CASE("a very long line is cut to a window around the caret") {
  const std::string line = std::string(5000, 'a') + "X" + std::string(5000, 'b');
  const std::string text =
      render(Diagnostic{Severity::error, {0, 1, 5001, 1}, "m", ""}, SourceFiles{{{"d", {line}}}});
  CHECK(text.size() < 400);
  const std::size_t caret = text.rfind('^') - text.rfind('\n', text.rfind('^'));
  const std::size_t mark = text.find('X') - text.rfind('\n', text.find('X'));
  CHECK(caret == mark);
}

TEST_CASE("a diagnostic without a place is only its message, one without a line names the file") {
  const SourceFiles sources{{{"d.yaml", {"abc"}}}};
  CHECK(render(Diagnostic{Severity::error, {}, "m", ""}, sources) == "error: m\n");
  CHECK(render(Diagnostic{Severity::error, {0, 0, 0, 1}, "m", ""}, sources) == "d.yaml: error: m\n");
  CHECK(render(Diagnostic{Severity::error, {0, 99, 1, 1}, "m", ""}, sources) == "d.yaml:99:1: error: m\n");
}

TEST_CASE("many diagnostics come in the order of the text, and only so many of them") {
  const SourceFiles sources{{{"a", {"1", "2", "3"}}}};
  std::vector<Diagnostic> list{{Severity::error, {0, 3, 1, 1}, "third", ""},
                               {Severity::error, {0, 1, 1, 1}, "first", ""},
                               {Severity::error, {0, 2, 1, 1}, "second", ""}};
  const std::string all = render(list, sources);
  CHECK(all.find("first") < all.find("second"));
  CHECK(all.find("second") < all.find("third"));
  const std::string two = render(list, sources, 2);
  CHECK(two.find("third") == std::string::npos);
  CHECK(two.find("... and 1 more") != std::string::npos);
}

TEST_CASE("errors are counted beyond those that are kept, warnings are no errors") {
  Diagnostics diagnostics;
  diagnostics.warning({}, "w");
  CHECK_FALSE(diagnostics.has_errors());
  for (int i = 0; i < 20000; ++i) diagnostics.error({}, "e");
  CHECK(diagnostics.n_errors() == 20000);
  CHECK(diagnostics.list().size() == 10000);
}

TEST_CASE("misspelt words find their neighbour, other words find none") {
  const std::vector<std::string> keys{"thickness", "material",  "name",       "at",
                                      "size",      "heat_flux", "temperature"};
  CHECK(nearest_word("thicknes", keys) == "thickness");
  CHECK(nearest_word("thikcness", keys) == "thickness");
  CHECK(nearest_word("Material", keys) == "material");
  CHECK(nearest_word("heatflux", keys) == "heat_flux");
  CHECK(nearest_word("heat-flux", keys) == "heat_flux");
  CHECK(nearest_word("anme", keys) == "name");
  CHECK(nearest_word("temp", keys) == "temperature");
  CHECK(nearest_word("colour", keys).empty());
  CHECK(nearest_word("xy", keys).empty());
  CHECK(nearest_word("", keys).empty());
  CHECK(nearest_word(std::string(100000, 'a'), keys).empty());
}

TEST_CASE("user text in messages is one printable line of bounded length") {
  CHECK(shown("a\nb\tc\x01") == "a\\nb\\tc\\x01");
  CHECK(shown(std::string(100, 'x'), 10) == "xxxxxxxxxx...");
  CHECK(shown("µµµ", 2) == "µµ...");
}
