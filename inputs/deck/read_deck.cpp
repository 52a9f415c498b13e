// Deck files, their includes, and `--set` overrides, merged into one tree.
#include <algorithm>
#include <charconv>
#include <filesystem>
#include <ranges>
#include <unordered_map>

#include <fmt/format.h>

#include "inputs/deck/override_deck.hpp"
#include "inputs/deck/source_text.hpp"
#include "inputs/deck/tree.hpp"

namespace strata {
namespace {

namespace fs = std::filesystem;

Node::Entry* find_entry(Node& map, const std::string& key) {
  const auto entry = std::find_if(map.entries.begin(), map.entries.end(),
                                  [&](const Node::Entry& e) { return e.key == key; });
  return entry == map.entries.end() ? nullptr : &*entry;
}

/// Adds to `winner` what only `loser` has; maps on both sides merge.
void merge(Node& winner, Node&& loser) {
  std::unordered_map<std::string, std::size_t> known;
  for (std::size_t i = 0; i < winner.entries.size(); ++i) known.emplace(winner.entries[i].key, i);
  for (Node::Entry& entry : loser.entries) {
    const auto found = known.find(entry.key);
    if (found == known.end()) {
      winner.entries.push_back(std::move(entry));
      continue;
    }
    Node& mine = winner.entries[found->second].value;
    if (mine.kind == Node::Kind::map && entry.value.kind == Node::Kind::map)
      merge(mine, std::move(entry.value));
  }
}

/// Reads files into one SourceFiles and resolves their includes. The caps hold for all files together, so
/// that files which include each other twice over cannot grow without end.
class FileReader {
 public:
  FileReader(SourceFiles& sources, Diagnostics& diagnostics) : sources_(sources), diagnostics_(diagnostics) {}

  /// \param included_at  position of the `include`, or a position without a line for the main deck
  Node read_file(const std::string& path, const Position& included_at, std::size_t depth) {
    std::string message;
    const std::size_t left = limits_.max_bytes - std::min(n_bytes_, limits_.max_bytes);
    const bool is_main = included_at.file < 0;
    const auto text = read_text_file(path, is_main ? limits_.max_bytes : left, message);
    if (!text) {
      const Position position = is_main ? Position{add_source(path, ""), 0, 0, 1} : included_at;
      diagnostics_.error(
          position, is_main ? message : fmt::format("cannot include '{}': {}", shown(path, 200), message));
      return {};
    }
    return read_text(*text, path, fs::path(path).parent_path().string(), depth);
  }

  Node read_text(const std::string& text, const std::string& name, const std::string& directory,
                 std::size_t depth) {
    TreeLimits limits = limits_;
    limits.max_depth -= std::min(depth, limits.max_depth - 1);
    n_bytes_ += text.size();
    const std::int32_t file = add_source(name, text.size() <= limits_.max_bytes ? text : "");
    Node root = parse_tree(text, file, diagnostics_, limits);
    resolve_includes(root, directory, depth);
    return root;
  }

  std::int32_t add_source(const std::string& name, const std::string& text) {
    sources_.files.push_back({name, split_lines(text)});
    return static_cast<std::int32_t>(sources_.files.size()) - 1;
  }

  void resolve_includes(Node& node, const std::string& directory, std::size_t depth) {
    for (Node& item : node.items) resolve_includes(item, directory, depth + 1);
    const auto include = std::find_if(node.entries.begin(), node.entries.end(),
                                      [](const Node::Entry& entry) { return entry.key == "include"; });
    for (Node::Entry& entry : node.entries) {
      if (entry.key != "include") resolve_includes(entry.value, directory, depth + 1);
    }
    if (include == node.entries.end()) return;
    const Node files = std::move(include->value);
    node.entries.erase(include);
    if (files.kind == Node::Kind::scalar) {
      merge_file(node, files, directory, depth);
    } else if (files.kind == Node::Kind::sequence) {
      // Later files win over earlier ones, and what is there already wins over all.
      for (const Node& file : std::views::reverse(files.items)) merge_file(node, file, directory, depth);
    } else {
      diagnostics_.error(files.position, "expected the path of a deck file, or a list of them, to include");
    }
  }

 private:
  static constexpr std::size_t kMaxIncludeDepth = 16;
  static constexpr std::size_t kMaxFiles = 1000;

  void merge_file(Node& node, const Node& file, const std::string& directory, std::size_t depth) {
    if (file.kind != Node::Kind::scalar || file.text.empty() || file.text.find('\0') != std::string::npos) {
      diagnostics_.error(file.position, "expected the path of a deck file to include");
      return;
    }
    const std::string path = (fs::path(directory) / file.text).lexically_normal().string();
    std::error_code failure;
    const std::string identity = fs::weakly_canonical(path, failure).string();
    if (std::find(open_.begin(), open_.end(), identity) != open_.end()) {
      diagnostics_.error(file.position, fmt::format("'{}' includes itself", shown(path, 200)));
    } else if (open_.size() >= kMaxIncludeDepth) {
      diagnostics_.error(file.position,
                         fmt::format("includes are nested more than {} deep", kMaxIncludeDepth));
    } else if (sources_.files.size() >= kMaxFiles) {
      if (!has_too_many_)
        diagnostics_.error(file.position, fmt::format("more than {} files are included", kMaxFiles));
      has_too_many_ = true;
    } else {
      open_.push_back(identity);
      Node included = read_file(path, file.position, depth);
      open_.pop_back();
      if (included.kind == Node::Kind::map) {
        merge(node, std::move(included));
      } else if (included.kind != Node::Kind::null) {
        diagnostics_.error(file.position,
                           fmt::format("cannot include '{}': it is not a map of keys", shown(path, 200)));
      }
    }
  }

  SourceFiles& sources_;
  Diagnostics& diagnostics_;
  TreeLimits limits_;
  std::vector<std::string> open_;  // the main deck and the includes on the way to where the reader is
  std::size_t n_bytes_ = 0;
  bool has_too_many_ = false;

 public:
  /// Marks the main deck as open, so that an include of it is seen to be a cycle.
  void open_main(const std::string& path) {
    std::error_code failure;
    open_.push_back(fs::weakly_canonical(path, failure).string());
  }
};

/// One `--set` argument applied to the tree.
class Override {
 public:
  Override(const std::string& argument, std::int32_t file, Diagnostics& diagnostics)
      : argument_(argument), file_(file), diagnostics_(diagnostics) {}

  void apply(Node& root, FileReader& reader, const std::string& directory) {
    equals_ = argument_.find('=');
    if (equals_ == std::string::npos || equals_ == 0) {
      error(0, argument_.size(), "expected path=value, such as mesh.lateral='100 um'");
      return;
    }
    Node value;
    if (!read_value(value)) return;
    reader.resolve_includes(value, directory, 0);
    if (Node* target = find_target(root)) *target = std::move(value);
  }

 private:
  static constexpr std::size_t kMaxSteps = 64;

  Position at(std::size_t begin, std::size_t end) const {
    return SourceText(argument_, file_).position(begin, end);
  }
  void error(std::size_t begin, std::size_t end, std::string message, std::string hint = {}) {
    diagnostics_.error(at(begin, end), std::move(message), std::move(hint));
  }

  /// Parses the text behind '='; its positions become those of the argument.
  bool read_value(Node& value) {
    const std::string text = argument_.substr(equals_ + 1);
    Diagnostics local;
    value = parse_tree(text, file_, local);
    const std::int32_t shift = at(equals_ + 1, equals_ + 1).column - 1;
    for (const Diagnostic& diagnostic : local.list()) {
      Position position = diagnostic.position;
      if (position.line == 1) position.column += shift;
      diagnostics_.error(position, diagnostic.message, diagnostic.hint);
    }
    if (local.has_errors()) return false;
    shift_columns(value, shift);
    if (text.find_first_not_of(" \t\r\n") != std::string::npos) return true;
    error(equals_, equals_ + 1, "no value behind '='");
    return false;
  }

  static void shift_columns(Node& node, std::int32_t shift) {
    if (node.position.line == 1) node.position.column += shift;
    for (Node& item : node.items) shift_columns(item, shift);
    for (Node::Entry& entry : node.entries) {
      if (entry.key_position.line == 1) entry.key_position.column += shift;
      shift_columns(entry.value, shift);
    }
  }

  /// Walks the path and returns the node to replace, made where it was missing; nullptr after an error.
  Node* find_target(Node& root) {
    Node* node = &root;
    std::size_t i = 0;
    for (std::size_t step = 0; i < equals_; ++step) {
      if (step > kMaxSteps) {
        error(0, equals_, "the path is too long");
        return nullptr;
      }
      node = argument_[i] == '[' ? step_index(*node, i) : step_key(*node, i, step == 0);
      if (node == nullptr) return nullptr;
    }
    return node;
  }

  Node* step_key(Node& node, std::size_t& i, bool is_first) {
    const std::size_t begin = is_first ? i : i + 1;
    if (!is_first && argument_[i] != '.') {
      error(i, i + 1, "expected '.' or '[' in the path");
      return nullptr;
    }
    const std::size_t end = std::min(argument_.find_first_of(".[=", begin), equals_);
    const std::string key = argument_.substr(begin, end - begin);
    if (key.empty()) {
      error(i, i + 1, "a key is missing in the path");
      return nullptr;
    }
    if (node.kind == Node::Kind::null) node.kind = Node::Kind::map;
    if (node.kind != Node::Kind::map) {
      report_not_map(node, begin, end);
      return nullptr;
    }
    i = end;
    Node::Entry* entry = find_entry(node, key);
    if (entry == nullptr) {
      if (end < equals_ && argument_[end] == '[') {
        report_missing(node, key, begin, end);
        return nullptr;
      }
      Node child;
      child.position = at(begin, end);
      node.entries.push_back({key, child.position, std::move(child)});
      entry = &node.entries.back();
    }
    return &entry->value;
  }

  Node* step_index(Node& node, std::size_t& i) {
    const std::size_t close = argument_.find(']', i);
    std::size_t index = 0;
    const char* first = argument_.data() + i + 1;
    const char* last = argument_.data() + std::min(close, equals_);
    const auto [end, failure] = std::from_chars(first, last, index);
    if (close == std::string::npos || close > equals_ || first == last || end != last ||
        failure != std::errc{}) {
      error(i, std::min(close + 1, equals_), "expected an index such as [2]");
      return nullptr;
    }
    if (node.kind != Node::Kind::sequence) {
      error(i, close + 1, fmt::format("'{}' is not a list", shown(argument_.substr(0, i))));
      return nullptr;
    }
    if (index >= node.items.size()) {
      const std::string range =
          node.items.empty() ? "it is empty" : fmt::format("the last index is {}", node.items.size() - 1);
      error(i, close + 1,
            fmt::format("'{}' has {} item{}: {}", shown(argument_.substr(0, i)), node.items.size(),
                        node.items.size() == 1 ? "" : "s", range));
      return nullptr;
    }
    i = close + 1;
    return &node.items[index];
  }

  void report_not_map(const Node& node, std::size_t begin, std::size_t end) {
    const std::string parent =
        begin == 0 ? "the deck" : fmt::format("'{}'", shown(argument_.substr(0, begin - 1)));
    if (node.kind == Node::Kind::sequence) {
      error(begin, end, fmt::format("{} is a list", parent),
            node.items.empty() ? "" : fmt::format("say which item: [0] to [{}]", node.items.size() - 1));
    } else {
      error(begin, end, fmt::format("{} is the value '{}', not a map", parent, shown(node.text)));
    }
  }

  void report_missing(const Node& node, const std::string& key, std::size_t begin, std::size_t end) {
    std::vector<std::string> known;
    known.reserve(node.entries.size());
    for (const Node::Entry& entry : node.entries) known.push_back(entry.key);
    const std::string nearest = nearest_word(key, known);
    const std::string parent =
        begin == 0 ? "the deck" : fmt::format("'{}'", shown(argument_.substr(0, begin - 1)));
    error(begin, end, fmt::format("no key '{}' in {}", shown(key), parent),
          nearest.empty() ? "" : fmt::format("did you mean '{}'?", nearest));
  }

  const std::string& argument_;
  std::int32_t file_;
  Diagnostics& diagnostics_;
  std::size_t equals_ = 0;
};

void apply_overrides(Node& root, const std::vector<std::string>& overrides, FileReader& reader,
                     const std::string& directory, Diagnostics& diagnostics) {
  for (const std::string& argument : overrides) {
    const std::int32_t file = reader.add_source("--set", argument);
    Override(argument, file, diagnostics).apply(root, reader, directory);
  }
}

}  // namespace

void override_deck(DeckTree& tree, const std::vector<std::string>& overrides, Diagnostics& diagnostics) {
  FileReader reader(tree.sources, diagnostics);
  apply_overrides(tree.root, overrides, reader, tree.directory, diagnostics);
}

DeckTree read_deck(const std::string& path, const std::vector<std::string>& overrides,
                   Diagnostics& diagnostics) {
  DeckTree tree;
  FileReader reader(tree.sources, diagnostics);
  reader.open_main(path);
  tree.root = reader.read_file(path, Position{}, 0);
  const std::string directory = fs::path(path).parent_path().string();
  tree.directory = directory.empty() ? "." : directory;
  if (tree.root.kind == Node::Kind::map || !diagnostics.has_errors()) {
    apply_overrides(tree.root, overrides, reader, tree.directory, diagnostics);
  }
  return tree;
}

DeckTree read_deck_text(const std::string& text, const std::string& name, const std::string& directory,
                        const std::vector<std::string>& overrides, Diagnostics& diagnostics) {
  DeckTree tree;
  FileReader reader(tree.sources, diagnostics);
  tree.directory = directory.empty() ? "." : directory;
  tree.root = reader.read_text(text, name, tree.directory, 0);
  if (tree.root.kind == Node::Kind::map || !diagnostics.has_errors()) {
    apply_overrides(tree.root, overrides, reader, tree.directory, diagnostics);
  }
  return tree;
}

}  // namespace strata
