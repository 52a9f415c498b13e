// Values of parameters between text and number: "53.2 um" is 53.2 where the parameter's unit is um.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "inputs/deck/keys.hpp"

namespace strata {

/// What the numbers of a parameter are: a type of its key that takes numbers, and a unit of that.
struct ParameterUnit {
  const KeyType* type = nullptr;  ///< quantity, number or integer
  std::string text;               ///< as written; "" for pure numbers
  double factor = 1.0;            ///< SI value = factor * value + offset
  double offset = 0.0;
};

/// A number that was read, or why not.
struct ReadNumber {
  std::optional<double> value;  ///< in the unit
  std::string message;
  std::string hint;
};

/// The unit of the first value of a parameter, by the first of the types that can read it; empty where none
/// can, with the message of the first that takes numbers at all.
std::optional<ParameterUnit> unit_of(const std::string& text, const std::vector<const KeyType*>& types,
                                     std::string& message, std::string& hint);

/// A value in a known unit, written in that unit or another one of the same dimension.
ReadNumber read_in_unit(const std::string& text, const ParameterUnit& unit);

/// The same, where a bare number is one in the unit.
ReadNumber read_bare_or_in_unit(const std::string& text, const ParameterUnit& unit);

/// Ten significant digits: what a sample's value is rounded to, so that libraries which differ in the last
/// bit of a logarithm make the same sample.
double rounded_value(double value);

/// "53.2 um": text that reads back as the same number.
std::string value_text(double value, const std::string& unit);

}  // namespace strata
