#include "inputs/sweep/base_deck.hpp"

#include <algorithm>
#include <stdexcept>

#include <fmt/format.h>

#include "inputs/deck/number.hpp"
#include "inputs/deck/source_text.hpp"
#include "inputs/material_library.hpp"

namespace strata {

namespace {

template <typename Map>  // Node or const Node
auto find_value(Map& map, const std::string& key) -> decltype(&map.entries.front().value) {
  const auto entry = std::find_if(map.entries.begin(), map.entries.end(),
                                  [&](const Node::Entry& e) { return e.key == key; });
  return entry == map.entries.end() ? nullptr : &entry->value;
}

Node scalar(const std::string& text, const Position& position) {
  Node node;
  node.kind = Node::Kind::scalar;
  node.position = position;
  node.text = text;
  return node;
}

/// A card of the library as deck text has it; its file becomes a source of the tree.
Node library_definition(const LibraryMaterial& card, DeckTree& tree) {
  for (const auto& [file, text] : material_cards()) {
    if (file != card.card) continue;
    tree.sources.files.push_back({"inputs/materials/" + file, split_lines(text)});
    Diagnostics diagnostics;
    Node root = parse_tree(text, static_cast<std::int32_t>(tree.sources.files.size()) - 1, diagnostics);
    Node* materials = find_value(root, "materials");
    if (Node* definition = materials == nullptr ? nullptr : find_value(*materials, card.name))
      return std::move(*definition);
  }
  throw std::logic_error("library material '" + card.name + "' has no card");
}

/// The property that a material of the deck takes over from those it is like; null where none has it.
Node inherited(const Node& materials, const std::string& name, const std::string& property, DeckTree& tree) {
  constexpr int kMaxLikeDepth = 64;
  std::string at = name;
  const Node* step = find_value(materials, name);
  Node card_node;
  bool in_library = false;
  for (int depth = 0; depth < kMaxLikeDepth && step != nullptr; ++depth) {
    if (const Node* found = find_value(*step, property)) return *found;
    const Node* like = find_value(*step, "like");
    if (like == nullptr) break;
    const std::string next = like->text;
    step = in_library || next == at ? nullptr : find_value(materials, next);
    if (step == nullptr) {
      const LibraryMaterial* card = find_library_material(next);
      if (card == nullptr) break;
      card_node = library_definition(*card, tree);
      step = &card_node;
      in_library = true;
    }
    at = next;
  }
  return {};
}

/// The words of a path up to the second dot or bracket behind "materials.": {"silicon", "conductivity"}.
std::vector<std::string> words_behind(const std::string& path, const std::string& prefix) {
  std::vector<std::string> words;
  std::size_t at = prefix.size();
  while (words.size() < 2 && at <= path.size()) {
    const std::size_t end = std::min(path.find_first_of(".[", at), path.size());
    words.push_back(path.substr(at, end - at));
    if (end < path.size() && path[end] == '[') break;
    at = end + 1;
  }
  return words;
}

}  // namespace

bool provide_material(DeckTree& tree, const std::string& path) {
  const std::string prefix = "materials.";
  if (path.compare(0, prefix.size(), prefix) != 0) return true;
  const auto words = words_behind(path, prefix);
  Node* materials = find_value(tree.root, "materials");
  Node* definition = materials == nullptr ? nullptr : find_value(*materials, words[0]);
  if (definition == nullptr) {
    const LibraryMaterial* card = find_library_material(words[0]);
    if (card == nullptr) return false;
    Node node = library_definition(*card, tree);
    node.entries.push_back({"override", node.position, scalar("true", node.position)});
    if (materials == nullptr) {
      Node map;
      map.kind = Node::Kind::map;
      map.position = tree.root.position;
      tree.root.entries.push_back({"materials", map.position, std::move(map)});
      materials = &tree.root.entries.back().value;
    }
    const Position position = node.position;
    materials->entries.push_back({words[0], position, std::move(node)});
    return true;
  }
  if (words.size() < 2 || find_value(*definition, words[1]) != nullptr) return true;
  Node property = inherited(*materials, words[0], words[1], tree);
  if (property.kind != Node::Kind::null) {
    const Position position = property.position;
    definition->entries.push_back({words[1], position, std::move(property)});
  }
  return true;
}

std::vector<std::string> overrides_of(const Sweep& sweep, const SweepBase& base, std::size_t parameter,
                                      const std::string& text) {
  std::vector<std::string> overrides;
  if (sweep.parameters[parameter].is_factor) {
    double factor = 1.0;
    evaluate(scan_number(trimmed(text)), 0, factor);
    for (const DeckNumber& number : base.factors[parameter])
      overrides.push_back(
          fmt::format("{}={}", number.path, exact_quantity(number.value * factor, number.dimension)));
    return overrides;
  }
  for (const std::string& path : sweep.parameters[parameter].paths)
    overrides.push_back(fmt::format("{}={}", path, text));
  return overrides;
}

}  // namespace strata
