#include "inputs/importers/words.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "inputs/deck/number.hpp"

namespace strata {

namespace {
constexpr std::string_view kBlanks = " \t\r\f\v";
}

bool WordReader::next_line(std::vector<Word>& words) {
  words.clear();
  const std::string_view text = source_.text();
  while (words.empty() && next_ < text.size()) {
    const std::size_t end = std::min(text.find('\n', next_), text.size());
    std::size_t at = next_;
    while (true) {
      at = std::min(text.find_first_not_of(kBlanks, at), end);
      if (at == end || text[at] == '#') break;
      std::size_t stop = at;
      while (stop < end && kBlanks.find(text[stop]) == std::string_view::npos) ++stop;
      words.push_back({text.substr(at, stop - at), at});
      at = stop;
    }
    next_ = end + 1;
  }
  return !words.empty();
}

Position WordReader::at(const Word& word) const {
  return source_.position(word.begin, word.begin + word.text.size());
}

Position WordReader::at(const std::vector<Word>& words) const {
  return source_.position(words.front().begin, words.back().begin + words.back().text.size());
}

Position WordReader::here() const {
  const std::size_t end = std::min(next_, source_.text().size());
  const std::size_t last = source_.text().substr(0, end).find_last_not_of(" \t\r\f\v\n");
  const std::size_t at = last == std::string_view::npos ? 0 : last;
  return source_.position(at, at + 1);
}

std::optional<double> number_of(std::string_view word) {
  const ScannedNumber number = scan_number(word);
  double value = 0.0;
  if (number.length == 0 || number.length != word.size()) return std::nullopt;
  if (!evaluate(number, 0, value)) return std::nullopt;
  return value;
}

std::optional<double> NumberCheck::any(const Word& word, std::string_view what) const {
  const auto value = number_of(word.text);
  if (!value)
    diagnostics_.error(reader_.at(word),
                       fmt::format("expected {}, a number; found '{}'", what, shown(word.text)),
                       number_hint(word.text));
  return value;
}

std::optional<double> NumberCheck::positive(const Word& word, std::string_view what) const {
  const auto value = any(word, what);
  if (!value || *value > 0.0) return value;
  diagnostics_.error(reader_.at(word), fmt::format("{} must be > 0; found '{}'", what, shown(word.text)));
  return std::nullopt;
}

std::optional<double> NumberCheck::not_negative(const Word& word, std::string_view what) const {
  const auto value = any(word, what);
  if (!value || *value >= 0.0) return value;
  diagnostics_.error(reader_.at(word), fmt::format("{} must be >= 0; found '{}'", what, shown(word.text)));
  return std::nullopt;
}

}  // namespace strata
