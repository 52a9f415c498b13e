// Texts of lines and words, as HotSpot's files are: blanks separate words, '#' at the start of a word begins
// a comment.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "inputs/deck/source_text.hpp"

namespace strata {

/// One word and where it begins in its text [bytes].
struct Word {
  std::string_view text;
  std::size_t begin = 0;
};

class WordReader {
 public:
  /// `text` must outlive the reader and its words.
  WordReader(std::string_view text, std::int32_t file) : source_(text, file) {}

  /// The words of the next line that has any; false at the end.
  bool next_line(std::vector<Word>& words);
  Position at(const Word& word) const;
  /// From the first word to the last.
  Position at(const std::vector<Word>& words) const;
  /// The end of what has been read.
  Position here() const;

 private:
  SourceText source_;
  std::size_t next_ = 0;
};

/// The number that a word is, or nothing. Decimal, finite.
std::optional<double> number_of(std::string_view word);

/// A number within bounds, or nothing and a message: what = "thickness", "a power".
class NumberCheck {
 public:
  NumberCheck(const WordReader& reader, Diagnostics& diagnostics)
      : reader_(reader), diagnostics_(diagnostics) {}
  std::optional<double> any(const Word& word, std::string_view what) const;
  std::optional<double> positive(const Word& word, std::string_view what) const;
  std::optional<double> not_negative(const Word& word, std::string_view what) const;

 private:
  const WordReader& reader_;
  Diagnostics& diagnostics_;
};

}  // namespace strata
