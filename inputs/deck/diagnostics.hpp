// Positions in deck text and the messages that point at them. A Diagnostics collects everything that is wrong
// so that a user meets all mistakes in one pass.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace strata {

/// Where a key or value stands: index into SourceFiles, 1-based line and column, length of the text in
/// characters. file = -1 means "nowhere" (a value that came from a default).
struct Position {
  std::int32_t file = -1;
  std::int32_t line = 0;
  std::int32_t column = 0;
  std::int32_t length = 1;
};

/// Deck files and `--set` arguments by index, with their lines kept for the caret.
struct SourceFiles {
  struct File {
    std::string name;
    std::vector<std::string> lines;
  };
  std::vector<File> files;
};

enum class Severity : std::uint8_t { error, warning };

struct Diagnostic {
  Severity severity = Severity::error;
  Position position;
  std::string message;
  std::string hint;  ///< empty, or one line: "did you mean 'thickness'?"
};

/// Keeps the first 10,000 (a broken 16 MiB deck must not fill the memory with messages); all are counted.
class Diagnostics {
 public:
  void error(const Position& position, std::string message, std::string hint = {});
  void warning(const Position& position, std::string message, std::string hint = {});
  bool has_errors() const { return n_errors_ > 0; }
  std::size_t n_errors() const { return n_errors_; }
  const std::vector<Diagnostic>& list() const { return list_; }

 private:
  std::vector<Diagnostic> list_;
  std::size_t n_errors_ = 0;
};

/// One diagnostic as the user reads it:
///     deck.yaml:3:17: error: unknown key 'thicknes' in layers[0]
///         - {name: b, thicknes: 60 um}
///                     ^~~~~~~~
///       hint: did you mean 'thickness'?
std::string render(const Diagnostic& diagnostic, const SourceFiles& sources);

/// All diagnostics in order of file, line and column, one after the other; at most `limit` of them, then a
/// count.
std::string render(const std::vector<Diagnostic>& diagnostics, const SourceFiles& sources,
                   std::size_t limit = 100);

/// The candidate nearest to `word` by edit distance, or empty where nothing is near enough to be a
/// misspelling.
std::string nearest_word(const std::string& word, const std::vector<std::string>& candidates);

/// User text as it may stand in a one-line message: control characters escaped, long text cut with "...".
std::string shown(std::string_view text, std::size_t max_length = 60);

}  // namespace strata
