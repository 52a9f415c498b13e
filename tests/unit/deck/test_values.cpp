#include <cmath>
#include <filesystem>
#include <stdexcept>

#include <catch2/catch.hpp>

#include "sample_tables.hpp"

using namespace strata;
using strata::test::check_sample;
using strata::test::sample_table;
using strata::test::with_head;

TEST_CASE("a correct deck becomes SI values with defaults and positions") {
  const test::Checked c = check_sample(test::kSampleDeck);
  INFO(c.rendered());
  REQUIRE_FALSE(c.diagnostics.has_errors());
  const Value& base = c.value["layers"].list()[0];
  CHECK(base["name"].text() == "base");
  CHECK(base["thickness"].number() == 60e-6);
  CHECK(base["thickness"].dimension()->name == "length");
  CHECK(base["at"].list()[1].number() == -2.5e-6);
  CHECK(base["material"].text() == "silicon");
  CHECK(base["material"].is_default());
  CHECK(base["material"].position().file == -1);
  CHECK(base.key_position("material").line == 4);
  CHECK(base.key_position("thickness").column == 18);
  CHECK_FALSE(base.has("conductivity"));
  CHECK(base.find("conductivity") == nullptr);
  const Value& repeat = c.value["layers"].list()[1];
  CHECK(repeat.keys()->name == "repeat");
  CHECK(repeat["repeat"].integer() == 3);
  CHECK(repeat["layers"].list()[0]["conductivity"].list()[2].number() == 1.5);
  CHECK(repeat["layers"].list()[1]["layers"].list()[0]["thickness"].number() == 0.7e-6);
  CHECK(c.value["parts"]["hbm"]["conductivity"].number() == 130.0);
  CHECK(c.value["faces"]["bottom"].text() == "adiabatic");
  CHECK(c.value["faces"]["top"]["convection"]["ambient"].number() == 40 + 273.15);
  CHECK(c.value["faces"]["side"]["flux"].number() == -5e4);
  CHECK_FALSE(c.value["output"]["pictures"].flag());
  CHECK(c.value["output"]["rotate"].text() == "90");
  CHECK(c.value["output"]["origin"].list()[1].number() == 1e-3);
  CHECK(c.value["output"]["share"].number() == 0.3);
  CHECK(c.value["title"].text() == "A: sample # of µ-bumps");
}

TEST_CASE("accessors of the wrong kind are programming errors") {
  const test::Checked c = check_sample(test::kSampleDeck);
  CHECK_THROWS_AS(c.value.number(), std::logic_error);
  CHECK_THROWS_AS(c.value["title"].table(), std::logic_error);
  CHECK_THROWS_AS(c.value["nonsense"], std::logic_error);
  CHECK_THROWS_AS(c.value["title"].list(), std::logic_error);
}

TEST_CASE("unknown keys are named with their map and a suggestion") {
  test::Checked c = check_sample("strata: 1\nlayers: [{name: base, thicknes: 1 mm}]\n");
  CHECK(c.only() ==
        "2:23: unknown key 'thicknes' in layers[0]");  // and the missing key is not reported as well
  CHECK(c.hint() == "did you mean 'thickness'?");
  c = check_sample(with_head("outptu: {}\n"));
  CHECK(c.only() == "3:1: unknown key 'outptu' in the deck");
  CHECK(c.hint() == "did you mean 'output'?");
  c = check_sample(with_head("colour: red\n"));
  CHECK(c.hint() == "known keys: strata, title, layers, parts, faces, output");
  c = check_sample("strata: 1\nlayers: [{repeatt: 2, layers: [{name: a, thickness: 1 mm}]}]\n");
  CHECK(c.only() == "2:11: unknown key 'repeatt' in layers[0]");
  CHECK(c.hint() == "did you mean 'repeat'?");
}

TEST_CASE("missing keys are named with the map's own name") {
  test::Checked c = check_sample("strata: 1\nlayers:\n  - name: substrate\n    material: mold\n");
  CHECK(c.only() == "3:5: missing key 'thickness' in layers[0] (substrate)");
  CHECK(c.hint() == "thickness: a length such as '60 um'");
  c = check_sample("strata: 1\n");
  CHECK(c.only() == "1:1: missing key 'layers' in the deck");
  c = check_sample(with_head("faces: {top: {convection: {}}}\n"));
  CHECK(c.only() == "3:27: missing key 'film' in faces.top.convection");
}

TEST_CASE("wrong shapes say what was expected and what was found") {
  CHECK(check_sample("strata: 1\nlayers: 5\n").only() ==
        "2:9: layers: expected a list of values, each a map (layer) or a map (repeat); found '5'");
  CHECK(check_sample("strata: 1\nlayers: {name: base, thickness: 1 mm}\n").only().find("found a map") !=
        std::string::npos);
  CHECK(check_sample("strata: 1\nlayers: {name: base, thickness: 1 mm}\n").hint() ==
        "start every item with '- '");
  CHECK(check_sample("strata: 1\nlayers: []\n").only() == "2:9: layers: expected at least 1 item; found 0");
  CHECK(check_sample("strata: 1\nlayers: [a]\n").only().find("2:10: layers[0]: expected a map") == 0);
  CHECK(check_sample(with_head("output: [1]\n")).only() ==
        "3:9: output: expected a map (output); found a list");
  CHECK(check_sample(with_head("output:\n")).only() == "3:1: output: expected a map (output); found nothing");
  CHECK(check_sample(with_head("title: [a]\n")).only() == "3:8: title: expected text; found a list");
  CHECK(check_sample(with_head("output: {origin: [1 mm]}\n")).only() ==
        "3:18: output.origin: expected 2 items; found 1");
  CHECK(check_sample(with_head("output: {origin: 1 mm}\n")).hint() == "write the items in brackets: [a, b]");
  CHECK(check_sample(with_head("faces: {top: [1]}\n")).only().find("found a list") != std::string::npos);
  CHECK(check_sample("[1, 2]\n").only() == "1:1: a deck is a map of keys; found a list");
  CHECK(check_sample("").only() == "1:1: the deck is empty");
}

TEST_CASE("a deck with broken syntax gets that message alone") {
  CHECK(check_sample("strata: 1: 2\n").diagnostics.n_errors() == 1);
}

TEST_CASE("numbers outside their bounds are shown as written, the bound as people write it") {
  const auto layer = [](const std::string& thickness) {
    return check_sample("strata: 1\nlayers: [{name: base, thickness: " + thickness + "}]\n").only();
  };
  CHECK(layer("-4 um") == "2:34: layers[0].thickness = \"-4 um\": must be > 0");
  CHECK(layer("0 m") == "2:34: layers[0].thickness = \"0 m\": must be > 0");
  CHECK(layer("0.6 cm") == "2:34: layers[0].thickness = \"0.6 cm\": must be <= 5 mm");
  CHECK(layer("4") ==
        "2:34: layers[0].thickness = \"4\": expected a length such as '60 um'; a bare number has no unit");
  const auto ambient = [](const std::string& text) {
    return check_sample(with_head("faces: {a: {convection: {film: 0 W/(m^2.K), ambient: " + text + "}}}\n"))
        .only();
  };
  CHECK(ambient("-100 degC").find("must be >= -73.15 degC") != std::string::npos);
  CHECK(ambient("500.1 K").find("must be <= 226.85 degC") != std::string::npos);
  const auto number = [](const std::string& text) {
    return check_sample(with_head("faces: {a: {flux: 0 W/m^2, bound: " + text + "}}\n")).only();
  };
  CHECK(number("0").find("bound = \"0\": must be > 0") != std::string::npos);
  CHECK(number("1.5").find("must be <= 1") != std::string::npos);
  CHECK(number("0.5 m").find("expected a number alone, without 'm'") != std::string::npos);
  CHECK(number("'0.5'").find("found text in quotes") != std::string::npos);
  CHECK(number("half").find("expected a number") != std::string::npos);
  CHECK(number("1e999").find("too large") != std::string::npos);
  CHECK(number("1e-999").find("too small") != std::string::npos);
}

TEST_CASE("whole numbers are whole, decimal and inside their bounds") {
  const auto version = [](const std::string& text) {
    return check_sample("strata: " + text + "\nlayers: [{name: base, thickness: 1 mm}]\n").only();
  };
  CHECK(version("2") == "1:9: strata = \"2\": must be <= 1");
  CHECK(version("0") == "1:9: strata = \"0\": must be >= 1");
  CHECK(version("1.0").find("expected a whole number") != std::string::npos);
  CHECK(version("1e0").find("expected a whole number") != std::string::npos);
  CHECK(version("0x1").find("expected a whole number") != std::string::npos);
  CHECK(version("01").find("without leading zeros") != std::string::npos);
  CHECK(version("'1'").find("found text in quotes") != std::string::npos);
  CHECK(version("99999999999999999999").find("too large") != std::string::npos);
  CHECK(version("one").find("expected a whole number") != std::string::npos);
}

TEST_CASE("flags are true or false and nothing else") {
  for (const auto& [written, hint] :
       std::vector<std::pair<std::string, std::string>>{{"yes", "write true"},
                                                        {"on", "write true"},
                                                        {"Off", "write false"},
                                                        {"no", "write false"},
                                                        {"1", ""},
                                                        {"True", "write true in lower case"},
                                                        {"'true'", "remove the quotes"}}) {
    const test::Checked c = check_sample(with_head("output: {pictures: " + written + "}\n"));
    INFO(written);
    CHECK(c.only().find("expected true or false") != std::string::npos);
    CHECK(c.hint() == hint);
  }
}

TEST_CASE("choices list their words and suggest the nearest") {
  const test::Checked c = check_sample(with_head("output: {format: binray}\n"));
  CHECK(c.only() == "3:18: output.format = \"binray\": expected one of text, binary");
  CHECK(c.hint() == "did you mean 'binary'?");
}

TEST_CASE("names are identifiers that every YAML reader takes for text") {
  const auto name = [](const std::string& text) {
    return check_sample("strata: 1\nlayers: [{name: " + text + ", thickness: 1 mm}]\n").only();
  };
  CHECK(name("a-b_2").empty());
  CHECK(name("2a").find("a name is a letter or '_'") != std::string::npos);
  CHECK(name("'a b'").find("a name is a letter or '_'") != std::string::npos);
  CHECK(name("''").find("a name is a letter or '_'") != std::string::npos);
  CHECK(name("on").find("'on' cannot be a name") != std::string::npos);
  CHECK(name("N").find("'N' cannot be a name") != std::string::npos);
  CHECK(check_sample(with_head("parts: {a.b: {name: x, thickness: 1 mm}}\n"))
            .only()
            .find("3:9: parts.a.b: a name is") == 0);
}

TEST_CASE("groups of keys: one of them, at most one of them") {
  CHECK(check_sample(with_head("faces: {top: {rise: 1 K}}\n")).only() ==
        "3:14: one of the keys 'convection', 'flux' is needed in faces.top");
  CHECK(check_sample(with_head("faces: {top: {flux: 1 W/m^2, convection: {film: 1 W/(m^2.K)}}}\n")).only() ==
        "3:30: only one of the keys 'convection', 'flux' may be given in faces.top");
  CHECK(check_sample(with_head("faces: {top: {flux: 1 W/m^2, bound: 1, rise: 1 K}}\n")).only() ==
        "3:40: only one of the keys 'rise', 'bound' may be given in faces.top");
  CHECK(check_sample(with_head("faces: {top: {fluxx: 1 W/m^2}}\n")).only() ==
        "3:15: unknown key 'fluxx' in faces.top");
}

TEST_CASE("alternatives take the shape that is there and report the first type's message") {
  const auto layer = [](const std::string& conductivity) {
    return check_sample("strata: 1\nlayers: [{name: a, thickness: 1 mm, conductivity: " + conductivity +
                        "}]\n")
        .only();
  };
  CHECK(layer("4 W/(m.K)").empty());
  CHECK(layer("[1 W/(m.K), 2 W/(m.K), 3 W/(m.K)]").empty());
  CHECK(layer("[1 W/(m.K), 2 W/(m.K)]").find("expected 3 items; found 2") != std::string::npos);
  CHECK(layer("4 W/K").find("layers[0].conductivity = \"4 W/K\": expected a thermal conductivity") !=
        std::string::npos);
  CHECK(layer("[1 W/(m.K), 2, 3 W/(m.K)]").find("layers[0].conductivity[1] = \"2\"") != std::string::npos);
  CHECK(layer("{a: 1}").find("found a map") != std::string::npos);
  CHECK(check_sample(with_head("faces: {top: adiabtic}\n")).hint() == "did you mean 'adiabatic'?");
}

TEST_CASE("files are looked for from the deck's directory") {
  const test::TemporaryDirectory folder;
  const std::string path = folder.write("maps/power.csv", "1,2\n");
  const auto check = [&](const std::string& text) {
    return check_sample(with_head("output: {power_map: " + text + "}\n"), {}, folder.path());
  };
  const test::Checked good = check("maps/power.csv");
  REQUIRE(good.only().empty());
  CHECK(good.value["output"]["power_map"].text() == std::filesystem::canonical(path).string());
  CHECK(
      check("maps/powr.csv").only().find("3:21: output.power_map = \"maps/powr.csv\": there is no file '") ==
      0);
  CHECK(check("maps/powr.csv").hint() == "did you mean 'power.csv'?");
  CHECK(check("maps").only().find("this is a directory") != std::string::npos);
  CHECK(check("''").only().find("expected the path of a file") != std::string::npos);
  CHECK(check("/dev/null").only().find("not an ordinary file") != std::string::npos);
}

TEST_CASE("all mistakes of a deck come in one pass, in the order of the text") {
  const test::Checked c = check_sample(
      "strata: 3\n"
      "layers:\n"
      "  - {name: a, thicknes: 60 um}\n"
      "  - {name: b, thickness: 4 K, at: [1 mm, 2]}\n"
      "  - {name: c, thickness: 4 um, thickness: 5 um}\n"
      "outputs: {}\n",
      {"title=[1]"});
  CHECK(c.diagnostics.n_errors() == 7);
  const std::string text = c.rendered();
  std::size_t last = 0;
  for (const char* place : {"deck.yaml:1:9:", "deck.yaml:3:15:", "deck.yaml:4:26:", "deck.yaml:4:42:",
                            "deck.yaml:5:32:", "deck.yaml:6:1:", "--set:1:7:"}) {
    INFO(place << "\n" << text);
    const std::size_t at = text.find(place);
    REQUIRE(at != std::string::npos);
    CHECK(at >= last);
    last = at;
  }
}

TEST_CASE("a wrong default in a key table is a programming error") {
  static const KeyTable keys{
      "t", "", {{"a", key_type::quantity(dimension::kLength), Presence::defaulted, "5 K", ""}}, "", {}, {}};
  Diagnostics diagnostics;
  const Node root = parse_tree("{}", 0, diagnostics);
  CHECK_THROWS_AS(check_values(root, keys, ".", diagnostics), std::logic_error);
}
