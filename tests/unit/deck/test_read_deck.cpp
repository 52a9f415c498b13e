#include <chrono>
#include <filesystem>

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include "sample_tables.hpp"

using namespace strata;
using strata::test::TemporaryDirectory;

namespace {

const Node* child(const Node& node, const std::string& key) {
  for (const Node::Entry& entry : node.entries) {
    if (entry.key == key) return &entry.value;
  }
  return nullptr;
}

std::string text_at(const Node& root, const std::vector<std::string>& path) {
  const Node* node = &root;
  for (const std::string& key : path) {
    node = child(*node, key);
    if (node == nullptr) return "(none)";
  }
  return node->kind == Node::Kind::scalar ? node->text : "(not a scalar)";
}

struct Read {
  Diagnostics diagnostics;
  DeckTree tree;
  std::string rendered() const { return render(diagnostics.list(), tree.sources); }
};

Read read(const std::string& path, const std::vector<std::string>& overrides = {}) {
  Read result;
  result.tree = read_deck(path, overrides, result.diagnostics);
  return result;
}

Read read_text(const std::string& text, const std::vector<std::string>& overrides) {
  Read result;
  result.tree = read_deck_text(text, "deck.yaml", ".", overrides, result.diagnostics);
  return result;
}

}  // namespace

TEST_CASE("includes merge maps, replace lists, and give way to the including file") {
  const TemporaryDirectory folder;
  const std::string deck =
      folder.write("deck.yaml", "include: [one.yaml, sub/two.yaml]\na: mine\nm: {x: mine}\nl: [1]\n");
  folder.write("one.yaml", "a: one\nb: one\nm: {x: one, y: one, z: one}\nl: [2, 3]\n");
  folder.write("sub/two.yaml", "include: three.yaml\nb: two\nm: {z: two}\n");
  folder.write("sub/three.yaml", "b: three\nc: three\n");
  const Read r = read(deck);
  INFO(r.rendered());
  REQUIRE_FALSE(r.diagnostics.has_errors());
  const Node& root = r.tree.root;
  CHECK(text_at(root, {"a"}) == "mine");
  CHECK(text_at(root, {"b"}) == "two");
  CHECK(text_at(root, {"c"}) == "three");
  CHECK(text_at(root, {"m", "x"}) == "mine");
  CHECK(text_at(root, {"m", "y"}) == "one");
  CHECK(text_at(root, {"m", "z"}) == "two");
  CHECK(child(root, "l")->items.size() == 1);
  CHECK(child(root, "include") == nullptr);
  CHECK(r.tree.directory == folder.path());
  const Position position = child(root, "c")->position;
  CHECK(r.tree.sources.files[static_cast<std::size_t>(position.file)].name.find("three.yaml") !=
        std::string::npos);
}

TEST_CASE("an include may stand in any map") {
  const TemporaryDirectory folder;
  const std::string deck = folder.write("deck.yaml", "l:\n  - {include: part.yaml, b: 2}\n");
  folder.write("part.yaml", "a: 1\nb: 1\n");
  const Read r = read(deck);
  REQUIRE_FALSE(r.diagnostics.has_errors());
  const Node& item = child(r.tree.root, "l")->items[0];
  CHECK(text_at(item, {"a"}) == "1");
  CHECK(text_at(item, {"b"}) == "2");
}

TEST_CASE("wrong includes are errors at the include") {
  const TemporaryDirectory folder;
  const auto first = [&](const std::string& text) {
    const Read r = read(folder.write("deck.yaml", text));
    return r.rendered();
  };
  folder.write("list.yaml", "[1, 2]\n");
  folder.write("loop.yaml", "m: {include: deck.yaml}\n");
  folder.write("self.yaml", "include: self.yaml\n");
  folder.write("bad.yaml", "a: 1\na: 2\n");
  CHECK(first("include: none.yaml\n").find("deck.yaml:1:10: error: cannot include") != std::string::npos);
  CHECK(first("include: none.yaml\n").find("no such file") != std::string::npos);
  CHECK(first("a: 1\ninclude: .\n").find("2:10: error: cannot include") != std::string::npos);
  CHECK(first("include: list.yaml\n").find("is not a map of keys") != std::string::npos);
  CHECK(first("include: loop.yaml\n").find("loop.yaml:1:14: error:") != std::string::npos);
  CHECK(first("include: loop.yaml\n").find("includes itself") != std::string::npos);
  CHECK(first("include: self.yaml\n").find("self.yaml:1:10: error:") != std::string::npos);
  CHECK(first("include: {a: 1}\n").find("expected the path of a deck file") != std::string::npos);
  CHECK(first("include: [[a]]\n").find("expected the path of a deck file") != std::string::npos);
  CHECK(first("include: ''\n").find("expected the path of a deck file") != std::string::npos);
  CHECK(first("include: bad.yaml\n").find("bad.yaml:2:1: error: duplicate key 'a'") != std::string::npos);
}

TEST_CASE("includes stop at a depth and a number of files") {
  const TemporaryDirectory folder;
  for (int i = 0; i < 20; ++i) {
    folder.write("d" + std::to_string(i) + ".yaml", "include: d" + std::to_string(i + 1) + ".yaml\n");
    const std::string next = "w" + std::to_string(i + 1) + ".yaml";
    folder.write(fmt::format("w{}.yaml", i), fmt::format("a: {{include: {0}}}\nb: {{include: {0}}}\n", next));
  }
  folder.write("w12.yaml", "a: 1\n");
  CHECK(read(folder.path() + "/d0.yaml").rendered().find("nested more than 16 deep") != std::string::npos);
  const Read wide = read(folder.path() + "/w0.yaml");  // 2^12 files
  CHECK(wide.rendered().find("more than 1000 files are included") != std::string::npos);
  CHECK(wide.diagnostics.n_errors() == 1);
}

TEST_CASE("a deck that cannot be read is named without a line") {
  const TemporaryDirectory folder;
  CHECK(read(folder.path() + "/none.yaml").rendered() == folder.path() + "/none.yaml: error: no such file\n");
  CHECK(read(folder.path()).rendered() == folder.path() + ": error: this is a directory, not a file\n");
}

TEST_CASE("a file above the cap is refused before it is read") {
  const TemporaryDirectory folder;
  const std::string path = folder.write("big.yaml", "a: 1\n");
  std::filesystem::resize_file(path, std::size_t{4} << 30);  // sparse
  const auto start = std::chrono::steady_clock::now();
  const Read r = read(path);
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  CHECK(r.rendered().find("larger than 16 MiB") != std::string::npos);
  CHECK(seconds < 0.1);
}

TEST_CASE("overrides replace, create and index, and point into their own line") {
  const std::string deck = "a: {b: [{c: 1}, {c: 2}]}\ne:\n";
  const Read r =
      read_text(deck, {"a.b[1].c=60 um", "a.new={x: [1, 2]}", "e.f.g=7", "top=x", "a.b[0]={c: 5}"});
  INFO(r.rendered());
  REQUIRE_FALSE(r.diagnostics.has_errors());
  const Node& b = *child(*child(r.tree.root, "a"), "b");
  CHECK(text_at(b.items[1], {"c"}) == "60 um");
  CHECK(text_at(b.items[0], {"c"}) == "5");
  CHECK(child(*child(*child(r.tree.root, "a"), "new"), "x")->items.size() == 2);
  CHECK(text_at(r.tree.root, {"e", "f", "g"}) == "7");
  CHECK(text_at(r.tree.root, {"top"}) == "x");
  const Position position = child(b.items[1], "c")->position;
  CHECK(position.column == 10);
  CHECK(position.length == 5);
  CHECK(r.tree.sources.files[static_cast<std::size_t>(position.file)].name == "--set");
  CHECK(r.tree.sources.files[static_cast<std::size_t>(position.file)].lines[0] == "a.b[1].c=60 um");
}

TEST_CASE("wrong overrides are errors in the argument") {
  const std::string deck = "a: {b: [{c: 1}, {c: 2}]}\ns: x\n";
  const auto message = [&](const std::string& argument) { return read_text(deck, {argument}).rendered(); };
  CHECK(message("a.b[2].c=1").find("--set:1:4: error: 'a.b' has 2 items: the last index is 1") == 0);
  CHECK(message("a.bb[0].c=1").find("--set:1:3: error: no key 'bb' in 'a'") == 0);
  CHECK(message("a.b.c=1").find("--set:1:5: error: 'a.b' is a list") == 0);
  CHECK(message("a.b.c=1").find("hint: say which item: [0] to [1]") != std::string::npos);
  CHECK(message("s.t=1").find("--set:1:3: error: 's' is the value 'x', not a map") == 0);
  CHECK(message("a[0]=1").find("--set:1:2: error: 'a' is not a list") == 0);
  CHECK(message("a.b[x]=1").find("expected an index such as [2]") != std::string::npos);
  CHECK(message("a.b[-1]=1").find("expected an index such as [2]") != std::string::npos);
  CHECK(message("a.b[0=1").find("expected an index such as [2]") != std::string::npos);
  CHECK(message("a.b[99999999999999999999]=1").find("expected an index") != std::string::npos);
  CHECK(message("a.b[0]c=1").find("--set:1:7: error: expected '.' or '['") == 0);
  CHECK(message("a..b=1").find("a key is missing in the path") != std::string::npos);
  CHECK(message("a.=1").find("a key is missing in the path") != std::string::npos);
  CHECK(message("=1").find("expected path=value") != std::string::npos);
  CHECK(message("a").find("expected path=value") != std::string::npos);
  CHECK(message("").find("expected path=value") != std::string::npos);
  CHECK(message("a=").find("--set:1:2: error: no value behind '='") == 0);
  CHECK(message("a={b: 1, b: 2}").find("--set:1:10: error: duplicate key 'b'") == 0);
  CHECK(message("a=[1").find("--set:1:") == 0);
}
