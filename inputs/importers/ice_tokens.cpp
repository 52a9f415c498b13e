#include "inputs/importers/ice_tokens.hpp"

#include <algorithm>
#include <array>
#include <cctype>

#include <fmt/format.h>

#include "inputs/deck/number.hpp"
#include "inputs/importers/foreign_files.hpp"
#include "inputs/importers/words.hpp"

namespace strata {

namespace {

constexpr std::string_view kMarks = "(),.:;";

bool is_letter(char c) {
  return std::isalpha(static_cast<unsigned char>(c)) != 0;
}
bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/// "',' or ';'"
std::string either(const std::vector<std::string>& words) {
  std::string text;
  for (std::size_t i = 0; i < words.size(); ++i)
    text += (i == 0 ? "'" : i + 1 == words.size() ? " or '" : ", '") + words[i] + "'";
  return text;
}

}  // namespace

IceReader::IceReader(const std::string& text, std::int32_t file, Diagnostics& diagnostics)
    : text_(text), source_(text, file), diagnostics_(diagnostics), errors_before_(diagnostics.n_errors()) {
  token_ = scan();
}

IceToken IceReader::take() {
  const IceToken taken = token_;
  last_end_ = taken.end;
  token_ = scan();
  return taken;
}

std::size_t IceReader::behind_blanks(std::size_t from, std::size_t& unclosed) const {
  while (from < text_.size()) {
    if (std::isspace(static_cast<unsigned char>(text_[from])) != 0) {
      ++from;
    } else if (text_.substr(from, 2) == "//") {
      from = std::min(text_.find('\n', from), text_.size());
    } else if (text_.substr(from, 2) == "/*") {
      const std::size_t close = text_.find("*/", from + 2);
      if (close == std::string_view::npos) unclosed = from;
      from = close == std::string_view::npos ? text_.size() : close + 2;
    } else {
      break;
    }
  }
  return from;
}

bool IceReader::is_followed_by(char mark) const {
  std::size_t unclosed = 0;
  const std::size_t next = behind_blanks(next_, unclosed);
  return next < text_.size() && text_[next] == mark;
}

IceToken IceReader::scan() {
  std::size_t unclosed = std::string_view::npos;
  next_ = behind_blanks(next_, unclosed);
  if (unclosed != std::string_view::npos)
    diagnostics_.error(source_.position(unclosed, unclosed + 2), "this comment has no end");
  IceToken token;
  token.begin = token.end = next_;
  if (next_ == text_.size()) return token;
  const char c = text_[next_];
  const auto finish = [&](IceToken::Kind kind, std::size_t length) {
    token.kind = kind;
    token.text = text_.substr(next_, length);
    next_ += length;
    token.end = next_;
    return token;
  };
  if (is_letter(c) || c == '_') {
    std::size_t length = 1;
    while (next_ + length < text_.size() && (is_letter(text_[next_ + length]) ||
                                             is_digit(text_[next_ + length]) || text_[next_ + length] == '_'))
      ++length;
    // The only keyword with a hyphen.
    constexpr std::string_view kNonUniform = "non-uniform";
    if (text_.substr(next_, kNonUniform.size()) == kNonUniform) length = kNonUniform.size();
    return finish(IceToken::Kind::word, length);
  }
  if (text_.substr(next_, 3) == "2rm" || text_.substr(next_, 3) == "4rm")
    return finish(IceToken::Kind::word, 3);
  const ScannedNumber number = scan_number(text_.substr(next_, 400));
  if (number.length > 0 && (c != '.' || number.length > 1)) {
    double value = 0.0;
    if (!evaluate(number, 0, value))
      diagnostics_.error(source_.position(next_, next_ + number.length),
                         "this number is too large or too small");
    token.value = value;
    return finish(IceToken::Kind::number, number.length);
  }
  if (c == '"') {
    const std::size_t close = text_.find_first_of("\"\n", next_ + 1);
    if (close == std::string_view::npos || text_[close] == '\n') {
      diagnostics_.error(source_.position(next_, next_ + 1), "this path has no closing quote in its line");
      const std::size_t line_end = std::min(close, text_.size());
      return finish(IceToken::Kind::path, line_end - next_);
    }
    finish(IceToken::Kind::path, close + 1 - next_);
    token.text = token.text.substr(1, token.text.size() - 2);
    return token;
  }
  if (kMarks.find(c) != std::string_view::npos) return finish(IceToken::Kind::mark, 1);
  return finish(IceToken::Kind::word, 1);  // no word of the language: whoever expects one says so
}

bool IceReader::skip(std::string_view text) {
  if (!is(text)) return false;
  take();
  return true;
}

void IceReader::report_missing(const std::string& what) {
  // A forgotten mark is missed behind what stands before it, not at the next line.
  const bool is_mark = what.size() == 3 && what.front() == '\'';
  const Position behind = source_.position(last_end_ == 0 ? 0 : last_end_ - 1, last_end_);
  const Position there = at_end() ? behind : at(token_);
  if (is_mark && there.line != behind.line) {
    diagnostics_.error(behind, fmt::format("expected {} behind this", what));
  } else if (at_end()) {
    diagnostics_.error(behind, fmt::format("expected {}; the file ends here", what));
  } else {
    diagnostics_.error(there, fmt::format("expected {}; found '{}'", what, shown(token_.text)));
  }
}

bool IceReader::expect(std::string_view text) {
  if (skip(text)) return true;
  const std::string near = token_.kind == IceToken::Kind::word
                               ? nearest_word(std::string(token_.text.substr(0, 60)), {std::string(text)})
                               : "";
  if (near.empty()) {
    report_missing("'" + std::string(text) + "'");
  } else {
    report_unexpected({std::string(text)});
  }
  return false;
}

bool IceReader::expect_all(std::initializer_list<std::string_view> texts) {
  return std::all_of(texts.begin(), texts.end(), [&](std::string_view text) { return expect(text); });
}

std::optional<double> IceReader::expect_number(std::string_view what) {
  if (token_.kind == IceToken::Kind::number) return take().value;
  report_missing(fmt::format("{}, a number", what));
  return std::nullopt;
}

std::optional<double> IceReader::expect_positive(std::string_view what) {
  const IceToken token = token_;
  const auto value = expect_number(what);
  if (value && *value <= 0.0)
    diagnostics_.error(at(token), fmt::format("{} must be > 0; found '{}'", what, shown(token.text)));
  return value;
}

std::optional<double> IceReader::expect_not_negative(std::string_view what) {
  const IceToken token = token_;
  const auto value = expect_number(what);
  if (value && *value < 0.0)
    diagnostics_.error(at(token), fmt::format("{} must be >= 0; found '{}'", what, shown(token.text)));
  return value;
}

std::optional<IceToken> IceReader::expect_name(std::string_view what) {
  if (token_.kind == IceToken::Kind::word && (is_letter(token_.text.front()) || token_.text.front() == '_'))
    return take();
  report_missing(std::string(what));
  return std::nullopt;
}

std::optional<IceToken> IceReader::expect_path(std::string_view what) {
  if (token_.kind == IceToken::Kind::path) return take();
  report_missing(fmt::format("{} in quotes", what));
  return std::nullopt;
}

std::optional<std::array<double, 2>> IceReader::expect_pair(std::string_view what) {
  const auto x = expect_number(what);
  if (!x || !expect(",")) return std::nullopt;
  const auto y = expect_number(what);
  if (!y) return std::nullopt;
  return std::array<double, 2>{*x, *y};
}

void IceReader::report_unexpected(const std::vector<std::string>& expected) {
  if (at_end()) {
    report_missing(either(expected));
    return;
  }
  const std::string near = nearest_word(std::string(token_.text.substr(0, 60)), expected);
  diagnostics_.error(at(token_), fmt::format("expected {}; found '{}'", either(expected), shown(token_.text)),
                     near.empty() ? "" : fmt::format("did you mean '{}'?", near));
}

void IceReader::resume(std::initializer_list<std::string_view> stops) {
  while (!at_end()) {
    if (std::any_of(stops.begin(), stops.end(), [&](std::string_view stop) { return is(stop); })) return;
    if (take().text == ";") return;
  }
}

bool IceReader::gave_up() const {
  return diagnostics_.n_errors() >= errors_before_ + kMaxForeignMistakes;
}

}  // namespace strata
