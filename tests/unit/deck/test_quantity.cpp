#include <clocale>
#include <cmath>

#include <catch2/catch.hpp>

#include "inputs/deck/number.hpp"
#include "inputs/deck/quantity.hpp"

using namespace strata;
namespace dim = strata::dimension;

namespace {

double si(const std::string& text, const Dimension& dimension) {
  const ParsedQuantity parsed = parse_quantity(text, dimension);
  INFO(text << ": " << parsed.message);
  CHECK(parsed.ok);
  return parsed.value;
}
std::string message(const std::string& text, const Dimension& dimension) {
  const ParsedQuantity parsed = parse_quantity(text, dimension);
  return parsed.ok ? "accepted" : parsed.message;
}
std::string hint(const std::string& text, const Dimension& dimension) {
  const ParsedQuantity parsed = parse_quantity(text, dimension);
  return parsed.ok ? "accepted" : parsed.hint;
}

constexpr Dimension kExpansion{{0, 0, 0, -1, 0}, false, "thermal expansion coefficient", "1/K", "2.6 ppm/K"};
constexpr Dimension kFraction{{0, 0, 0, 0, 0}, false, "fraction", "", "30 %"};

}  // namespace

TEST_CASE("decimal units give the double nearest to the written value, bit for bit") {
  CHECK(si("60 um", dim::kLength) == 60e-6);
  CHECK(si("0.06 mm", dim::kLength) == 60e-6);
  CHECK(si("6e-5 m", dim::kLength) == 60e-6);
  CHECK(si("0.7 um", dim::kLength) == 0.7e-6);
  CHECK(si("4.75mm", dim::kLength) == 4.75e-3);
  CHECK(si("1e3 nm", dim::kLength) == 1e-6);
  CHECK(si("1 mil", dim::kLength) == 2.54e-5);
  CHECK(si("1 in", dim::kLength) == 2.54e-2);
  CHECK(si("4 mm^2", dim::kArea) == 4e-6);
  CHECK(si("2330 kg/m^3", dim::kDensity) == 2330.0);
  CHECK(si("2.33 g/cm^3", dim::kDensity) == 2330.0);
  CHECK(si("712 J/(kg.K)", dim::kHeatCapacity) == 712.0);
  CHECK(si("0.712 J/g/K", dim::kHeatCapacity) == 712.0);
  CHECK(si("50 W/cm^2", dim::kHeatFlux) == 5e5);
  CHECK(si("2 min", dim::kTime) == 120.0);
  CHECK(si("1.5 h", dim::kTime) == 5400.0);
  CHECK(si("5 K.mm^2/W", dim::kContactResistance) == 5e-6);
  CHECK(si("1 V.A", dim::kPower) == 1.0);
}

TEST_CASE("products, quotients, powers, brackets and raised digits spell the same unit") {
  for (const std::string unit :
       {"W/(m.K)", "W/(m*K)", "W/(m·K)", "W/m/K", "W.m^-1.K^-1", "W·m⁻¹·K⁻¹", "W*m-1*K-1", "W / ( m . K )",
        "mW/(mm.K)", "W/((m).(K))", "(W/m)/K", "(m.K/W)^-1", "J/s/m/K", "1/(m.K/W)"}) {
    INFO(unit);
    CHECK(si("4 " + unit, dim::kConductivity) == 4.0);
  }
  for (const std::string unit : {"mm2", "mm^2", "mm²", "mm.mm", "(mm)^2", "mm^+2"}) {
    CHECK(si("3 " + unit, dim::kArea) == 3e-6);
  }
  CHECK(si("7 W/cm²", dim::kHeatFlux) == 7e4);
  CHECK(si("60 µm", dim::kLength) == 60e-6);       // U+00B5
  CHECK(si("60 \u03BCm", dim::kLength) == 60e-6);  // Greek mu
  CHECK(si("60\u00A0um", dim::kLength) == 60e-6);  // no-break space
  CHECK(si("2.6 ppm/K", kExpansion) == 2.6e-6);
  CHECK(si("2.6e-6 1/K", kExpansion) == 2.6e-6);
  CHECK(si("2.6e-6 /K", kExpansion) == 2.6e-6);
}

TEST_CASE("degC is a temperature and nothing else") {
  CHECK(si("85 degC", dim::kTemperature) == 85.0 + 273.15);
  CHECK(si("85 °C", dim::kTemperature) == 85.0 + 273.15);
  CHECK(si("85 ℃", dim::kTemperature) == 85.0 + 273.15);
  CHECK(si("-40degC", dim::kTemperature) == -40.0 + 273.15);
  CHECK(si("358.15 K", dim::kTemperature) == 358.15);
  CHECK(si("5 K", dim::kTemperatureDifference) == 5.0);
  CHECK(si("5 mK", dim::kTemperatureDifference) == 5e-3);
  CHECK(message("5 degC", dim::kTemperatureDifference).find("expected a temperature difference") == 0);
  CHECK(hint("5 degC", dim::kTemperatureDifference) == "write K");
  CHECK(hint("5 W/(m.degC)", dim::kConductivity) == "inside a unit write K for degC");
  CHECK(message("-300 degC", dim::kTemperature).find("temperatures start at 0 K") != std::string::npos);
  CHECK(message("-1 K", dim::kTemperature).find("temperatures start at 0 K") != std::string::npos);
  CHECK(message("5 degC", dim::kLength).find("'degC' is a temperature on a scale") != std::string::npos);
}

TEST_CASE("a quantity of the wrong dimension says what was expected and what was found") {
  CHECK(message("60", dim::kLength) == "expected a length such as '60 um'; a bare number has no unit");
  CHECK(message("60 K", dim::kLength) == "expected a length such as '60 um'; 'K' is a temperature");
  CHECK(message("4 mm^2", dim::kLength) == "expected a length such as '60 um'; 'mm^2' is an area");
  CHECK(message("4 m.K", dim::kLength) == "expected a length such as '60 um'; 'm.K' is in m.K");
  CHECK(message("4 s^-2", dim::kLength).find("is in s^-2") != std::string::npos);
  CHECK(message("4 %", dim::kLength).find("'%' is a pure number") != std::string::npos);
  CHECK(message("", dim::kLength) == "expected a length such as '60 um'");
  CHECK(message("thin", dim::kLength) == "expected a length such as '60 um'");
  CHECK(message("60 foo", dim::kLength) == "expected a length such as '60 um'; unknown unit 'foo'");
  CHECK(message("3 m", kFraction) == "expected a fraction such as '30 %'; 'm' is a length");
}

TEST_CASE("usual misspellings of units get a hint that helps") {
  CHECK(hint("4 W/mK", dim::kConductivity) == "write W/(m.K): 'mK' is millikelvin");
  CHECK(hint("4 W/m-K", dim::kConductivity) == "write W/(m.K)");
  CHECK(hint("4 W/m*K", dim::kConductivity) == "write W/(m.K)");
  CHECK(hint("4 W/m.K", dim::kConductivity) == "write W/(m.K)");
  CHECK(hint("4 W/m K", dim::kConductivity) == "write W/(m.K)");
  CHECK(hint("4 W m^-1 K^-1", dim::kConductivity) == "write W.m^-1.K^-1");
  CHECK(hint("4 W/m2K", dim::kFilmCoefficient) == "write W/(m2.K)");
  CHECK(hint("4 W/m^2K", dim::kFilmCoefficient) == "write W/(m^2.K)");
  CHECK(hint("700 J/kgK", dim::kHeatCapacity) == "write J/(kg.K)");
  CHECK(hint("700 J/kg-K", dim::kHeatCapacity) == "write J/(kg.K)");
  CHECK(hint("5 mm2K/W", dim::kContactResistance) == "write mm2.K/W");
  CHECK(hint("85 C", dim::kTemperature) == "write degC or K");
  CHECK(hint("5 C", dim::kTemperatureDifference) == "write K");
  CHECK(hint("12 ppm/C", dim::kExpansion) == "write ppm/K");
  CHECK(hint("12e-6 1/C", dim::kExpansion) == "write 1/K");
  CHECK(hint("25 Gpa", dim::kModulus) == "write GPa");
  CHECK(hint("3.6 Mpsi", dim::kModulus) == "psi is not known here: 1 ksi is 6.895 MPa");
  CHECK(hint("85 F", dim::kTemperature).find("Fahrenheit") != std::string::npos);
  CHECK(hint("85 degF", dim::kTemperature).find("Fahrenheit") != std::string::npos);
  CHECK(hint("60 micron", dim::kLength) == "write um");
  CHECK(hint("60 microns", dim::kLength) == "write um");
  CHECK(hint("18 KW", dim::kPower) == "write kW");
  CHECK(hint("18 w", dim::kPower) == "write W");
  CHECK(hint("60 UM", dim::kLength) == "write um");
}

TEST_CASE("numbers are decimal, finite and free of the locale") {
  CHECK(si(".5 m", dim::kLength) == 0.5);
  CHECK(si("5. m", dim::kLength) == 5.0);
  CHECK(si("+5 m", dim::kLength) == 5.0);
  CHECK(si("-5e-3 m", dim::kLength) == -5e-3);
  CHECK(si("1E2 m", dim::kLength) == 100.0);
  CHECK(si("0 m", dim::kLength) == 0.0);
  CHECK(si("5 eV", Dimension{{1, 2, -2, 0, 0}, false, "energy", "J", "3 J"}) == 5 * 1.602176634e-19);
  CHECK(message("1e400 m", dim::kLength).find("too large") != std::string::npos);
  CHECK(message("1e-400 m", dim::kLength).find("too small") != std::string::npos);
  CHECK(message("1e308 km", dim::kLength).find("too large") != std::string::npos);
  CHECK(message("1e99999999999999999999 m", dim::kLength).find("too large") != std::string::npos);
  CHECK(hint("inf m", dim::kLength) == "numbers must be finite");
  CHECK(hint("-.inf m", dim::kLength) == "numbers must be finite");
  CHECK(hint("nan m", dim::kLength) == "numbers must be finite");
  CHECK(hint("0x10 m", dim::kLength) == "write a decimal number");
  CHECK(hint("1_000 um", dim::kLength) == "write digits without '_'");
  CHECK(hint("1,000 um", dim::kLength).find("the decimal mark is '.'") == 0);
  CHECK(hint("1,5 um", dim::kLength).find("the decimal mark is '.'") == 0);
  CHECK(hint("\u22125 um", dim::kLength) == "write the sign as '-'");
  CHECK(message("1.2.3 m", dim::kLength) != "accepted");
  CHECK(message("--5 m", dim::kLength) != "accepted");
  CHECK(message("5 5 m", dim::kLength) != "accepted");
  for (const char* name : {"de_DE.UTF-8", "fr_FR.UTF-8"}) {
    const char* before = std::setlocale(LC_ALL, nullptr);
    const std::string saved = before != nullptr ? before : "C";
    if (std::setlocale(LC_ALL, name) == nullptr) continue;  // not on this machine
    CHECK(si("1.5 um", dim::kLength) == 1.5e-6);
    CHECK(shortest(1.5) == "1.5");
    std::setlocale(LC_ALL, saved.c_str());
  }
}

TEST_CASE("hostile units end in a message") {
  CHECK(message("1 " + std::string(100000, '('), dim::kLength) != "accepted");
  CHECK(message("1 " + std::string(150, '('), dim::kLength).find("too many brackets") != std::string::npos);
  CHECK(message("1 m^999999999999", dim::kLength).find("power in the unit is too large") !=
        std::string::npos);
  CHECK(message("1 ((((m^30)^30)^30)^30)", dim::kLength).find("too large") != std::string::npos);
  for (const std::string unit :
       {"m/", "m.", "(m",    "m)",    "()",     "^2", "m^",   "m^^2", "m//s", ".m", "m^-",
        "/",  "1",  "m²²²²", "m^2.5", "\u00B2", "2",  "10 m", "m 2",  "m@5",  "m\n"}) {
    INFO(unit);
    CHECK(message("1 " + unit, dim::kArea) != "accepted");
  }
}

TEST_CASE("pure numbers take percent and ppm, but no other unit") {
  CHECK(si("0.3", kFraction) == 0.3);
  CHECK(si("30 %", kFraction) == 0.3);
  CHECK(si("5 ppm", kFraction) == 5e-6);
}

TEST_CASE("values print in units people use, and exactly where they must read back") {
  CHECK(readable_quantity(60e-6, dim::kLength) == "60 um");
  CHECK(readable_quantity(5e-3, dim::kLength) == "5 mm");
  CHECK(readable_quantity(1e-9, dim::kLength) == "1 nm");
  CHECK(readable_quantity(2500.0, dim::kLength) == "2500 m");
  CHECK(readable_quantity(1200.0, dim::kPower) == "1.2 kW");
  CHECK(readable_quantity(358.15, dim::kTemperature) == "85 degC");
  CHECK(readable_quantity(0.0, dim::kTemperature) == "0 K");
  CHECK(readable_quantity(5.0, dim::kTemperatureDifference) == "5 K");
  CHECK(readable_quantity(4.0, dim::kConductivity) == "4 W/(m.K)");
  CHECK(readable_quantity(0.0, dim::kLength) == "0");
  for (const Dimension& d :
       {dim::kLength, dim::kArea, dim::kTime, dim::kTemperature, dim::kTemperatureDifference, dim::kPower,
        dim::kHeatFlux, dim::kPowerDensity, dim::kConductivity, dim::kFilmCoefficient,
        dim::kContactResistance, dim::kDensity, dim::kHeatCapacity}) {
    for (const double value :
         {1.0 / 3.0, 6.02214076e23, 1e-300, 273.15, 4.9406564584124654e-324, 0.1 + 0.2}) {
      INFO(exact_quantity(value, d));
      CHECK(si(exact_quantity(value, d), d) == value);
    }
    INFO(d.example);
    CHECK(std::isfinite(si(std::string(d.example), d)));
  }
}
