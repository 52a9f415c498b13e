#include <algorithm>
#include <regex>
#include <set>

#include <catch2/catch.hpp>

#include "inputs/deck/reference.hpp"
#include "inputs/error.hpp"
#include "sample_tables.hpp"

using namespace strata;
using strata::test::sample_table;
using Json = nlohmann::ordered_json;

namespace {

std::string refusal(const std::string& path) {
  try {
    return "found: " + describe(sample_table(), path);
  } catch (const Error& error) {
    CHECK(error.exit_code() == ExitCode::deck);
    return error.what();
  }
}

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

void collect_references(const Json& json, std::set<std::string>& references) {
  if (json.is_object() && json.contains("$ref")) references.insert(json["$ref"].get<std::string>());
  if (json.is_structured()) {
    for (const auto& item : json) collect_references(item, references);
  }
}

}  // namespace

TEST_CASE("describe tells type, example, bounds, presence and help of a key") {
  const std::string text = describe(sample_table(), "layers.thickness");
  for (const char* part : {"layers[].thickness", "Its thickness.", "a length such as '60 um'",
                           "> 0 and <= 5 mm", "SI unit m", "required", "layer"}) {
    INFO(text);
    CHECK(contains(text, part));
  }
  CHECK(contains(describe(sample_table(), "output.pictures"), "default true"));
  CHECK(contains(describe(sample_table(), "output.share"), "a fraction such as '30 %'"));
  CHECK(contains(describe(sample_table(), "layers.conductivity"), "or a list of 3 values"));
}

TEST_CASE("indices and chosen names in a path may be left out or written in any way") {
  const std::string expected = describe(sample_table(), "faces.convection.ambient");
  CHECK(contains(expected, "faces.*.convection.ambient"));
  for (const char* path :
       {"faces.top.convection.ambient", "faces.*.convection.ambient", "faces[].convection.ambient"}) {
    CHECK(describe(sample_table(), path) == expected);
  }
  const std::string nested = describe(sample_table(), "layers.layers.layers.name");
  CHECK(contains(nested, "layers[].layers[].layers[].name"));
  CHECK(describe(sample_table(), "layers[0].layers[1].layers[*].name") == nested);
}

TEST_CASE("describe lists the keys of a table, of the root for an empty path") {
  CHECK(contains(describe(sample_table(), ""), "A sample deck."));
  CHECK(contains(describe(sample_table(), ""), "layers"));
  CHECK(contains(describe(sample_table(), "output"), "Draw pictures."));
  CHECK(contains(describe(sample_table(), "faces.top"), "exactly one of convection, flux"));
  CHECK(contains(describe(sample_table(), "ambient"),
                 "faces.*.convection.ambient"));  // found wherever it stands
}

TEST_CASE("paths that lead nowhere get the nearest key") {
  CHECK(refusal("layers.thicknes") == "unknown key 'thicknes' in layers; did you mean 'layers.thickness'?");
  CHECK(refusal("ouptut.pictures") == "unknown key 'ouptut' in the deck; did you mean 'output'?");
  CHECK(refusal("output.ambient") == "unknown key 'ambient' in output; there is faces.*.convection.ambient");
  CHECK(refusal("faces.top.convectoin") ==
        "unknown key 'convectoin' in faces.top; did you mean 'faces.top.convection'?");
  CHECK(refusal("faces.a.b.flux").find("unknown key 'b' in faces.a") == 0);
  CHECK(refusal("strata.x") == "'strata' has no keys below it");
  CHECK(refusal("qqqq") == "unknown key 'qqqq' in the deck");
}

TEST_CASE("the Markdown reference has one section per table and only links that lead somewhere") {
  const std::string text = markdown_reference(sample_table());
  std::set<std::string> headings;
  const std::regex heading("## ([^\n]*)\n"), link(R"(\]\(#([^)]*)\))");
  for (std::sregex_iterator i(text.begin(), text.end(), heading), end; i != end; ++i) {
    CHECK(headings.insert((*i)[1]).second);
  }
  CHECK(headings ==
        std::set<std::string>{"deck", "layer", "repeat", "convection", "face", "output", "Units"});
  std::size_t n_links = 0;
  for (std::sregex_iterator i(text.begin(), text.end(), link), end; i != end; ++i, ++n_links) {
    INFO((*i)[1]);
    CHECK(headings.count((*i)[1]) == 1);
  }
  CHECK(n_links >= 6);
  CHECK(
      contains(text, "| `thickness` | length, e.g. `60 um`, > 0 and <= 5 mm | required | Its thickness. |"));
  CHECK(contains(text, "| `pictures` | `true` or `false` | `true` | Draw pictures. |"));
  CHECK(contains(text, "Conditions \\| by name."));
  CHECK(contains(text, "Exactly one of `convection`, `flux`."));
}

TEST_CASE("the schema defines every table once and refers to nothing else") {
  const Json schema = json_schema(sample_table());
  CHECK(schema["$schema"] == "http://json-schema.org/draft-07/schema#");
  std::set<std::string> references;
  collect_references(schema, references);
  for (const std::string& reference : references) {
    INFO(reference);
    CHECK(schema.contains(Json::json_pointer(reference.substr(1))));
  }
  CHECK(references.count("#/definitions/repeat") == 1);
  CHECK(schema["additionalProperties"] == false);
  CHECK(schema["then"]["required"] == Json::array({"strata", "layers"}));
  CHECK(schema["if"] == Json::parse(R"({"not": {"required": ["include"]}})"));
  for (const auto& [name, definition] : schema["definitions"].items()) {
    INFO(name);
    CHECK(definition["additionalProperties"] == false);
    CHECK(definition["type"] == "object");
  }
}

TEST_CASE("the schema knows words, bounds, defaults, groups and alternatives") {
  const Json schema = json_schema(sample_table());
  const Json& output = schema["definitions"]["output"]["properties"];
  CHECK(output["format"]["enum"] == Json::array({"text", "binary"}));
  CHECK(output["rotate"]["enum"] == Json::array({0, "0", 90, "90", 180, "180"}));
  CHECK(output["pictures"]["type"] == "boolean");
  CHECK(output["pictures"]["default"] == true);
  CHECK(output["origin"]["default"] == Json::array({"0 mm", "1 mm"}));
  CHECK(output["origin"]["minItems"] == 2);
  CHECK(output["origin"]["maxItems"] == 2);
  CHECK(schema["properties"]["strata"]["maximum"] == 1);
  CHECK(contains(output["pictures"]["description"].get<std::string>(), "Draw pictures."));
  const Json& face = schema["definitions"]["face"];
  CHECK(face["allOf"].size() == 1);
  CHECK(face["then"]["allOf"].size() == 1);
  CHECK(face["properties"]["bound"]["anyOf"][0]["exclusiveMinimum"] == 0.0);
  CHECK(face["properties"]["bound"]["anyOf"][0]["maximum"] == 1.0);
  CHECK(schema["properties"]["faces"]["additionalProperties"]["oneOf"].size() == 2);
  CHECK(schema["properties"]["layers"]["items"]["oneOf"][1]["$ref"] == "#/definitions/repeat");
}

TEST_CASE("the schema's pattern for quantities wants a number and a unit") {
  const Json schema = json_schema(sample_table());
  const std::regex pattern(
      schema["definitions"]["layer"]["properties"]["thickness"]["pattern"].get<std::string>(),
      std::regex::ECMAScript);
  for (const std::string good :
       {"60 um", "-4um", "1e-6 m", ".5 mm", "5. m", "+3 W/(m.K)", "60 µm", "2 1/K", "2 /K", "3 (m)"}) {
    INFO(good);
    CHECK(std::regex_match(good, pattern));
  }
  for (const std::string bad : {"60", "1e-6", "um", "", "60 ", "1,000 um", "1.2.3 m", "--5 m"}) {
    INFO(bad);
    CHECK_FALSE(std::regex_match(bad, pattern));
  }
}
