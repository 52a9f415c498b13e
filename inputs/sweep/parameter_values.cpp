#include "inputs/sweep/parameter_values.hpp"

#include <cmath>

#include <fmt/format.h>

#include "inputs/deck/number.hpp"
#include "inputs/deck/scalar_values.hpp"
#include "inputs/deck/units.hpp"

namespace strata {

namespace {

bool takes_numbers(const KeyType& type) {
  return type.kind == KeyType::Kind::quantity || type.kind == KeyType::Kind::number ||
         type.kind == KeyType::Kind::integer;
}

/// The number and the unit of a text in ASCII spelling.
struct Parts {
  ScannedNumber number;
  std::string unit;
};

Parts parts_of(const std::string& text) {
  const std::string ascii = ascii_units(text);
  const std::string_view content = trimmed(ascii);
  Parts parts;
  parts.number = scan_number(content);
  parts.unit = trimmed(content.substr(parts.number.length));
  return parts;
}

/// A text as any number that the type's kind takes, bounds and wholeness aside [SI].
ReadNumber read_unbounded(const std::string& text, const KeyType& type) {
  ReadNumber reading;
  if (type.kind == KeyType::Kind::quantity) {
    const ParsedQuantity parsed = parse_quantity(text, type.dimension);
    if (parsed.ok) reading.value = parsed.value;
    reading.message = parsed.message;
    reading.hint = parsed.hint;
    return reading;
  }
  Node node;
  node.kind = Node::Kind::scalar;
  node.text = text;
  const ScalarReading scalar = read_scalar(node, key_type::number(), "");
  if (const auto* number = std::get_if<double>(&scalar.data)) reading.value = *number;
  reading.message = scalar.message;
  reading.hint = scalar.hint;
  return reading;
}

}  // namespace

std::optional<ParameterUnit> unit_of(const std::string& text, const std::vector<const KeyType*>& types,
                                     std::string& message, std::string& hint) {
  bool is_first = true;
  for (const KeyType* type : types) {
    if (!takes_numbers(*type)) continue;
    const ReadNumber reading = read_unbounded(text, *type);
    if (reading.value) {
      const std::string text_of_unit = parts_of(text).unit;
      ParameterUnit unit{type, text_of_unit, 1.0, 0.0};
      if (text_of_unit == "degC") {
        unit.offset = parse_quantity("0 degC", type->dimension).value;
      } else if (!text_of_unit.empty()) {
        unit.factor = parse_quantity("1 " + text_of_unit, type->dimension).value;
      }
      return unit;
    }
    if (is_first) {
      message = reading.message;
      hint = reading.hint;
    }
    is_first = false;
  }
  return std::nullopt;
}

ReadNumber read_in_unit(const std::string& text, const ParameterUnit& unit) {
  ReadNumber reading = read_unbounded(text, *unit.type);
  if (!reading.value) return reading;
  const Parts parts = parts_of(text);
  double number = 0.0;
  reading.value = parts.unit == unit.text && evaluate(parts.number, 0, number)
                      ? number
                      : (*reading.value - unit.offset) / unit.factor;
  return reading;
}

ReadNumber read_bare_or_in_unit(const std::string& text, const ParameterUnit& unit) {
  const Parts parts = parts_of(text);
  const bool is_bare = parts.number.length > 0 && parts.unit.empty();
  return read_in_unit(is_bare && !unit.text.empty() ? text + ' ' + unit.text : text, unit);
}

double rounded_value(double value) {
  double rounded = value;
  evaluate(scan_number(fmt::format("{:.9e}", value)), 0, rounded);
  return rounded;
}

std::string value_text(double value, const std::string& unit) {
  constexpr double kPlain = 1e9;
  const bool is_whole = value == std::floor(value) && std::abs(value) < kPlain;
  const std::string number = is_whole ? fmt::format("{:.0f}", value) : shortest(value);
  return unit.empty() ? number : fmt::format("{} {}", number, unit);
}

}  // namespace strata
