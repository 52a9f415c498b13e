// Power law: value * (T / T_ref)^exponent, T clamped to [T_min, T_max]. Semiconductors above their
// conductivity peak follow it with exponents of -1.2 to -1.5.
#pragma once

#include <algorithm>
#include <cmath>

#include <Kokkos_Macros.hpp>

#include "inputs/model.hpp"
#include "physics/laws/device_law.hpp"

namespace strata {

/// \param T  temperature [K]; the ends of the range are positive
KOKKOS_INLINE_FUNCTION double power_law_value(double value, double T_ref, double exponent, double T_min,
                                              double T_max, double T) {
  const double clamped = T < T_min ? T_min : (T > T_max ? T_max : T);
  return value * std::pow(clamped / T_ref, exponent);
}

/// d(value)/dT [per K]; zero where T is clamped, the inner slope at the ends of the range.
KOKKOS_INLINE_FUNCTION double power_law_derivative(double value, double T_ref, double exponent, double T_min,
                                                   double T_max, double T) {
  if (T < T_min || T > T_max) return 0.0;
  return value * exponent / T_ref * std::pow(T / T_ref, exponent - 1.0);
}

/// Integral over temperature from `from` to from + rise [K], the clamped ends included; a small rise keeps
/// its digits.
KOKKOS_INLINE_FUNCTION double power_law_integral(double value, double T_ref, double exponent, double T_min,
                                                 double T_max, double from, double rise) {
  const double to = from + rise;
  const double lower = from < T_min ? T_min : (from > T_max ? T_max : from);
  const double upper = to < T_min ? T_min : (to > T_max ? T_max : to);
  const double width = lower == from && upper == to ? rise : upper - lower;
  const double n = exponent + 1.0, growth = std::log1p(width / lower);
  const double inside =
      n == 0.0 ? T_ref * growth : T_ref / n * std::pow(lower / T_ref, n) * std::expm1(n * growth);
  return value * inside + power_law_value(value, T_ref, exponent, T_min, T_max, lower) * (lower - from) +
         power_law_value(value, T_ref, exponent, T_min, T_max, upper) * (to - upper);
}

inline bool is_constant_law(const PowerLaw& law) {
  return law.exponent == 0.0 || law.temperature_min >= law.temperature_max;
}

inline TemperatureRange range_of_law(const PowerLaw& law) {
  return {law.temperature_min, law.temperature_max};
}

inline double evaluate_law(const PowerLaw& law, double T) {
  return power_law_value(law.value, law.reference_temperature, law.exponent, law.temperature_min,
                         law.temperature_max, T);
}

inline double differentiate_law(const PowerLaw& law, double T) {
  return power_law_derivative(law.value, law.reference_temperature, law.exponent, law.temperature_min,
                              law.temperature_max, T);
}

/// See power_law_integral().
inline double integrate_law(const PowerLaw& law, double from, double to) {
  return power_law_integral(law.value, law.reference_temperature, law.exponent, law.temperature_min,
                            law.temperature_max, from, to - from);
}

inline DeviceLaw pack_law(const PowerLaw& law, std::vector<double>&) {
  DeviceLaw packed;
  packed.kind = LawKind::power;
  packed.value = law.value;
  packed.reference_temperature = law.reference_temperature;
  packed.exponent = law.exponent;
  packed.temperature_min = law.temperature_min;
  packed.temperature_max = law.temperature_max;
  return packed;
}

}  // namespace strata
