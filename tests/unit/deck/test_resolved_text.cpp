#include <catch2/catch.hpp>

#include "sample_tables.hpp"

using namespace strata;
using strata::test::check_sample;

namespace {

/// Both values are the same, bit for bit; positions and is_default() do not count.
void compare(const Value& a, const Value& b) {
  REQUIRE(a.is_number() == b.is_number());
  REQUIRE(a.is_integer() == b.is_integer());
  REQUIRE(a.is_flag() == b.is_flag());
  REQUIRE(a.is_text() == b.is_text());
  REQUIRE(a.is_list() == b.is_list());
  REQUIRE(a.is_table() == b.is_table());
  CHECK((a.dimension() == nullptr) == (b.dimension() == nullptr));
  if (a.is_number()) CHECK(a.number() == b.number());
  if (a.is_integer()) CHECK(a.integer() == b.integer());
  if (a.is_flag()) CHECK(a.flag() == b.flag());
  if (a.is_text()) CHECK(a.text() == b.text());
  if (a.is_list()) {
    REQUIRE(a.list().size() == b.list().size());
    for (std::size_t i = 0; i < a.list().size(); ++i) compare(a.list()[i], b.list()[i]);
  }
  if (a.is_table()) {
    REQUIRE(a.table().size() == b.table().size());
    for (const Value::Field& field : a.table()) compare(field.value, b[field.key]);
  }
}

}  // namespace

TEST_CASE("the resolved text reads back as equal values and as itself") {
  const test::TemporaryDirectory folder;
  const std::string file = folder.write("a map.csv", "1\n");
  for (const std::string& deck :
       {std::string(test::kSampleDeck), test::with_head(""),
        test::with_head("output: {power_map: '" + file + "'}\n"), test::with_head("title: \"yes\"\n"),
        test::with_head("title: 'a\"b\\c: #'\nfaces: {}\n"),
        test::with_head("title: \"tab\\tline\\nend\\x07\"\n"), test::with_head("title: ' '\n"),
        test::with_head("title: 012\noutput: {tolerance: 0.1}\n")}) {
    const test::Checked first = check_sample(deck);
    INFO(deck << first.rendered());
    REQUIRE_FALSE(first.diagnostics.has_errors());
    const std::string text = resolved_text(first.value);
    const test::Checked second = check_sample(text, {}, "/");
    INFO(text << second.rendered());
    REQUIRE_FALSE(second.diagnostics.has_errors());
    compare(first.value, second.value);
    CHECK(resolved_text(second.value) == text);
  }
}

TEST_CASE("the resolved text spells out SI values and defaults") {
  const std::string text = resolved_text(
      check_sample(test::with_head("faces: {top: {convection: {film: 2 W/(m^2.K)}}}\nparts: {p: {name: q, "
                                   "thickness: 1 mil, conductivity: 130 W/m/K}}\n"))
          .value);
  CHECK(text ==
        "strata: 1\n"
        "layers:\n"
        "  - name: base\n"
        "    thickness: 0.001 m\n"
        "    material: silicon\n"
        "faces:\n"
        "  top:\n"
        "    convection:\n"
        "      film: 2 W/(m^2.K)\n"
        "      ambient: 298.15 K\n"
        "parts:\n"
        "  p:\n"
        "    name: q\n"
        "    thickness: 2.54e-05 m\n"
        "    conductivity: 130 W/(m.K)\n"
        "    material: silicon\n"
        "title: \"\"\n"
        "output:\n"
        "  pictures: true\n"
        "  format: text\n"
        "  rotate: \"0\"\n"
        "  origin: [0 m, 0.001 m]\n"
        "  tolerance: 1e-08\n");
}
