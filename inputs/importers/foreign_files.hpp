// The files of another tool: read with a size cap, kept with their names and lines, so that every mistake in
// them is reported at its place, all in one pass.
#pragma once

#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "inputs/deck/diagnostics.hpp"

namespace strata {

/// Most bytes of a file of another tool; beyond it, it is not a description of a package.
inline constexpr std::size_t kMaxForeignBytes = 16u << 20;
/// Mistakes after which the rest of a file is not looked at: a file of another kind is wrong in every line.
inline constexpr std::size_t kMaxForeignMistakes = 100;

class ForeignFiles {
 public:
  /// Reads a file and gives its index, or reports at `asked_at` (or at the file itself, where nothing asked)
  /// why not: missing, a folder, too large, binary.
  std::optional<std::int32_t> read(const std::string& path, const Position& asked_at = {});
  /// A path that a file mentions: as seen from that file's folder, or from the working folder, where the
  /// tools themselves look, if only that one exists.
  std::string locate(const std::string& mentioning_file, const std::string& path) const;
  /// Adds a text that is at hand; `read` finds it by its name.
  std::int32_t add(const std::string& name, std::string text);
  /// Stays where it is while files are added.
  const std::string& text(std::int32_t file) const { return texts_[static_cast<std::size_t>(file)]; }
  const std::string& name(std::int32_t file) const {
    return sources_.files[static_cast<std::size_t>(file)].name;
  }

  /// Names of all files so far.
  std::vector<std::string> names() const;

  Diagnostics& diagnostics() { return diagnostics_; }
  /// "did you mean 'x'?", or "": a few times only, so that files with many slips stay cheap.
  std::string hint(const std::string& word, const std::vector<std::string>& candidates);
  /// "chip.flp:12"
  std::string place(const Position& position) const;
  /// Throws DeckError with every mistake so far, if there is one.
  void stop_if_wrong() const;

 private:
  std::deque<std::string> texts_;
  SourceFiles sources_;
  Diagnostics diagnostics_;
  int hints_left_ = 20;
};

/// Whether the text may be a text file: no control characters but blanks and line ends.
bool is_plain_text(const std::string& text);

}  // namespace strata
