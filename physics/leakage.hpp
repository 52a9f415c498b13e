// Power that follows the temperature of the place where it is released: subthreshold leakage of transistors,
// P(T) = P_0 exp(c (T - T_0)), or a table of factors.
#pragma once

#include <cmath>
#include <cstdint>

#include <Kokkos_Macros.hpp>

#include "physics/laws.hpp"

namespace strata {

/// Plain data.
struct LeakageLaw {
  double reference_temperature = 0.0;  ///< [K] factor 1
  double coefficient = 0.0;            ///< [1/K]
  std::int32_t table = -1;             ///< number of the law of the factor; -1: the exponential
};

/// Iterates on their way to a runaway would overflow; no body is that hot.
inline constexpr double kLargestLeakageExponent = 200.0;

KOKKOS_INLINE_FUNCTION double leakage_factor(const LeakageLaw& law, const LawTable& tables, double T) {
  if (law.table >= 0) return tables.evaluate(law.table, T);
  return std::exp(std::fmin(law.coefficient * (T - law.reference_temperature), kLargestLeakageExponent));
}

/// d(factor)/dT [1/K]
KOKKOS_INLINE_FUNCTION double leakage_slope(const LeakageLaw& law, const LawTable& tables, double T) {
  if (law.table >= 0) return tables.derivative(law.table, T);
  return law.coefficient * leakage_factor(law, tables, T);
}

}  // namespace strata
