// The words of 3D-ICE's files: keywords, names, numbers, paths in quotes, and the marks ( ) , . : ; between
// them. Comments are those of C++. The reader finds its way back after a mistake, so that one pass meets them
// all.
#pragma once

#include <array>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "inputs/deck/source_text.hpp"

namespace strata {

struct IceToken {
  enum class Kind : std::uint8_t { word, number, path, mark, end };
  Kind kind = Kind::end;
  std::string_view text;  ///< of a path without its quotes
  double value = 0.0;     ///< of a number
  std::size_t begin = 0;  ///< in the text [bytes]
  std::size_t end = 0;
};

class IceReader {
 public:
  /// `text` must outlive the reader and its tokens.
  IceReader(const std::string& text, std::int32_t file, Diagnostics& diagnostics);

  const IceToken& peek() const { return token_; }
  bool at_end() const { return token_.kind == IceToken::Kind::end; }
  IceToken take();
  Position at(const IceToken& token) const { return source_.position(token.begin, token.end); }

  bool is(std::string_view text) const {
    return token_.text == text &&
           (token_.kind == IceToken::Kind::word || token_.kind == IceToken::Kind::mark);
  }
  /// Whether `mark` comes behind the token that is next.
  bool is_followed_by(char mark) const;
  /// Takes the word or mark if it is next.
  bool skip(std::string_view text);

  // Each of these takes what it names, or reports what stands there instead and gives nothing.
  bool expect(std::string_view text);
  /// Several words and marks, as "heat transfer coefficient".
  bool expect_all(std::initializer_list<std::string_view> texts);
  std::optional<double> expect_number(std::string_view what);
  std::optional<double> expect_positive(std::string_view what);
  std::optional<double> expect_not_negative(std::string_view what);
  /// A name that the writer chose.
  std::optional<IceToken> expect_name(std::string_view what);
  std::optional<IceToken> expect_path(std::string_view what);
  /// Two numbers "x, y".
  std::optional<std::array<double, 2>> expect_pair(std::string_view what);

  /// Says that none of `expected` is there, with a suggestion where one of them is near.
  void report_unexpected(const std::vector<std::string>& expected);
  /// Goes behind the next ';', or to one of `stops`, whichever comes first.
  void resume(std::initializer_list<std::string_view> stops);
  /// True once there were so many mistakes that the rest is not worth a look.
  bool gave_up() const;

 private:
  IceToken scan();
  /// Where the next token begins; `unclosed` becomes the begin of a comment without end.
  std::size_t behind_blanks(std::size_t from, std::size_t& unclosed) const;
  void report_missing(const std::string& what);
  std::string_view text_;
  SourceText source_;
  Diagnostics& diagnostics_;
  std::size_t errors_before_;
  std::size_t next_ = 0;
  std::size_t last_end_ = 0;  // of the token taken last
  IceToken token_;
};

}  // namespace strata
