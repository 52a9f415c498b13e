#include "inputs/deck/number.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <cmath>

#include <fmt/format.h>

namespace strata {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

std::string lower(std::string_view text) {
  std::string result(text);
  std::transform(result.begin(), result.end(), result.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return result;
}

}  // namespace

ScannedNumber scan_number(std::string_view text) {
  ScannedNumber number;
  std::size_t i = 0;
  if (i < text.size() && (text[i] == '+' || text[i] == '-')) {
    if (text[i] == '-') number.mantissa = "-";
    ++i;
  }
  std::size_t n_digits = 0;
  bool has_point = false;
  for (; i < text.size() && (is_digit(text[i]) || (text[i] == '.' && !has_point)); ++i) {
    has_point = has_point || text[i] == '.';
    n_digits += is_digit(text[i]) ? 1 : 0;
    number.mantissa += text[i];
  }
  if (n_digits == 0) return {};
  number.length = i;
  if (i < text.size() && (text[i] == 'e' || text[i] == 'E')) {
    std::size_t j = i + 1;
    const bool negative = j < text.size() && text[j] == '-';
    if (j < text.size() && (text[j] == '+' || text[j] == '-')) ++j;
    if (j < text.size() && is_digit(text[j])) {
      for (; j < text.size() && is_digit(text[j]); ++j) {
        number.exponent = std::min(number.exponent * 10 + (text[j] - '0'), 100000L);
      }
      if (negative) number.exponent = -number.exponent;
      number.length = j;
    }
  }
  return number;
}

bool evaluate(const ScannedNumber& number, long shift, double& value) {
  const std::string text = fmt::format("{}e{}", number.mantissa, number.exponent + shift);
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
  return failure == std::errc{} && end == text.data() + text.size() && std::isfinite(value);
}

std::string number_hint(std::string_view text) {
  text = trimmed(text);
  const std::string word = lower(text.substr(0, 12));
  const std::string_view unsigned_word = !word.empty() && (word[0] == '+' || word[0] == '-')
                                             ? std::string_view(word).substr(1)
                                             : std::string_view(word);
  for (const std::string_view special : {"inf", ".inf", "nan", ".nan"}) {
    if (unsigned_word.substr(0, special.size()) == special) return "numbers must be finite";
  }
  if (unsigned_word.size() > 2 && unsigned_word[0] == '0' &&
      (unsigned_word[1] == 'x' || unsigned_word[1] == 'o' || unsigned_word[1] == 'b')) {
    return "write a decimal number";
  }
  if (text.substr(0, 3) == "\u2212") return "write the sign as '-'";
  const ScannedNumber number = scan_number(text);
  if (number.length == 0 || number.length + 1 >= text.size() || !is_digit(text[number.length + 1])) return {};
  switch (text[number.length]) {
    case '_':
      return "write digits without '_'";
    case ',':
      return "the decimal mark is '.', and digits are not grouped";
    case '\'':
      return "digits are not grouped";
    default:
      return {};
  }
}

std::string shortest(double value) {
  std::array<char, 32> buffer{};
  const auto result = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value);
  return {buffer.data(), result.ptr};
}

std::string_view trimmed(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(" \t\r\n");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t\r\n") - begin + 1);
}

}  // namespace strata
