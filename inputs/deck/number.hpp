// Numbers in deck text, read and written independently of the locale.
#pragma once

#include <string>
#include <string_view>

namespace strata {

/// A decimal number at the start of a text.
struct ScannedNumber {
  std::size_t length = 0;  ///< characters used; 0: the text does not start with a number
  std::string mantissa;    ///< "-1.5", as std::from_chars takes it
  long exponent = 0;       ///< of "e6"; clamped to +-100000
};

/// Reads [+-]digits[.digits][e[+-]digits], where digits may lack on one side of the point.
ScannedNumber scan_number(std::string_view text);

/// mantissa * 10^(exponent + shift), correctly rounded: "60" with shift -6 is the double nearest to 6e-5.
/// \return false when it overflows, or underflows to zero
bool evaluate(const ScannedNumber& number, long shift, double& value);

/// What is wrong with `text` as a number: "", or a hint for hexadecimal, 1_000, 1,000, nan, inf ...
std::string number_hint(std::string_view text);

/// Shortest text that reads back as the same double: "6e-05".
std::string shortest(double value);

/// `text` without blanks at both ends.
std::string_view trimmed(std::string_view text);

}  // namespace strata
