// Deck text as a tree in which every key and value keeps its position. A strict subset of YAML: no anchors,
// aliases, tags, duplicate keys or second documents; nesting, size and node counts are capped (reference: the
// YAML 1.1 event interface of yaml-cpp). Scalars stay text until a key asks for a type.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "inputs/deck/diagnostics.hpp"

namespace strata {

struct Node {
  enum class Kind : std::uint8_t { null, scalar, sequence, map };
  struct Entry;

  Kind kind = Kind::null;
  Position position;
  std::string text;            ///< scalar
  bool quoted = false;         ///< scalar written in quotes
  std::vector<Node> items;     ///< sequence
  std::vector<Entry> entries;  ///< map, in the order written
};

struct Node::Entry {
  std::string key;
  Position key_position;
  Node value;
};

/// Caps that keep hostile or broken input from costing more than seconds.
struct TreeLimits {
  std::size_t max_bytes = 16u << 20;
  std::size_t max_nodes = 1000000;
  std::size_t max_depth = 64;
};

/// Parses one file's text. Mistakes go to `diagnostics`; what could be read comes back: the whole tree after
/// mistakes such as duplicate keys (the first one counts) and anchors, a null node after broken syntax.
/// \param file_index  index of the text in the caller's SourceFiles, stored in every position
Node parse_tree(const std::string& text, std::int32_t file_index, Diagnostics& diagnostics,
                const TreeLimits& limits = {});

/// A deck as text: the tree after `include:` files are merged and `--set` overrides applied, and its sources.
struct DeckTree {
  SourceFiles sources;
  Node root;
  std::string directory;  ///< of the main deck; relative paths in the deck start here
};

/// Reads a deck file, its includes and applies overrides. Mistakes go to `diagnostics`.
/// `include: other.yaml`, or a list of files, may stand in any map; the entries of the included maps are
/// added to it. Entries of the including map win over included ones, later files over earlier ones; maps
/// merge, all else replaces. Paths are relative to the including file; cycles, depth > 16 and unreadable
/// files are errors at the `include`. \param overrides  `path.to[2].key=value` with 0-based indices; the
/// value is YAML text. Missing maps and keys on the
///                   way are created. Each becomes a source file named "--set" whose only line is the
///                   argument.
DeckTree read_deck(const std::string& path, const std::vector<std::string>& overrides,
                   Diagnostics& diagnostics);

/// The same for deck text that is not in a file; `name` stands in messages, `directory` resolves relative
/// paths.
DeckTree read_deck_text(const std::string& text, const std::string& name, const std::string& directory,
                        const std::vector<std::string>& overrides, Diagnostics& diagnostics);

}  // namespace strata
