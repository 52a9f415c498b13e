#include "inputs/deck/quantity.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "inputs/deck/diagnostics.hpp"
#include "inputs/deck/number.hpp"
#include "inputs/deck/units.hpp"

namespace strata {
namespace {

constexpr double kZeroCelsius = 273.15;  // [K], by definition
constexpr std::size_t kLongest = 200;

/// Dimensions that messages can name; the first one with the exponents at hand is taken.
constexpr Dimension kNamed[] = {
    dimension::kLength,
    dimension::kArea,
    {{0, 3, 0, 0, 0}, false, "volume", "m^3", "2 mm^3"},
    dimension::kTime,
    dimension::kTemperature,
    dimension::kPower,
    dimension::kHeatFlux,
    dimension::kPowerDensity,
    dimension::kConductivity,
    dimension::kFilmCoefficient,
    dimension::kContactResistance,
    dimension::kDensity,
    dimension::kHeatCapacity,
    {{1, 0, 0, 0, 0}, false, "mass", "kg", "3 g"},
    {{1, 2, -2, 0, 0}, false, "energy", "J", "3 J"},
    {{1, 1, -2, 0, 0}, false, "force", "N", "3 N"},
    dimension::kPressure,
    {{0, 0, -1, 0, 0}, false, "frequency", "Hz", "1 kHz"},
    {{0, 1, -1, 0, 0}, false, "velocity", "m/s", "2 m/s"},
    dimension::kVolumeFlow,
    dimension::kMassFlow,
    {{0, 0, 0, 0, 1}, false, "current", "A", "2 A"},
    {{1, 2, -3, 0, -1}, false, "voltage", "V", "1.1 V"},
    {{1, 2, -3, 0, -2}, false, "electrical resistance", "ohm", "5 mohm"},
    {{-1, -2, 3, 1, 0}, false, "thermal resistance", "K/W", "0.2 K/W"},
    {{1, 2, -3, -1, 0}, false, "thermal conductance", "W/K", "5 W/K"},
    dimension::kExpansion,
};

std::string with_article(std::string_view name) {
  const bool vowel = !name.empty() && std::string_view("aeiou").find(name[0]) != std::string_view::npos;
  return fmt::format("{} {}", vowel ? "an" : "a", name);
}

ParsedQuantity failure(const Dimension& expected, std::string_view reason, std::string hint = {}) {
  ParsedQuantity result;
  result.message = "expected " + expected_quantity(expected);
  if (!reason.empty()) result.message += fmt::format("; {}", reason);
  result.hint = std::move(hint);
  return result;
}

ParsedQuantity success(const Dimension& expected, double value) {
  if (!std::isfinite(value)) return failure(expected, "the number is too large");
  if (expected.absolute_temperature && value < 0.0) {
    return failure(expected, "temperatures start at 0 K (-273.15 degC)");
  }
  ParsedQuantity result;
  result.ok = true;
  result.value = value;
  return result;
}

ParsedQuantity out_of_range(const Dimension& expected, const ScannedNumber& number) {
  const bool is_small = number.exponent < 0;
  return failure(expected, is_small ? "the number is too small to be stored" : "the number is too large");
}

ParsedQuantity read_celsius(const ScannedNumber& number, const Dimension& expected) {
  if (!expected.absolute_temperature) {
    const bool is_difference = same_dimension(expected, dimension::kTemperatureDifference);
    return failure(expected, "'degC' is a temperature on a scale", is_difference ? "write K" : "");
  }
  double value = 0.0;
  if (!evaluate(number, 0, value)) return out_of_range(expected, number);
  return success(expected, value + kZeroCelsius);
}

}  // namespace

bool same_dimension(const Dimension& a, const Dimension& b) {
  return a.exponents == b.exponents;
}

bool is_pure_number(const Dimension& dimension) {
  return std::all_of(dimension.exponents.begin(), dimension.exponents.end(), [](int e) { return e == 0; });
}

std::string dimension_text(const std::array<int, 5>& exponents) {
  constexpr std::string_view kBase[] = {"kg", "m", "s", "K", "A"};
  if (std::all_of(exponents.begin(), exponents.end(), [](int e) { return e == 0; })) return "a pure number";
  for (const Dimension& named : kNamed) {
    if (std::equal(exponents.begin(), exponents.end(), named.exponents.begin()))
      return with_article(named.name);
  }
  std::string text;
  for (std::size_t i = 0; i < exponents.size(); ++i) {
    if (exponents[i] == 0) continue;
    if (!text.empty()) text += '.';
    text += kBase[i];
    if (exponents[i] != 1) text += fmt::format("^{}", exponents[i]);
  }
  return "in " + text;
}

std::string expected_quantity(const Dimension& dimension) {
  std::string text = with_article(dimension.name.empty() ? "number" : dimension.name);
  if (!dimension.example.empty()) text += fmt::format(" such as '{}'", dimension.example);
  return text;
}

ParsedQuantity parse_quantity(std::string_view original, const Dimension& expected) {
  if (original.size() > kLongest) return failure(expected, "found a long text");
  const std::string ascii = ascii_units(original);
  const std::string_view text = trimmed(ascii);
  const ScannedNumber number = scan_number(text);
  if (std::string hint = number_hint(text); !hint.empty()) return failure(expected, "", std::move(hint));
  if (number.length == 0) return failure(expected, "");

  const std::string_view unit_text = trimmed(text.substr(number.length));
  if (unit_text.empty() && !is_pure_number(expected)) return failure(expected, "a bare number has no unit");
  if (unit_text == "degC") return read_celsius(number, expected);
  const UnitExpression unit = unit_text.empty() ? UnitExpression{} : parse_unit(unit_text);
  if (!unit.problem.empty()) return failure(expected, unit.problem, unit_hint(unit_text, expected));
  if (!std::equal(unit.exponents.begin(), unit.exponents.end(), expected.exponents.begin())) {
    return failure(expected, fmt::format("'{}' is {}", shown(unit_text), dimension_text(unit.exponents)),
                   unit_hint(unit_text, expected));
  }
  double value = 0.0;
  const bool is_decimal = unit.numerator == 1.0 && unit.denominator == 1.0;
  if (!evaluate(number, is_decimal ? unit.shift : 0, value)) return out_of_range(expected, number);
  if (is_decimal) return success(expected, value);
  // Powers of ten up to 22 are exact, their inverses are not: "1 mil" is 254 / 1e7.
  const double scale = std::pow(10.0, std::abs(static_cast<double>(unit.shift)));
  value = value * unit.numerator / unit.denominator;
  return success(expected, unit.shift < 0 ? value / scale : value * scale);
}

std::string readable_quantity(double value, const Dimension& dimension) {
  if (dimension.absolute_temperature) {
    if (value < 100.0) return fmt::format("{:.6g} K", value);
    return fmt::format("{:.6g} degC", value - kZeroCelsius);
  }
  if (is_pure_number(dimension) || value == 0.0) return fmt::format("{:.6g}", value);
  constexpr std::string_view kPrefixable[] = {"m", "s", "W", "Pa", "Hz", "J", "N", "A", "V"};
  const bool prefixable =
      std::find(std::begin(kPrefixable), std::end(kPrefixable), dimension.si_unit) != std::end(kPrefixable);
  if (!prefixable) return fmt::format("{:.6g} {}", value, dimension.si_unit);
  constexpr std::pair<double, std::string_view> kScales[] = {{1e9, "G"},  {1e6, "M"},  {1e3, "k"}, {1.0, ""},
                                                             {1e-3, "m"}, {1e-6, "u"}, {1e-9, "n"}};
  const bool is_length = dimension.si_unit == "m";
  for (const auto& [scale, prefix] : kScales) {
    if (is_length && scale > 1.0) continue;  // nobody writes Mm
    if (std::abs(value) >= scale * (1.0 - 1e-9)) {
      return fmt::format("{:.6g} {}{}", value / scale, prefix, dimension.si_unit);
    }
  }
  return fmt::format("{:.6g} {}", value, dimension.si_unit);
}

std::string exact_quantity(double value, const Dimension& dimension) {
  if (is_pure_number(dimension)) return shortest(value);
  return fmt::format("{} {}", shortest(value), dimension.si_unit);
}

}  // namespace strata
