#include "inputs/deck/diagnostics.hpp"

#include <algorithm>
#include <cctype>
#include <tuple>

#include <fmt/format.h>

namespace strata {
namespace {

constexpr std::size_t kMaxKept = 10000;
constexpr std::size_t kMaxLineShown = 110;
constexpr std::size_t kCaretColumn = 60;  // where the caret lands when a long line is cut on the left

bool is_continuation(char c) {
  return (static_cast<unsigned char>(c) & 0xC0) == 0x80;
}

/// Byte offset of the n-th character (code point) of `line`; its size when there are fewer.
std::size_t byte_of_character(std::string_view line, std::size_t n) {
  std::size_t byte = 0;
  while (byte < line.size() && n > 0) {
    do ++byte;
    while (byte < line.size() && is_continuation(line[byte]));
    --n;
  }
  return byte;
}

std::size_t n_characters(std::string_view text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return !is_continuation(c); }));
}

/// The source line and the caret line below it, cut to a window where the line is very long.
std::string excerpt(std::string_view line, const Position& position) {
  const std::size_t column = static_cast<std::size_t>(std::max(position.column, 1)) - 1;
  std::size_t first = 0;
  std::string head;
  if (column > kMaxLineShown - 20) {
    first = column - kCaretColumn;
    head = "...";
  }
  const std::size_t begin = byte_of_character(line, first);
  std::string_view window = line.substr(begin);
  const std::size_t end = byte_of_character(window, kMaxLineShown);
  const std::string_view tail = end < window.size() ? "..." : "";
  window = window.substr(0, end);

  const std::size_t caret = column - first;
  const std::size_t caret_byte = byte_of_character(window, caret);
  std::string padding(head.size(), ' ');
  for (std::size_t i = 0; i < caret_byte; ++i) {
    if (!is_continuation(window[i])) padding += window[i] == '\t' ? '\t' : ' ';
  }
  const std::size_t room = std::max<std::size_t>(n_characters(window.substr(caret_byte)), 1);
  const std::size_t length =
      std::clamp<std::size_t>(static_cast<std::size_t>(std::max(position.length, 1)), 1, room);
  return fmt::format("    {}{}{}\n    {}^{}\n", head, window, tail, padding, std::string(length - 1, '~'));
}

std::string folded(const std::string& word) {
  std::string result = word;
  for (char& c : result) {
    c = c == '-' || c == ' ' ? '_' : static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  }
  return result;
}

/// Optimal string alignment distance: insertions, deletions, substitutions and swaps of neighbours.
std::size_t edit_distance(const std::string& a, const std::string& b) {
  std::vector<std::size_t> before(b.size() + 1), previous(b.size() + 1), current(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) previous[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    current[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t substitution = previous[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      current[j] = std::min({previous[j] + 1, current[j - 1] + 1, substitution});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        current[j] = std::min(current[j], before[j - 2] + 1);
      }
    }
    std::swap(before, previous);
    std::swap(previous, current);
  }
  return previous[b.size()];
}

}  // namespace

void Diagnostics::error(const Position& position, std::string message, std::string hint) {
  ++n_errors_;
  if (list_.size() < kMaxKept)
    list_.push_back({Severity::error, position, std::move(message), std::move(hint)});
}

void Diagnostics::warning(const Position& position, std::string message, std::string hint) {
  if (list_.size() < kMaxKept)
    list_.push_back({Severity::warning, position, std::move(message), std::move(hint)});
}

std::string render(const Diagnostic& diagnostic, const SourceFiles& sources) {
  const Position& position = diagnostic.position;
  const bool known_file =
      position.file >= 0 && static_cast<std::size_t>(position.file) < sources.files.size();
  std::string text;
  if (known_file) {
    text = sources.files[static_cast<std::size_t>(position.file)].name + ':';
    if (position.line > 0) text += fmt::format("{}:{}:", position.line, position.column);
    text += ' ';
  }
  text += diagnostic.severity == Severity::error ? "error: " : "warning: ";
  text += diagnostic.message + '\n';
  if (known_file && position.line > 0) {
    const auto& lines = sources.files[static_cast<std::size_t>(position.file)].lines;
    if (static_cast<std::size_t>(position.line) <= lines.size()) {
      text += excerpt(lines[static_cast<std::size_t>(position.line) - 1], position);
    }
  }
  if (!diagnostic.hint.empty()) text += "  hint: " + diagnostic.hint + '\n';
  return text;
}

std::string render(const std::vector<Diagnostic>& diagnostics, const SourceFiles& sources,
                   std::size_t limit) {
  std::vector<const Diagnostic*> order;
  order.reserve(diagnostics.size());
  for (const Diagnostic& diagnostic : diagnostics) order.push_back(&diagnostic);
  std::stable_sort(order.begin(), order.end(), [](const Diagnostic* a, const Diagnostic* b) {
    const Position &p = a->position, &q = b->position;
    return std::tie(p.file, p.line, p.column) < std::tie(q.file, q.line, q.column);
  });
  std::string text;
  for (std::size_t i = 0; i < order.size() && i < limit; ++i) text += render(*order[i], sources);
  if (order.size() > limit) text += fmt::format("... and {} more\n", order.size() - limit);
  return text;
}

std::string nearest_word(const std::string& word, const std::vector<std::string>& candidates) {
  constexpr std::size_t kLongest = 64;
  if (word.size() < 2 || word.size() > kLongest) return {};
  const std::string sought = folded(word);
  const std::size_t tolerance = std::min<std::size_t>((word.size() + 2) / 3, 4);
  std::string best;
  std::size_t best_distance = tolerance + 1;
  for (const std::string& candidate : candidates) {
    const std::size_t longer = std::max(candidate.size(), word.size());
    if (longer - std::min(candidate.size(), word.size()) >= best_distance || longer > kLongest) continue;
    const std::size_t distance = edit_distance(sought, folded(candidate));
    if (distance < best_distance && distance < longer) {
      best = candidate;
      best_distance = distance;
    }
  }
  if (!best.empty() || word.size() < 3) return best;
  for (const std::string& candidate : candidates) {  // "temp" for "temperature"
    if (folded(candidate).rfind(sought, 0) != 0) continue;
    if (!best.empty()) return {};
    best = candidate;
  }
  return best;
}

std::string shown(std::string_view text, std::size_t max_length) {
  std::string result;
  std::size_t n = 0;
  for (const char letter : text) {
    const auto c = static_cast<unsigned char>(letter);
    if (!is_continuation(letter) && ++n > max_length) return result + "...";
    if (c == '\n') {
      result += "\\n";
    } else if (c == '\t') {
      result += "\\t";
    } else if (c < 0x20 || c == 0x7F) {
      result += fmt::format("\\x{:02x}", c);
    } else {
      result += letter;
    }
  }
  return result;
}

}  // namespace strata
