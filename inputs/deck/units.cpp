#include "inputs/deck/units.hpp"

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <optional>

#include <fmt/format.h>

namespace strata {
namespace {

struct Symbol {
  std::string_view name;
  std::array<int, 5> exponents;
  double factor;
  int shift;
  bool takes_prefix;
};

//                                       kg  m  s  K  A
constexpr Symbol kSymbols[] = {
    {"m", {0, 1, 0, 0, 0}, 1, 0, true},
    {"g", {1, 0, 0, 0, 0}, 1, -3, true},
    {"s", {0, 0, 1, 0, 0}, 1, 0, true},
    {"K", {0, 0, 0, 1, 0}, 1, 0, true},
    {"A", {0, 0, 0, 0, 1}, 1, 0, true},
    {"W", {1, 2, -3, 0, 0}, 1, 0, true},
    {"J", {1, 2, -2, 0, 0}, 1, 0, true},
    {"N", {1, 1, -2, 0, 0}, 1, 0, true},
    {"Pa", {1, -1, -2, 0, 0}, 1, 0, true},
    {"Hz", {0, 0, -1, 0, 0}, 1, 0, true},
    {"V", {1, 2, -3, 0, -1}, 1, 0, true},
    {"ohm", {1, 2, -3, 0, -2}, 1, 0, true},
    {"S", {-1, -2, 3, 0, 2}, 1, 0, true},
    {"L", {0, 3, 0, 0, 0}, 1, -3, true},
    {"l", {0, 3, 0, 0, 0}, 1, -3, true},
    {"bar", {1, -1, -2, 0, 0}, 1, 5, true},
    {"eV", {1, 2, -2, 0, 0}, 1.602176634, -19, true},
    {"Wh", {1, 2, -2, 0, 0}, 3600, 0, true},
    {"min", {0, 0, 1, 0, 0}, 60, 0, false},
    {"h", {0, 0, 1, 0, 0}, 3600, 0, false},
    {"d", {0, 0, 1, 0, 0}, 86400, 0, false},
    {"in", {0, 1, 0, 0, 0}, 254, -4, false},
    {"mil", {0, 1, 0, 0, 0}, 254, -7, false},
    {"%", {0, 0, 0, 0, 0}, 1, -2, false},
    {"ppm", {0, 0, 0, 0, 0}, 1, -6, false},
};

struct Prefix {
  std::string_view name;
  int shift;
};
constexpr Prefix kPrefixes[] = {{"da", 1},  {"y", -24}, {"z", -21}, {"a", -18}, {"f", -15},
                                {"p", -12}, {"n", -9},  {"u", -6},  {"m", -3},  {"c", -2},
                                {"d", -1},  {"h", 2},   {"k", 3},   {"M", 6},   {"G", 9},
                                {"T", 12},  {"P", 15},  {"E", 18},  {"Z", 21},  {"Y", 24}};

const Symbol* find_symbol(std::string_view name) {
  const auto* found = std::find_if(std::begin(kSymbols), std::end(kSymbols),
                                   [&](const Symbol& symbol) { return symbol.name == name; });
  return found == std::end(kSymbols) ? nullptr : found;
}

struct PrefixedSymbol {
  const Symbol* symbol = nullptr;
  int shift = 0;
};

std::optional<PrefixedSymbol> find_prefixed(std::string_view name) {
  if (const Symbol* symbol = find_symbol(name)) return PrefixedSymbol{symbol, symbol->shift};
  for (const Prefix& prefix : kPrefixes) {
    if (name.size() <= prefix.name.size() || name.substr(0, prefix.name.size()) != prefix.name) continue;
    const Symbol* symbol = find_symbol(name.substr(prefix.name.size()));
    if (symbol != nullptr && symbol->takes_prefix)
      return PrefixedSymbol{symbol, symbol->shift + prefix.shift};
  }
  return std::nullopt;
}

bool is_symbol_character(char c) {
  return std::isalpha(static_cast<unsigned char>(c)) != 0 || c == '%' || c == '_' ||
         (static_cast<unsigned char>(c) & 0x80) != 0;
}
bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/// Recursive descent over: expression := ['/'] factor {('.'|'*'|'/') factor}; factor := '1' | symbol [power]
/// |
/// '(' expression ')' [power]; power := ['^'] ['-'|'+'] digits.
class UnitParser {
 public:
  explicit UnitParser(std::string_view text) : text_(text) {}

  UnitExpression parse() {
    UnitExpression unit = expression(0);
    if (problem_.empty() && position_ < text_.size()) {
      fail(text_[position_] == ')' ? "a ')' without its '('" : unexpected());
    }
    unit.problem = problem_;
    unit.symbol = symbol_;
    return unit;
  }

 private:
  static constexpr int kMaxPower = 30;
  static constexpr int kMaxExponent = 100;
  static constexpr int kMaxDepth = 16;

  void skip_blanks() {
    while (position_ < text_.size() && text_[position_] == ' ') ++position_;
  }
  char peek() const { return position_ < text_.size() ? text_[position_] : '\0'; }
  void fail(std::string problem) {
    if (problem_.empty()) problem_ = std::move(problem);
  }
  std::string unexpected() const {
    std::size_t end = position_ + 1;  // whole characters only
    while (end < text_.size() && (static_cast<unsigned char>(text_[end]) & 0xC0) == 0x80) ++end;
    return fmt::format("unexpected '{}' in the unit", text_.substr(position_, end - position_));
  }

  UnitExpression expression(int depth) {
    UnitExpression total;
    skip_blanks();
    bool divide = peek() == '/';
    if (divide) ++position_;
    while (problem_.empty()) {
      skip_blanks();
      const UnitExpression factor = read_factor(depth);
      multiply(total, factor, divide ? -1 : 1);
      skip_blanks();
      const char c = peek();
      if (c != '.' && c != '*' && c != '/') break;
      divide = c == '/';
      ++position_;
    }
    return total;
  }

  UnitExpression read_factor(int depth) {
    UnitExpression factor;
    if (peek() == '(') {
      if (depth >= kMaxDepth) {
        fail("too many brackets in the unit");
        return factor;
      }
      ++position_;
      factor = expression(depth + 1);
      if (peek() != ')') fail("a ')' is missing in the unit");
      ++position_;
    } else if (peek() == '1' && (position_ + 1 >= text_.size() || !is_digit(text_[position_ + 1]))) {
      ++position_;
      return factor;
    } else if (is_symbol_character(peek())) {
      factor = read_symbol();
    } else {
      fail(position_ < text_.size() ? unexpected() : "the unit is not complete");
      return factor;
    }
    const int power = read_power();
    UnitExpression raised;
    multiply(raised, factor, power);
    return raised;
  }

  UnitExpression read_symbol() {
    const std::size_t begin = position_;
    while (position_ < text_.size() && is_symbol_character(text_[position_])) ++position_;
    const std::string_view name = text_.substr(begin, position_ - begin);
    UnitExpression unit;
    if (const auto found = find_prefixed(name)) {
      unit.exponents = found->symbol->exponents;
      unit.numerator = found->symbol->factor;
      unit.shift = found->shift;
    } else if (problem_.empty()) {
      symbol_ = name;
      fail(fmt::format("unknown unit '{}'", name));
    }
    return unit;
  }

  int read_power() {
    const bool has_caret = peek() == '^';
    std::size_t i = position_ + (has_caret ? 1 : 0);
    const bool negative = i < text_.size() && text_[i] == '-';
    if (i < text_.size() && (text_[i] == '-' || text_[i] == '+')) ++i;
    if (i >= text_.size() || !is_digit(text_[i])) {
      if (has_caret) fail("a whole number must follow '^'");
      return 1;
    }
    int power = 0;
    for (; i < text_.size() && is_digit(text_[i]); ++i) power = std::min(power * 10 + (text_[i] - '0'), 1000);
    position_ = i;
    if (power > kMaxPower) fail("the power in the unit is too large");
    return negative ? -power : power;
  }

  void multiply(UnitExpression& total, const UnitExpression& factor, int power) {
    if (!problem_.empty()) return;
    for (std::size_t i = 0; i < total.exponents.size(); ++i) {
      total.exponents[i] += power * factor.exponents[i];
      if (std::abs(total.exponents[i]) > kMaxExponent) fail("the powers in the unit are too large");
    }
    total.shift += power * factor.shift;
    if (std::abs(total.shift) > 10000) fail("the powers in the unit are too large");
    for (int i = 0; i < std::abs(power); ++i) {
      total.numerator *= power > 0 ? factor.numerator : factor.denominator;
      total.denominator *= power > 0 ? factor.denominator : factor.numerator;
    }
  }

  std::string_view text_;
  std::size_t position_ = 0;
  std::string problem_;
  std::string symbol_;
};

struct Spelling {
  std::string_view theirs;
  std::string_view ours;
};
constexpr Spelling kSpellings[] = {
    {"\u00B5", "u"},   {"\u03BC", "u"},   {"\u00B7", "."},   {"\u22C5", "."},    {"\u00D7", "*"},
    {"\u03A9", "ohm"}, {"\u2126", "ohm"}, {"\u00B0", "deg"}, {"\u2103", "degC"}, {"\u00A0", " "},
    {"\u2009", " "},   {"\u202F", " "},   {"\u212A", "K"},
};
constexpr Spelling kRaised[] = {{"\u207B", "-"}, {"\u2070", "0"}, {"\u00B9", "1"}, {"\u00B2", "2"},
                                {"\u00B3", "3"}, {"\u2074", "4"}, {"\u2075", "5"}, {"\u2076", "6"},
                                {"\u2077", "7"}, {"\u2078", "8"}, {"\u2079", "9"}};

template <std::size_t n>
const Spelling* spelling_at(const Spelling (&table)[n], std::string_view text) {
  for (const Spelling& spelling : table) {
    if (text.substr(0, spelling.theirs.size()) == spelling.theirs) return &spelling;
  }
  return nullptr;
}

}  // namespace

std::string ascii_units(std::string_view text) {
  std::string result;
  bool is_raised = false;
  for (std::size_t i = 0; i < text.size();) {
    const std::string_view rest = text.substr(i);
    const bool is_ascii = (static_cast<unsigned char>(rest[0]) & 0x80) == 0;
    const Spelling* raised = is_ascii ? nullptr : spelling_at(kRaised, rest);
    const Spelling* other = is_ascii || raised != nullptr ? nullptr : spelling_at(kSpellings, rest);
    if (raised != nullptr && !is_raised) result += '^';
    is_raised = raised != nullptr;
    const Spelling* spelling = raised != nullptr ? raised : other;
    if (spelling != nullptr) {
      result += spelling->ours;
      i += spelling->theirs.size();
    } else {
      result += text[i++];
    }
  }
  return result;
}

UnitExpression parse_unit(std::string_view text) {
  return UnitParser(text).parse();
}

std::vector<std::string> unit_symbols(bool with_prefix) {
  std::vector<std::string> names;
  for (const Symbol& symbol : kSymbols) {
    if (symbol.takes_prefix == with_prefix) names.emplace_back(symbol.name);
  }
  return names;
}

}  // namespace strata
