// Our unit table against udunits2, an independent one. Differences that we want are listed at the end.
#ifdef STRATA_HAVE_UDUNITS

#include <cmath>
#include <memory>
#include <string>
#include <vector>

#include <catch2/catch.hpp>
#include <udunits2.h>

#include "inputs/deck/quantity.hpp"
#include "inputs/deck/units.hpp"

using namespace strata;

namespace {

class Udunits {
 public:
  Udunits() {
    ut_set_error_message_handler(ut_ignore);
    system_.reset(ut_read_xml(nullptr));
  }
  bool is_ready() const { return system_ != nullptr; }

  /// Value of one `unit` in the SI unit `target`; NaN where udunits2 does not know it or the dimensions
  /// differ.
  double factor(const std::string& unit, const std::string& target) const {
    const Unit from(ut_parse(system_.get(), unit.c_str(), UT_UTF8), ut_free);
    const Unit to(ut_parse(system_.get(), target.c_str(), UT_UTF8), ut_free);
    if (!from || !to || ut_are_convertible(from.get(), to.get()) == 0) return std::nan("");
    const std::unique_ptr<cv_converter, void (*)(cv_converter*)> converter(
        ut_get_converter(from.get(), to.get()), cv_free);
    return converter ? cv_convert_double(converter.get(), 1.0) : std::nan("");
  }
  bool knows(const std::string& unit) const {
    return Unit(ut_parse(system_.get(), unit.c_str(), UT_UTF8), ut_free) != nullptr;
  }

 private:
  using Unit = std::unique_ptr<ut_unit, void (*)(ut_unit*)>;
  std::unique_ptr<ut_system, void (*)(ut_system*)> system_{nullptr, ut_free_system};
};

/// SI base units of a parsed unit as text both sides read: "kg^1.m^2.s^-3".
std::string base_text(const std::array<int, 5>& exponents) {
  static const char* const kNames[] = {"kg", "m", "s", "K", "A"};
  std::string text = "1";
  for (std::size_t i = 0; i < 5; ++i) {
    if (exponents[i] != 0) text += std::string(".") + kNames[i] + "^" + std::to_string(exponents[i]);
  }
  return text;
}

double our_factor(const UnitExpression& unit) {
  return unit.numerator / unit.denominator * std::pow(10.0, static_cast<double>(unit.shift));
}

void compare(const Udunits& udunits, const std::string& text) {
  INFO("unit '" << text << "'");
  const UnitExpression ours = parse_unit(ascii_units(text));
  CHECK(ours.problem.empty());
  const double theirs = udunits.factor(text, base_text(ours.exponents));  // NaN if the dimensions differ
  CHECK(our_factor(ours) == Approx(theirs).epsilon(1e-13).margin(0.0));
}

}  // namespace

TEST_CASE("every unit with every prefix has the value that udunits2 gives it") {
  const Udunits udunits;
  REQUIRE(udunits.is_ready());
  std::size_t n = 0;
  for (const std::string& symbol : unit_symbols(true)) {
    if (symbol == "Wh" || symbol == "eV") continue;  // see below
    for (const char* prefix : {"",   "y", "z", "a", "f", "p", "n", "u", "m", "c", "d",
                               "da", "h", "k", "M", "G", "T", "P", "E", "Z", "Y"}) {
      compare(udunits, prefix + symbol);
      ++n;
    }
  }
  for (const std::string& symbol : unit_symbols(false)) {
    if (symbol == "mil") continue;  // a volume, or nothing, in udunits2
    compare(udunits, symbol);
    ++n;
  }
  CHECK(n > 300);
  CHECK(our_factor(parse_unit("mil")) == Approx(udunits.factor("in", "m") * 1e-3).epsilon(1e-14));
  // udunits2 holds the electron volt of 1986, we the exact one of 2019.
  CHECK(our_factor(parse_unit("keV")) == Approx(udunits.factor("keV", "J")).epsilon(1e-6));
  CHECK(our_factor(parse_unit("kWh")) == Approx(udunits.factor("kW.h", "J")).epsilon(1e-14));
}

TEST_CASE("products, quotients, powers and brackets are read as udunits2 reads them") {
  const Udunits udunits;
  REQUIRE(udunits.is_ready());
  for (const std::string text :
       {"W/(m.K)",   "W/m/K",  "W.m-1.K-1", "W*m^-1*K^-1", "W/m.K",    "J/kg.K",  "J/(kg.K)",   "W/cm^2",
        "W/cm2",     "W/mm^2", "W/(mm^2)",  "(W/mm)^2",    "K.mm^2/W", "K.cm2/W", "m^2.K/W",    "g/cm3",
        "kg/m^3",    "mm2",    "um^2",      "µm",          "µm²",      "W/cm²",   "kg.m^2/s^3", "m^3/min",
        "L/min",     "mL/h",   "1/K",       "1/(m.K)",     "(m.K)^-1", "ppm/K",   "1/s",        "Hz^2",
        "N.m",       "N/m^2",  "MPa",       "GPa/K",       "V.A",      "V/A",     "ohm.m",      "A/cm^2",
        "mW/(cm.K)", "W/mK",   "m.m.m",     "((m))"}) {
    compare(udunits, text);
  }
}

TEST_CASE("what udunits2 rejects we reject") {
  const Udunits udunits;
  REQUIRE(udunits.is_ready());
  for (const std::string text : {"foo", "W/(m.K", "()", "m^", "m**", "m//s", "W/", "(m", "m^^2", "mmm", "uum",
                                 "KW", "^2", "W/(", "um/foo", "WW", "mKK"}) {
    INFO("unit '" << text << "'");
    CHECK_FALSE(udunits.knows(text));
    CHECK_FALSE(parse_unit(ascii_units(text)).problem.empty());
  }
}

TEST_CASE("what udunits2 takes and we refuse on purpose") {
  const Udunits udunits;
  REQUIRE(udunits.is_ready());
  for (const std::string text : {
           "W m-1 K-1",  // blanks as products: a number may hide among the words
           "10 m",       // numbers in units
           "1e-6 m", "meter", "micron",
           "watt",  // long names
           "C",
           "F",  // coulomb and farad: here always a mistaken temperature
           "degF",
           "kkg",     // prefixes twice
           "W/m.K)",  // brackets that do not match
       }) {
    INFO("unit '" << text << "'");
    CHECK(udunits.knows(text));
    CHECK_FALSE(parse_unit(ascii_units(text)).problem.empty());
  }
}

TEST_CASE("temperatures on a scale agree with udunits2") {
  const Udunits udunits;
  REQUIRE(udunits.is_ready());
  CHECK(parse_quantity("1 degC", dimension::kTemperature).value ==
        Approx(udunits.factor("degC", "K")).epsilon(1e-15));
}

#endif
