#include <catch2/catch.hpp>

#include "inputs/error.hpp"
#include "inputs/variants.hpp"

using namespace strata;

namespace {

std::string mistakes_of(const std::vector<std::string>& vary,
                        const std::vector<std::string>& overrides = {}) {
  try {
    parse_varied_keys(vary, overrides);
  } catch (const Error& error) {
    CHECK(error.exit_code() == ExitCode::deck);
    return error.what();
  }
  return "";
}

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("values are cut at commas outside brackets and quotes") {
  const auto keys =
      parse_varied_keys({"a.b[2].c= 60 um ,90 um", "d=[1 mm, 2 mm],{x: 1, y: (2, 3)},\"p,q\",it's"}, {});
  REQUIRE(keys.size() == 2);
  CHECK(keys[0].path == "a.b[2].c");
  CHECK(keys[0].values == std::vector<std::string>{"60 um", "90 um"});
  CHECK(keys[1].values == std::vector<std::string>{"[1 mm, 2 mm]", "{x: 1, y: (2, 3)}", "\"p,q\"", "it's"});
  CHECK(parse_varied_keys({"h=2e4 W/(m^2.K)"}, {})[0].values == std::vector<std::string>{"2e4 W/(m^2.K)"});
  CHECK(parse_varied_keys({"path=a=b,c"}, {})[0].values == std::vector<std::string>{"a=b", "c"});
}

TEST_CASE("every mistake of --vary is told at once") {
  const std::string text = mistakes_of(
      {"novalue", "=1", "a=1,,2", "b=1,2,1", "c=[1,2", "d=1)", "e=\"1", "f=1", "f=2", "g=1"}, {"g = 3"});
  CHECK(has(text, "\"novalue\": expected path=value,value"));
  CHECK(has(text, "\"=1\": expected path=value,value"));
  CHECK(has(text, "\"a=1,,2\": a value is missing"));
  CHECK(has(text, "\"b=1,2,1\": 1 is there twice"));
  CHECK(has(text, "\"c=[1,2\": brackets or quotes do not match"));
  CHECK(has(text, "\"d=1)\": brackets or quotes do not match"));
  CHECK(has(text, "\"e=\"1\": brackets or quotes do not match"));
  CHECK(has(text, "\"f=2\": this key is varied already"));
  CHECK(has(text, "g is given by --set and by --vary"));
  CHECK(has(mistakes_of({"a="}), "a value is missing"));
}

TEST_CASE("a study has an end") {
  std::string many = "a=0";
  for (int n = 1; n < 1000; ++n) many += "," + std::to_string(n);
  CHECK(mistakes_of({many}).empty());
  CHECK(has(mistakes_of({many, "b=1,2"}), "these are 2000 variants; a study has at most 1000"));
}

TEST_CASE("variants are all combinations, the last key fastest") {
  const auto keys = parse_varied_keys({"a=1,2", "b=x,y,z"}, {});
  const auto variants = all_variants(keys);
  REQUIRE(variants.size() == 6);
  CHECK(variants[0].label == "a=1, b=x");
  CHECK(variants[1].values == std::vector<std::string>{"1", "y"});
  CHECK(variants[5].label == "a=2, b=z");
  CHECK(overrides_of(variants[5], keys, {"c=3"}) == std::vector<std::string>{"c=3", "a=2", "b=z"});
}
