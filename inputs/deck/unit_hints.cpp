// Guesses at what a wrong unit was meant to be; used for hints only, never to accept a value.
#include <algorithm>
#include <cctype>
#include <vector>

#include <fmt/format.h>

#include "inputs/deck/units.hpp"

namespace strata {
namespace {

struct Alias {
  std::string_view written;  // lower case
  std::string_view meant;
};
constexpr Alias kAliases[] = {
    {"micron", "um"},    {"microns", "um"},  {"mu", "um"},         {"mum", "um"},         {"angstrom", "nm"},
    {"inch", "in"},      {"inches", "in"},   {"mils", "mil"},      {"meter", "m"},        {"metre", "m"},
    {"meters", "m"},     {"metres", "m"},    {"millimeter", "mm"}, {"millimeters", "mm"}, {"nanometer", "nm"},
    {"sec", "s"},        {"secs", "s"},      {"second", "s"},      {"seconds", "s"},      {"msec", "ms"},
    {"usec", "us"},      {"minute", "min"},  {"minutes", "min"},   {"mins", "min"},       {"hr", "h"},
    {"hrs", "h"},        {"hour", "h"},      {"hours", "h"},       {"watt", "W"},         {"watts", "W"},
    {"kelvin", "K"},     {"degk", "K"},      {"joule", "J"},       {"joules", "J"},       {"gram", "g"},
    {"grams", "g"},      {"kilogram", "kg"}, {"pascal", "Pa"},     {"newton", "N"},       {"percent", "%"},
    {"celsius", "degC"}, {"c", "degC"},      {"deg", "degC"},      {"degrees", "degC"},   {"degc", "degC"},
    {"oc", "degC"},      {"cc", "cm^3"},     {"sqmm", "mm^2"},     {"liter", "L"},        {"litre", "L"},
    {"lpm", "l/min"},    {"slpm", "l/min"},
};

std::string lower(std::string_view text) {
  std::string result(text);
  std::transform(result.begin(), result.end(), result.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return result;
}

bool is_letter(char c) {
  return std::isalpha(static_cast<unsigned char>(c)) != 0;
}

bool fits(const std::string& unit, const Dimension& expected) {
  const UnitExpression parsed = parse_unit(unit);
  return parsed.problem.empty() &&
         std::equal(parsed.exponents.begin(), parsed.exponents.end(), expected.exponents.begin());
}

/// "m2K" and "kgK" as all the ways to cut them into units: {"m^2.K"}, {"kg.K"}.
std::vector<std::string> cuts(const std::string& symbol) {
  std::vector<std::string> result{symbol};
  for (std::size_t i = 1; i < symbol.size(); ++i) {
    if (is_letter(symbol[i])) result.push_back(symbol.substr(0, i) + '.' + symbol.substr(i));
  }
  return result;
}

/// `unit` with '-' between letters, blanks and '*' as points.
std::string with_points(std::string_view unit) {
  std::string result;
  for (std::size_t i = 0; i < unit.size(); ++i) {
    const bool between = i > 0 && i + 1 < unit.size() && (is_letter(unit[i + 1]) || unit[i + 1] == '(');
    const bool is_separator = unit[i] == '*' || unit[i] == ' ' || unit[i] == '-' || unit[i] == '_';
    result += is_separator && between ? '.' : unit[i];
  }
  return result;
}

/// Readings of a unit that is written as plain-text formulas often are: everything behind the first '/' below
/// the bar, and one run-together symbol cut in two.
std::string nearest_reading(std::string_view unit, const Dimension& expected) {
  const std::string text = with_points(unit);
  const std::size_t slash = text.find('/');
  const std::string above = text.substr(0, slash);
  std::string below = slash == std::string::npos ? "" : text.substr(slash + 1);
  if (below.size() > 1 && below.front() == '(' && below.back() == ')')
    below = below.substr(1, below.size() - 2);
  if (above.size() > 24 || below.size() > 24) return {};
  std::replace(below.begin(), below.end(), '/', '.');
  for (const std::string& top : cuts(above)) {
    if (below.empty()) {
      if (top != unit && fits(top, expected)) return top;
      continue;
    }
    for (const std::string& bottom : cuts(below)) {
      const bool is_product = bottom.find('.') != std::string::npos;
      std::string candidate =
          is_product ? fmt::format("{}/({})", top, bottom) : fmt::format("{}/{}", top, bottom);
      if (candidate != unit && fits(candidate, expected)) return candidate;
    }
  }
  return {};
}

}  // namespace

std::string unit_hint(std::string_view text, const Dimension& expected) {
  const std::string word = lower(text);
  if (word == "f" || word == "degf" || word == "fahrenheit")
    return "write degC or K; Fahrenheit is not known here";
  for (const Alias& alias : kAliases) {
    if (alias.written != word) continue;
    if (alias.meant != "degC") return fmt::format("write {}", alias.meant);
    if (expected.absolute_temperature) return "write degC or K";
    if (same_dimension(expected, dimension::kTemperatureDifference)) return "write K";
  }
  if (text.find("degC") != std::string_view::npos) return "inside a unit write K for degC";
  if (word.ends_with("/c") && fits(std::string(text.substr(0, text.size() - 1)) + "K", expected))
    return fmt::format("write {}K", text.substr(0, text.size() - 1));
  if (word.ends_with("psi") && fits("Pa", expected)) return "psi is not known here: 1 ksi is 6.895 MPa";
  if (const std::string reading = nearest_reading(text, expected); !reading.empty()) {
    const bool is_milli = text.find("mK") != std::string_view::npos;
    return fmt::format("write {}{}", reading, is_milli ? ": 'mK' is millikelvin" : "");
  }
  for (const char* prefix : {"", "k", "m", "u", "n", "c", "M", "G"}) {  // "KW", "hz", "MM"
    for (const char* symbol : {"m", "g", "s", "K", "W", "J", "N", "Pa", "Hz", "V", "A"}) {
      const std::string candidate = fmt::format("{}{}", prefix, symbol);
      if (lower(candidate) == word && candidate != text && fits(candidate, expected)) {
        return fmt::format("write {}", candidate);
      }
    }
  }
  return {};
}

}  // namespace strata
