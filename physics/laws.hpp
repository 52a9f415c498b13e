// The list of property laws, on the host (PropertyLaw) and in kernels (LawTable), through the same pointwise
// functions. A new law adds a file in physics/laws, a LawKind and one line in each switch below.
#pragma once

#include <vector>

#include <Kokkos_Core.hpp>

#include "inputs/model.hpp"
#include "physics/laws/constant.hpp"
#include "physics/laws/device_law.hpp"
#include "physics/laws/power_law.hpp"
#include "physics/laws/table.hpp"

namespace strata {

/// Property at temperature T [K], clamped outside the law's range. `points` is the array a table's offset
/// counts in.
KOKKOS_INLINE_FUNCTION double evaluate(const DeviceLaw& law, const double* points, double T) {
  switch (law.kind) {
    case LawKind::power:
      return power_law_value(law.value, law.reference_temperature, law.exponent, law.temperature_min,
                             law.temperature_max, T);
    case LawKind::table:
      return table_value(points + law.offset, points + law.offset + law.size, law.size, T);
    case LawKind::constant:
      break;
  }
  return constant_value(law.value);
}

/// d(property)/dT [per K]; zero outside the law's range.
KOKKOS_INLINE_FUNCTION double derivative(const DeviceLaw& law, const double* points, double T) {
  switch (law.kind) {
    case LawKind::power:
      return power_law_derivative(law.value, law.reference_temperature, law.exponent, law.temperature_min,
                                  law.temperature_max, T);
    case LawKind::table:
      return table_derivative(points + law.offset, points + law.offset + law.size, law.size, T);
    case LawKind::constant:
      break;
  }
  return constant_derivative();
}

/// Exact integral of the property over temperature from `from` to from + rise [K].
KOKKOS_INLINE_FUNCTION double integral(const DeviceLaw& law, const double* points, double from, double rise) {
  switch (law.kind) {
    case LawKind::power:
      return power_law_integral(law.value, law.reference_temperature, law.exponent, law.temperature_min,
                                law.temperature_max, from, rise);
    case LawKind::table:
      return table_integral(points + law.offset, points + law.offset + law.size, law.size, from, rise);
    case LawKind::constant:
      break;
  }
  return constant_integral(law.value, rise);
}

/// Laws by number, in the memory of the default execution space. A handle: copies share the data, so kernels
/// may capture it by value.
struct LawTable {
  Kokkos::View<DeviceLaw*> laws;
  Kokkos::View<double*> points;

  KOKKOS_INLINE_FUNCTION double evaluate(int law, double T) const {
    return strata::evaluate(laws(law), points.data(), T);
  }
  KOKKOS_INLINE_FUNCTION double derivative(int law, double T) const {
    return strata::derivative(laws(law), points.data(), T);
  }
  KOKKOS_INLINE_FUNCTION double integral(int law, double from, double rise) const {
    return strata::integral(laws(law), points.data(), from, rise);
  }
};

/// Laws in the order given. Throws Error as check_law does.
LawTable make_law_table(const std::vector<PropertyLaw>& laws);

/// Throws Error(deck) where a law cannot be evaluated: a number that is not finite, a table that is empty or
/// not strictly ascending, a power law with a reference temperature or range that is not positive.
void check_law(const PropertyLaw& law);

/// The same on the host.
double evaluate(const PropertyLaw& law, double T);
double derivative(const PropertyLaw& law, double T);

/// Exact integral of the property over temperature from one temperature to another [K]; negative of the way
/// back.
double integral(const PropertyLaw& law, double from, double to);

/// True where the law gives one value at every temperature.
bool is_constant(const PropertyLaw& law);

/// Where the law holds; outside it is clamped [K]. A constant holds from 0 to infinity.
TemperatureRange range_of(const PropertyLaw& law);

/// True where both laws are of one kind with equal parameters.
bool is_same_law(const PropertyLaw& a, const PropertyLaw& b);

}  // namespace strata
