// Unit expressions: symbols with SI prefixes, products, quotients, powers and brackets, read left to right
// ("W/m.K" is (W/m).K, as in udunits2). Symbols, prefixes and factors: the SI brochure, 9th edition (BIPM
// 2019), and for mil and in the international inch of 25.4 mm.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "inputs/deck/quantity.hpp"

namespace strata {

/// A unit as numerator / denominator * 10^shift times SI base units. Powers of ten are kept apart so that "60
/// um" can become exactly the double nearest to 6e-5.
struct UnitExpression {
  std::array<int, 5> exponents{};  ///< of kg, m, s, K, A
  double numerator = 1.0;
  double denominator = 1.0;
  long shift = 0;
  std::string problem;  ///< empty when the text is a unit, else "unknown unit 'foo'"
  std::string symbol;   ///< the unknown symbol, where that is the problem
};

/// ASCII spelling of a quantity: micro signs become u, raised digits ^2, middle dots a point, degree signs
/// deg, no-break spaces blanks.
std::string ascii_units(std::string_view text);

/// Reads a unit in ASCII spelling. `degC` is not among the symbols: it is no factor but a scale.
UnitExpression parse_unit(std::string_view text);

/// What the writer of `text` probably meant: "write W/(m.K): 'mK' is millikelvin", or empty.
std::string unit_hint(std::string_view text, const Dimension& expected);

/// The symbols that take SI prefixes, or those that do not, in the order of the table.
std::vector<std::string> unit_symbols(bool with_prefix);

/// "a length" for known dimensions, else "in m^-1.K".
std::string dimension_text(const std::array<int, 5>& exponents);

}  // namespace strata
