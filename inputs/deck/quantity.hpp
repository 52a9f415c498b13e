// Units: the only place where text such as "85 um" becomes SI, and where SI is printed as people read it.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace strata {

/// Exponents of the SI base units kg, m, s, K, A of a physical dimension.
/// `absolute_temperature` marks kelvin on a scale (where `degC` is legal) as opposed to a difference.
struct Dimension {
  std::array<std::int8_t, 5> exponents{};
  bool absolute_temperature = false;
  std::string_view name;     ///< "length", "thermal conductivity": what messages say was expected
  std::string_view si_unit;  ///< "m", "W/(m.K)"
  std::string_view example;  ///< "60 um"
};

/// Equal exponents. A temperature and a temperature difference have the same dimension.
bool same_dimension(const Dimension& a, const Dimension& b);
/// No exponents at all: a pure number, a ratio.
bool is_pure_number(const Dimension& dimension);

namespace dimension {
//                                       kg  m  s  K  A
inline constexpr Dimension kLength{{0, 1, 0, 0, 0}, false, "length", "m", "60 um"};
inline constexpr Dimension kArea{{0, 2, 0, 0, 0}, false, "area", "m^2", "4 mm^2"};
inline constexpr Dimension kTime{{0, 0, 1, 0, 0}, false, "time", "s", "10 ms"};
inline constexpr Dimension kTemperature{{0, 0, 0, 1, 0}, true, "temperature", "K", "85 degC"};
inline constexpr Dimension kTemperatureDifference{
    {0, 0, 0, 1, 0}, false, "temperature difference", "K", "5 K"};
inline constexpr Dimension kPower{{1, 2, -3, 0, 0}, false, "power", "W", "18 W"};
inline constexpr Dimension kHeatFlux{{1, 0, -3, 0, 0}, false, "heat flux", "W/m^2", "50 W/cm^2"};
inline constexpr Dimension kPowerDensity{{1, -1, -3, 0, 0}, false, "power density", "W/m^3", "2 W/mm^3"};
inline constexpr Dimension kConductivity{
    {1, 1, -3, -1, 0}, false, "thermal conductivity", "W/(m.K)", "4 W/(m.K)"};
inline constexpr Dimension kFilmCoefficient{
    {1, 0, -3, -1, 0}, false, "film coefficient", "W/(m^2.K)", "2e4 W/(m^2.K)"};
inline constexpr Dimension kContactResistance{
    {-1, 0, 3, 1, 0}, false, "thermal contact resistance", "m^2.K/W", "5 K.mm^2/W"};
inline constexpr Dimension kDensity{{1, -3, 0, 0, 0}, false, "density", "kg/m^3", "2330 kg/m^3"};
inline constexpr Dimension kHeatCapacity{
    {0, 2, -2, -1, 0}, false, "specific heat capacity", "J/(kg.K)", "712 J/(kg.K)"};
inline constexpr Dimension kPressure{{1, -1, -2, 0, 0}, false, "pressure", "Pa", "0.2 MPa"};
inline constexpr Dimension kModulus{{1, -1, -2, 0, 0}, false, "elastic modulus", "Pa", "130 GPa"};
inline constexpr Dimension kStiffness{{1, -1, -2, 0, 0}, false, "elastic stiffness", "Pa", "165.7 GPa"};
inline constexpr Dimension kPoissonRatio{{0, 0, 0, 0, 0}, false, "Poisson ratio", "", "0.3"};
inline constexpr Dimension kExpansion{
    {0, 0, 0, -1, 0}, false, "thermal expansion coefficient", "1/K", "2.6e-6 1/K"};
inline constexpr Dimension kVolumeFlow{{0, 3, -1, 0, 0}, false, "volume flow", "m^3/s", "1 l/min"};
inline constexpr Dimension kMassFlow{{1, 0, -1, 0, 0}, false, "mass flow", "kg/s", "0.02 kg/s"};
inline constexpr Dimension kFactor{{0, 0, 0, 0, 0}, false, "factor", "", "0.3"};
inline constexpr Dimension kEmissivity{{0, 0, 0, 0, 0}, false, "emissivity", "", "0.8"};
inline constexpr Dimension kLeakageCoefficient{
    {0, 0, 0, -1, 0}, false, "leakage coefficient", "1/K", "0.02 1/K"};
}  // namespace dimension

/// What parse_quantity found: the value in SI, or why the text is no quantity of that dimension.
struct ParsedQuantity {
  bool ok = false;
  double value = 0.0;   ///< SI, kelvin; finite when ok
  std::string message;  ///< when not ok: "expected a length such as '60 um'; 'K' is a temperature"
  std::string hint;     ///< when not ok: "" or "write W/(m.K): 'W/mK' is watt per millikelvin"
};

/// Reads "<number> <unit>"; SI prefixes on named units, `.` `*` `/` `^` and brackets; `degC` only as an
/// absolute temperature. A bare number is an error unless the dimension is that of a pure number.
ParsedQuantity parse_quantity(std::string_view text, const Dimension& expected);

/// "a length such as '60 um'", "a number": what messages say was expected.
std::string expected_quantity(const Dimension& dimension);

/// SI value as people write it: "60 um", "85 degC", "4 W/(m.K)", six significant digits; plain "0" for zero
/// on anything but a temperature.
std::string readable_quantity(double value, const Dimension& dimension);

/// SI value as deck text that reads back as the same double: "6e-05 m", "358.15 K".
std::string exact_quantity(double value, const Dimension& dimension);

}  // namespace strata
