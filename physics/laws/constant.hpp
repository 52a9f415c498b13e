// Constant law: value everywhere.
#pragma once

#include <limits>

#include <Kokkos_Macros.hpp>

#include "inputs/model.hpp"
#include "physics/laws/device_law.hpp"

namespace strata {

KOKKOS_INLINE_FUNCTION double constant_value(double value) {
  return value;
}
KOKKOS_INLINE_FUNCTION double constant_derivative() {
  return 0.0;
}

/// Integral over temperature along a rise [K].
KOKKOS_INLINE_FUNCTION double constant_integral(double value, double rise) {
  return value * rise;
}

inline bool is_constant_law(const ConstantLaw&) {
  return true;
}

inline TemperatureRange range_of_law(const ConstantLaw&) {
  return {0.0, std::numeric_limits<double>::infinity()};
}

inline double evaluate_law(const ConstantLaw& law, double) {
  return constant_value(law.value);
}
inline double differentiate_law(const ConstantLaw&, double) {
  return constant_derivative();
}

/// See constant_integral().
inline double integrate_law(const ConstantLaw& law, double from, double to) {
  return constant_integral(law.value, to - from);
}

inline DeviceLaw pack_law(const ConstantLaw& law, std::vector<double>&) {
  DeviceLaw packed;
  packed.kind = LawKind::constant;
  packed.value = law.value;
  return packed;
}

}  // namespace strata
