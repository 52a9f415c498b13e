#include <catch2/catch.hpp>

#include "inputs/deck/tree.hpp"

using namespace strata;

namespace {

struct Parsed {
  Diagnostics diagnostics;
  Node root;
};

Parsed parse(const std::string& text, const TreeLimits& limits = {}) {
  Parsed result;
  result.root = parse_tree(text, 0, result.diagnostics, limits);
  return result;
}

/// "line:column: message" of the first diagnostic.
std::string first(const Parsed& parsed) {
  if (parsed.diagnostics.list().empty()) return "";
  const Diagnostic& d = parsed.diagnostics.list()[0];
  return std::to_string(d.position.line) + ':' + std::to_string(d.position.column) + ": " + d.message;
}

std::string place(const Position& p) {
  return std::to_string(p.line) + ':' + std::to_string(p.column) + '+' + std::to_string(p.length);
}

}  // namespace

TEST_CASE("keys and values keep line, column and length") {
  const Parsed p =
      parse("# comment\nstrata: 1\nµ: {b: 'x y', c: [1, \"2\" ]}\nlist:\n  - a\n  - k: two words\n");
  REQUIRE_FALSE(p.diagnostics.has_errors());
  const auto& entries = p.root.entries;
  REQUIRE(entries.size() == 3);
  CHECK(place(p.root.position) == "2:1+6");
  CHECK(place(entries[0].key_position) == "2:1+6");
  CHECK(place(entries[0].value.position) == "2:9+1");
  CHECK(place(entries[1].key_position) == "3:1+1");
  CHECK(place(entries[1].value.position) == "3:4+24");
  CHECK(place(entries[1].value.entries[0].value.position) == "3:8+5");
  CHECK(entries[1].value.entries[0].value.quoted);
  CHECK(place(entries[1].value.entries[1].value.position) == "3:18+9");
  CHECK(place(entries[1].value.entries[1].value.items[1].position) == "3:22+3");
  CHECK(place(entries[2].value.position) == "5:3+1");
  CHECK(place(entries[2].value.items[0].position) == "5:5+1");
  CHECK(place(entries[2].value.items[1].position) == "6:5+1");
  CHECK(place(entries[2].value.items[1].entries[0].value.position) == "6:8+9");
}

TEST_CASE("a byte order mark and Windows line ends change no position") {
  const Parsed p = parse(
      "\xEF\xBB\xBF"
      "a: 1\r\nb:\r\n  c: x y\r\n");
  REQUIRE_FALSE(p.diagnostics.has_errors());
  CHECK(place(p.root.entries[0].key_position) == "1:1+1");
  CHECK(p.root.entries[1].value.entries[0].value.text == "x y");
  CHECK(place(p.root.entries[1].value.entries[0].value.position) == "3:6+3");
}

TEST_CASE("null values stand where their key stands, written nulls where they are written") {
  const Parsed p = parse("a:\nb: ~\nc: null\n");
  REQUIRE_FALSE(p.diagnostics.has_errors());
  CHECK(p.root.entries[0].value.kind == Node::Kind::null);
  CHECK(place(p.root.entries[0].value.position) == "1:1+1");
  CHECK(p.root.entries[1].value.position.column == 4);
  CHECK(p.root.entries[2].value.position.column == 4);
}

TEST_CASE("quoted and folded text is text") {
  const Parsed p = parse("a: 'it''s'\nb: \"x\\\"y\"\nc: |\n  two\n  lines\nd: one\n  more\ne: 1\n");
  REQUIRE_FALSE(p.diagnostics.has_errors());
  CHECK(p.root.entries[0].value.text == "it's");
  CHECK(place(p.root.entries[0].value.position) == "1:4+7");
  CHECK(p.root.entries[1].value.text == "x\"y");
  CHECK(place(p.root.entries[1].value.position) == "2:4+6");
  CHECK(p.root.entries[2].value.text == "two\nlines\n");
  CHECK(p.root.entries[3].value.text == "one more");
  CHECK(place(p.root.entries[3].value.position) == "6:4+3");
  CHECK(place(p.root.entries[4].key_position) == "8:1+1");
}

TEST_CASE("what strict decks do not allow is named at its place") {
  CHECK(first(parse("a: &x 1\n")) == "1:4: anchors (&name) are not allowed in decks");
  CHECK(first(parse("a: 1\nb: *x\n")).find("2:4") == 0);
  CHECK(first(parse("a: *.active\n")) == "1:4: aliases (*name) are not allowed in decks");
  CHECK(first(parse("a: * b\n")).find("'*' starts an alias in YAML") != std::string::npos);
  CHECK(first(parse("a: &x 1\nb: *x\n")) == "1:4: anchors (&name) are not allowed in decks");
  CHECK(parse("a: &x 1\nb: *x\n").diagnostics.list()[1].message ==
        "aliases (*name) are not allowed in decks");
  CHECK(first(parse("a: !!int 1\n")) == "1:4: tags (!name) are not allowed in decks");
  CHECK(first(parse("a: ! 1\n")) == "1:4: tags (!name) are not allowed in decks");
  CHECK(first(parse("a: !t {b: 1}\n")) == "1:4: tags (!name) are not allowed in decks");
  CHECK(first(parse("a: 1\nb: 2\na: 3\n")) == "3:1: duplicate key 'a': the first one is in line 1");
  CHECK(first(parse("{a: 1, b: {c: 1, c: 2}}\n")) == "1:18: duplicate key 'c': the first one is in line 1");
  CHECK(first(parse("a: 1\n---\nb: 2\n")).find("a second YAML document starts here") != std::string::npos);
  CHECK(first(parse("? [a, b]\n: 1\n")) == "1:3: a key must be a plain word, not a list or a map");
  CHECK(first(parse("? {a: b}\n: 1\n")) == "1:3: a key must be a plain word, not a list or a map");
  CHECK(first(parse("~: 1\n")) == "1:1: a key is missing here");
  CHECK(first(parse("'': 1\n")) == "1:1: a key must not be empty");
}

TEST_CASE("a duplicate key keeps the first value and the rest of the deck is still read") {
  const Parsed p = parse("a: 1\na: {x: [1]}\nb: 2\n");
  REQUIRE(p.diagnostics.n_errors() == 1);
  REQUIRE(p.root.entries.size() == 2);
  CHECK(p.root.entries[0].value.text == "1");
  CHECK(p.root.entries[1].key == "b");
}

TEST_CASE("duplicate keys are found in large maps too") {
  std::string text;
  for (int i = 0; i < 100; ++i) text += "k" + std::to_string(i) + ": 1\n";
  CHECK_FALSE(parse(text).diagnostics.has_errors());
  CHECK(first(parse(text + "k50: 1\n")) == "101:1: duplicate key 'k50': the first one is in line 51");
  CHECK(first(parse(text + "k3: 1\n")) == "101:1: duplicate key 'k3': the first one is in line 4");
}

TEST_CASE("tabs in the indentation are named as such") {
  const Parsed p = parse("a:\n\tb: 1\n  \tc: 2\n");
  CHECK(first(p) == "2:1: tab in the indentation (and on 1 more lines)");
  CHECK(p.diagnostics.list()[0].hint == "indent with spaces");
  CHECK_FALSE(parse("a: 1\t# comment\n\t# a comment\n\t\nb: 2\n").diagnostics.has_errors());
}

TEST_CASE("what is no text is refused") {
  const std::string expected = "0:0: this is not a text file: byte ";
  CHECK(first(parse(std::string("a: 1\0", 5))) == expected + "4 is 0x00");
  CHECK(first(parse("a: \xFF\n")) == expected + "3 is 0xff");
  CHECK(first(parse("a: \xC3\n")) == expected + "3 is 0xc3");              // sequence cut short
  CHECK(first(parse("a: \xC0\xAF\n")) == expected + "3 is 0xc0");          // overlong form of '/'
  CHECK(first(parse("a: \xED\xA0\x80\n")) == expected + "3 is 0xed");      // surrogate
  CHECK(first(parse("a: \xF4\x90\x80\x80\n")) == expected + "3 is 0xf4");  // above U+10FFFF
  CHECK(first(parse("a: \x1B[31m\n")) == expected + "3 is 0x1b");
  CHECK(first(parse("\xFF\xFE"
                    "a")) == expected + "0 is 0xff");  // UTF-16
  CHECK_FALSE(parse("a: µ°€😀\n").diagnostics.has_errors());
}

TEST_CASE("broken syntax is explained at its line and column") {
  CHECK(first(parse("a: 1\n  b: 2\n")).find("2:") == 0);
  CHECK(first(parse("a: 1\nthickness:60 um\nb: 2\n")) == "3:2: a ':' is not expected here");
  CHECK(parse("a: 1\nthickness:60 um\nb: 2\n").diagnostics.list()[0].hint.find("in the line above") !=
        std::string::npos);
  CHECK(first(parse("a: 1\nb\n")) == "2:1: expected 'key: value' here");
  CHECK(first(parse("a: b: c\n")) == "1:5: a ':' is not expected here");
  CHECK(first(parse("a: [1, 2\nb: 3\n")).find("a ']' or ',' is missing here or before") != std::string::npos);
  CHECK(first(parse("a: {b: 1\nc: 3\n")).find("missing here or before") != std::string::npos);
  CHECK(first(parse("a: ]\n")).find("1:4") == 0);
  CHECK(first(parse("a: \"abc\n")).find("1:4: these quotes are never closed") == 0);
  CHECK(first(parse("a: 'it''s\nb: 1\n")).find("1:4: these quotes are never closed") == 0);
  CHECK(first(parse("a: {b, c: 1}\n")) == "1:5: expected 'key: value' here");
  CHECK(first(parse("a: {b: 1,, c: 2}\n")) == "1:10: a key is missing here");
  CHECK(first(parse("{a: 1} b\n")) == "1:8: text behind the end of the value");
  CHECK_FALSE(parse("a : 1\n\"b\": 2\n? c\n: 3\n").diagnostics.has_errors());
  CHECK(parse("a: b: c\n").root.kind == Node::Kind::null);
}

TEST_CASE("caps on bytes, depth and values hold") {
  TreeLimits limits;
  limits.max_bytes = 10;
  CHECK(first(parse("a: 12345678\n", limits)).find("more than 10 bytes") != std::string::npos);
  limits = {};
  const auto nested = [](int depth) { return std::string(depth, '[') + std::string(depth, ']'); };
  CHECK_FALSE(parse(nested(64)).diagnostics.has_errors());
  CHECK(first(parse(nested(65))) == "1:65: values are nested more than 64 deep");
  CHECK(first(parse(nested(100000))) == "1:65: values are nested more than 64 deep");
  limits.max_nodes = 10;
  CHECK_FALSE(parse("[1, 2, 3, 4, 5, 6, 7, 8, 9]", limits).diagnostics.has_errors());
  CHECK(first(parse("[1, 2, 3, 4, 5, 6, 7, 8, 9, 10]", limits)) ==
        "1:29: more than 10 keys and values, the most a deck may have");
}

TEST_CASE("an empty text is an empty tree with a position") {
  for (const std::string text : {"", "\n\n", "# only a comment\n"}) {
    const Parsed p = parse(text);
    CHECK_FALSE(p.diagnostics.has_errors());
    CHECK(p.root.kind == Node::Kind::null);
    CHECK(p.root.position.line == 1);
  }
}
