// Raw deck text: read with a size cap, proved to be text, and mapped from byte offsets to lines and columns.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "inputs/deck/diagnostics.hpp"

namespace strata {

struct TreeLimits;

/// The bytes of a file, or nothing and the reason in `message` (unreadable, a directory, more than
/// `max_bytes`: known from the file's size before anything is read).
std::optional<std::string> read_text_file(const std::string& path, std::size_t max_bytes,
                                          std::string& message);

/// Lines without their ends ("\n" or "\r\n").
std::vector<std::string> split_lines(std::string_view text);

/// Refuses what cannot be a deck: too many bytes or lines, control characters, broken UTF-8, tabs in
/// indentation. \return false after an error
bool check_text(std::string_view text, std::int32_t file_index, const TreeLimits& limits,
                Diagnostics& diagnostics);

/// Byte offsets of one text as positions. Columns count characters (UTF-8 code points), in constant time on
/// lines of any length. `text` must outlive it.
class SourceText {
 public:
  SourceText(std::string_view text, std::int32_t file_index);

  std::string_view text() const { return text_; }
  /// Position of bytes [begin, end), cut at the end of begin's line.
  Position position(std::size_t begin, std::size_t end) const;

 private:
  std::size_t characters_before(std::size_t byte) const;

  std::string_view text_;
  std::int32_t file_index_;
  std::vector<std::size_t> line_begins_;
  std::vector<std::uint32_t> characters_at_block_;  // code points before every kBlock-th byte
};

}  // namespace strata
