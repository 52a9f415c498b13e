#include "inputs/deck/tree.hpp"

#include <algorithm>
#include <sstream>
#include <unordered_set>

#include <fmt/format.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/node/node.h>
#include <yaml-cpp/parser.h>

#include "inputs/deck/source_text.hpp"

namespace strata {
namespace {

/// Thrown through yaml-cpp after an error that makes the rest of the text meaningless; the error is reported
/// already.
struct StopParsing {};

/// Builds the tree from yaml-cpp's events. The marks of yaml-cpp count bytes; SourceText makes columns of
/// them.
class TreeBuilder : public YAML::EventHandler {
 public:
  TreeBuilder(const SourceText& source, Diagnostics& diagnostics, const TreeLimits& limits)
      : source_(source), diagnostics_(diagnostics), limits_(limits) {}

  Node take_root() { return std::move(root_); }

  void OnDocumentStart(const YAML::Mark& mark) override {
    if (n_documents_++ == 0) return;
    const std::string_view before =
        source_.text().substr(0, std::min(offset(mark) + 3, source_.text().size()));
    const bool has_marker =
        before.find("---") != std::string_view::npos || before.find("...") != std::string_view::npos;
    if (!has_marker) stop(mark, "text behind the end of the value");
    stop(mark, "a second YAML document starts here", "a deck is one document: remove '---' or '...'");
  }
  void OnDocumentEnd() override {}

  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    reject_properties(mark, "", anchor);
    if (expects_key()) stop(mark, "a key is missing here");
    Node node;
    node.position = at(offset(mark), offset(mark) + (is_written_null(mark) ? 4 : 1));
    if (!stack_.empty() && stack_.back().has_key && !is_written_null(mark)) {
      node.position = stack_.back().key_position;  // the mark is that of whatever follows
    }
    add(std::move(node), mark);
  }

  void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override {
    diagnostics_.error(at(offset(mark), word_end(offset(mark))), "aliases (*name) are not allowed in decks",
                       "write the value out, or define a part or a material and name it");
    if (expects_key()) throw StopParsing{};
    add(Node{}, mark);
  }

  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    reject_properties(mark, tag, anchor);
    const std::size_t begin = skip_properties(offset(mark));
    const auto [end, quoted] = scalar_end(begin, value);
    if (quoted && end > source_.text().size())
      stop(mark, "these quotes are never closed");  // yaml-cpp lets it pass
    cursor_ = end;
    if (expects_key()) {
      begin_entry(value, at(begin, end), mark);
      return;
    }
    Node node;
    node.kind = Node::Kind::scalar;
    node.position = at(begin, end);
    node.text = value;
    node.quoted = quoted;
    add(std::move(node), mark);
  }

  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value style) override {
    open(Node::Kind::sequence, mark, tag, anchor, style);
  }
  void OnSequenceEnd() override { close(); }

  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value style) override {
    open(Node::Kind::map, mark, tag, anchor, style);
  }
  void OnMapEnd() override { close(); }

 private:
  struct Frame {
    Node node;
    bool flow = false;
    std::size_t begin = 0;
    bool has_key = false;
    bool is_duplicate = false;
    std::string key;
    Position key_position;
    std::unordered_set<std::string> keys;  // filled once the map is too long for a linear search
  };
  static constexpr std::size_t kLinearSearch = 16;

  static std::size_t offset(const YAML::Mark& mark) {
    return static_cast<std::size_t>(std::max(mark.pos, 0));
  }
  Position at(std::size_t begin, std::size_t end) const { return source_.position(begin, end); }
  char character(std::size_t i) const { return i < source_.text().size() ? source_.text()[i] : '\0'; }
  bool expects_key() const {
    return !stack_.empty() && stack_.back().node.kind == Node::Kind::map && !stack_.back().has_key;
  }
  bool is_written_null(const YAML::Mark& mark) const {
    const std::string_view word = source_.text().substr(std::min(offset(mark), source_.text().size()), 4);
    return word.substr(0, 1) == "~" || word == "null" || word == "Null" || word == "NULL";
  }
  std::size_t word_end(std::size_t begin) const {
    return std::min(source_.text().find_first_of(" \t\r\n,]}", begin), source_.text().size());
  }

  [[noreturn]] void stop(const YAML::Mark& mark, std::string message, std::string hint = {}) {
    diagnostics_.error(at(offset(mark), offset(mark) + 1), std::move(message), std::move(hint));
    throw StopParsing{};
  }

  void reject_properties(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor) {
    const std::size_t begin = offset(mark);
    if (anchor != YAML::NullAnchor) {
      diagnostics_.error(at(begin, word_end(begin)), "anchors (&name) are not allowed in decks",
                         "write the value out, or define a part or a material and name it");
    }
    if (character(begin) == '!' || (!tag.empty() && tag != "?" && tag != "!")) {
      diagnostics_.error(at(begin, word_end(begin)), "tags (!name) are not allowed in decks");
    }
  }

  std::size_t skip_properties(std::size_t begin) const {
    while (character(begin) == '&' || character(begin) == '!') {
      begin = std::min(source_.text().find_first_not_of(" \t\r\n", word_end(begin)), source_.text().size());
    }
    return begin;
  }

  /// Offset behind the scalar that starts at `begin` and whether it stands in quotes. Of a plain or block
  /// scalar that spans lines only the first line counts.
  std::pair<std::size_t, bool> scalar_end(std::size_t begin, const std::string& value) const {
    const std::string_view text = source_.text();
    const char first = character(begin);
    if (first == '"' || first == '\'') {
      std::size_t i = begin + 1;
      for (; i < text.size(); ++i) {
        if (first == '"' && text[i] == '\\') {
          ++i;
        } else if (text[i] == first) {
          if (first == '"' || character(i + 1) != first) break;
          ++i;
        }
      }
      return {i + 1, true};
    }
    if (first == '|' || first == '>') return {begin + 1, true};
    if (text.compare(std::min(begin, text.size()), value.size(), value) == 0)
      return {begin + value.size(), false};
    std::size_t end = std::min(text.find('\n', begin), text.size());
    while (end > begin + 1 && (text[end - 1] == ' ' || text[end - 1] == '\r')) --end;
    return {end, false};
  }

  void begin_entry(const std::string& key, const Position& position, const YAML::Mark& mark) {
    count(mark);
    Frame& frame = stack_.back();
    frame.has_key = true;
    frame.key = key;
    frame.key_position = position;
    frame.is_duplicate = !insert_key(frame, key);
    if (key.empty()) diagnostics_.error(position, "a key must not be empty");
    // yaml-cpp takes a word without a colon for a key without a value.
    const std::size_t colon = source_.text().find_first_not_of(" \t\r\n", cursor_);
    if (character(colon) != ':') {
      diagnostics_.error(position, "expected 'key: value' here",
                         fmt::format("write '{}: ...'", shown(key, 40)));
    }
    if (frame.is_duplicate) report_duplicate(frame);
  }

  static bool insert_key(Frame& frame, const std::string& key) {
    const auto& entries = frame.node.entries;
    if (entries.size() < kLinearSearch) {
      return std::none_of(entries.begin(), entries.end(), [&](const Node::Entry& e) { return e.key == key; });
    }
    if (frame.keys.empty()) {
      for (const Node::Entry& entry : entries) frame.keys.insert(entry.key);
    }
    return frame.keys.insert(key).second;
  }

  void report_duplicate(const Frame& frame) {
    const auto& entries = frame.node.entries;
    const auto first = std::find_if(entries.begin(), entries.end(),
                                    [&](const Node::Entry& entry) { return entry.key == frame.key; });
    const std::int32_t line = first != entries.end() ? first->key_position.line : 0;
    diagnostics_.error(frame.key_position, fmt::format("duplicate key '{}': the first one is in line {}",
                                                       shown(frame.key), line));
    // Every report looks through the map, so a text made of nothing but duplicates must come to an end.
    if (diagnostics_.n_errors() > kMaxErrors) throw StopParsing{};
  }

  void open(Node::Kind kind, const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
            YAML::EmitterStyle::value style) {
    reject_properties(mark, tag, anchor);
    if (expects_key()) stop(mark, "a key must be a plain word, not a list or a map");
    if (stack_.size() >= limits_.max_depth) {
      stop(mark, fmt::format("values are nested more than {} deep", limits_.max_depth));
    }
    count(mark);
    Frame frame;
    frame.node.kind = kind;
    frame.flow = style == YAML::EmitterStyle::Flow;
    frame.begin = skip_properties(offset(mark));
    frame.node.position = at(frame.begin, frame.begin + 1);
    cursor_ = frame.begin + 1;
    stack_.push_back(std::move(frame));
  }

  void close() {
    Frame frame = std::move(stack_.back());
    stack_.pop_back();
    if (frame.flow) {
      const std::size_t end = source_.text().find(frame.node.kind == Node::Kind::map ? '}' : ']', cursor_);
      if (end != std::string_view::npos) cursor_ = end + 1;
      frame.node.position = at(frame.begin, cursor_);
    } else if (frame.node.kind == Node::Kind::map && !frame.node.entries.empty()) {
      frame.node.position = frame.node.entries.front().key_position;
    }
    attach(std::move(frame.node));
  }

  void add(Node node, const YAML::Mark& mark) {
    count(mark);
    attach(std::move(node));
  }

  void attach(Node node) {
    if (stack_.empty()) {
      root_ = std::move(node);
      return;
    }
    Frame& frame = stack_.back();
    if (frame.node.kind == Node::Kind::sequence) {
      frame.node.items.push_back(std::move(node));
      return;
    }
    frame.has_key = false;
    if (frame.is_duplicate) return;
    frame.node.entries.push_back({std::move(frame.key), frame.key_position, std::move(node)});
  }

  void count(const YAML::Mark& mark) {
    if (++n_nodes_ > limits_.max_nodes) {
      stop(mark, fmt::format("more than {} keys and values, the most a deck may have", limits_.max_nodes));
    }
  }

  static constexpr std::size_t kMaxErrors = 1000;

  const SourceText& source_;
  Diagnostics& diagnostics_;
  const TreeLimits& limits_;
  Node root_;
  std::vector<Frame> stack_;
  std::size_t n_nodes_ = 0;
  std::size_t n_documents_ = 0;
  std::size_t cursor_ =
      0;  // behind the last token seen; the end of a flow collection is looked for from here
};

/// yaml-cpp's message in words for people who do not know its grammar.
std::pair<std::string, std::string> explain(const std::string& message) {
  struct Explanation {
    const char* theirs;
    const char* ours;
    const char* hint;
  };
  static constexpr Explanation kExplanations[] = {
      {"end of map not found", "expected 'key: value' here",
       "is there a space behind every ':', and does every key of this map start in the same column?"},
      {"end of sequence not found", "expected '- item' here",
       "do all items of this list start in the same column?"},
      {"end of map flow not found", "a '}' or ',' is missing here or before", ""},
      {"end of sequence flow not found", "a ']' or ',' is missing here or before", ""},
      {"illegal map value", "a ':' is not expected here",
       "is the indentation right, and has every ':' in the line above a space behind it? text with ': ' goes "
       "in quotes"},
      {"illegal block entry", "a '- ' is not expected here", "is the indentation right?"},
      {"illegal map key", "a key is not expected here", "is the indentation right?"},
      {"illegal flow end", "this bracket was never opened", ""},
      {"the referenced anchor is not defined", "aliases (*name) are not allowed in decks",
       "put text that starts with '*' in quotes"},
      {"alias not found", "'*' starts an alias in YAML", "put text that starts with '*' in quotes"},
      {"anchor not found", "'&' starts an anchor in YAML", "put text that starts with '&' in quotes"},
      {"bad file", "values are nested too deep", ""},
      {"illegal document indicator in scalar", "'---' or '...' inside quotes", ""},
  };
  for (const Explanation& e : kExplanations) {
    if (message.rfind(e.theirs, 0) == 0) return {e.ours, e.hint};
  }
  return {"not valid YAML: " + message, ""};
}

/// Whether the text must hold more than `limit` keys or values, found without parsing it: yaml-cpp queues all
/// tokens of a bracket that may turn out to be a key, so the caps in the event handler alone would come too
/// late.
bool is_overfull(std::string_view text, std::size_t limit) {
  std::size_t n_separators = 0, n_colons = 0, n_marks = 0;
  for (const char c : text) {
    n_separators += c == ',' || c == '[' || c == '{' || c == '\n' ? 1 : 0;
    n_colons += c == ':' ? 1 : 0;
    n_marks += c == '&' || c == '*' || c == '?' || c == '!' ? 1 : 0;
  }
  return std::max({n_separators, n_colons, n_marks}) > limit;
}

}  // namespace

Node parse_tree(const std::string& original, std::int32_t file_index, Diagnostics& diagnostics,
                const TreeLimits& limits) {
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  const bool has_mark = original.compare(0, kByteOrderMark.size(), kByteOrderMark) == 0;
  const std::string stripped = has_mark ? original.substr(kByteOrderMark.size()) : std::string();
  const std::string& text = has_mark ? stripped : original;
  if (!check_text(text, file_index, limits, diagnostics)) return {};
  if (is_overfull(text, limits.max_nodes)) {
    diagnostics.error(
        {file_index, 0, 0, 1},
        fmt::format("more than {} keys and values, the most a deck may have", limits.max_nodes));
    return {};
  }

  const SourceText source(text, file_index);
  TreeBuilder builder(source, diagnostics, limits);
  try {
    std::istringstream stream(text);
    YAML::Parser parser(stream);
    while (parser.HandleNextDocument(builder)) {
    }
  } catch (const StopParsing&) {
    return {};
  } catch (const YAML::Exception& error) {
    const auto [message, hint] = explain(error.msg);
    const std::size_t begin = static_cast<std::size_t>(std::max(error.mark.pos, 0));
    diagnostics.error(source.position(begin, begin + 1), message, hint);
    return {};
  }
  Node root = builder.take_root();
  if (root.position.file < 0) root.position = source.position(0, 1);  // an empty text
  return root;
}

}  // namespace strata
