// Table law: linear between (temperature, value) points, constant outside them.
#pragma once

#include <algorithm>
#include <functional>

#include <Kokkos_Macros.hpp>

#include "inputs/model.hpp"
#include "physics/laws/device_law.hpp"

namespace strata {

/// Index i of the interval [temperature[i], temperature[i+1]) that holds T, by bisection.
/// Needs size >= 2, ascending temperatures and temperature[0] <= T < temperature[size-1].
KOKKOS_INLINE_FUNCTION int table_interval(const double* temperature, int size, double T) {
  int lower = 0;
  int upper = size - 1;
  while (upper - lower > 1) {
    const int middle = lower + (upper - lower) / 2;
    if (temperature[middle] <= T) {
      lower = middle;
    } else {
      upper = middle;
    }
  }
  return lower;
}

KOKKOS_INLINE_FUNCTION double table_value(const double* temperature, const double* value, int size,
                                          double T) {
  if (T <= temperature[0]) return value[0];
  if (T >= temperature[size - 1]) return value[size - 1];
  const int i = table_interval(temperature, size, T);
  const double fraction = (T - temperature[i]) / (temperature[i + 1] - temperature[i]);
  return (1.0 - fraction) * value[i] + fraction * value[i + 1];
}

/// d(value)/dT [per K]: at a point the slope to its right, zero where T is outside the table.
KOKKOS_INLINE_FUNCTION double table_derivative(const double* temperature, const double* value, int size,
                                               double T) {
  if (T < temperature[0] || T >= temperature[size - 1]) return 0.0;
  const int i = table_interval(temperature, size, T);
  return (value[i + 1] - value[i]) / (temperature[i + 1] - temperature[i]);
}

/// Integral over temperature from `from` to from + rise [K], the clamped ends included: the trapezium rule on
/// the pieces of the table, exact since they are straight; widths are measured from `from`, so that a small
/// rise keeps its digits.
KOKKOS_INLINE_FUNCTION double table_integral(const double* temperature, const double* value, int size,
                                             double from, double rise) {
  const double lowest = rise < 0.0 ? rise : 0.0, highest = rise < 0.0 ? 0.0 : rise;
  double sum = 0.0, at = lowest, value_at = table_value(temperature, value, size, from + lowest);
  for (int i = 0; i < size; ++i) {
    const double point = temperature[i] - from;
    if (!(point > at) || !(point < highest)) continue;
    sum += 0.5 * (value_at + value[i]) * (point - at);
    at = point;
    value_at = value[i];
  }
  sum += 0.5 * (value_at + table_value(temperature, value, size, from + highest)) * (highest - at);
  return rise < 0.0 ? -sum : sum;
}

inline bool is_constant_law(const TableLaw& law) {
  return std::adjacent_find(law.value.begin(), law.value.end(), std::not_equal_to<>()) == law.value.end();
}

inline TemperatureRange range_of_law(const TableLaw& law) {
  return {law.temperature.front(), law.temperature.back()};
}

inline double evaluate_law(const TableLaw& law, double T) {
  return table_value(law.temperature.data(), law.value.data(), static_cast<int>(law.temperature.size()), T);
}

inline double differentiate_law(const TableLaw& law, double T) {
  return table_derivative(law.temperature.data(), law.value.data(), static_cast<int>(law.temperature.size()),
                          T);
}

/// See table_integral().
inline double integrate_law(const TableLaw& law, double from, double to) {
  return table_integral(law.temperature.data(), law.value.data(), static_cast<int>(law.temperature.size()),
                        from, to - from);
}

inline DeviceLaw pack_law(const TableLaw& law, std::vector<double>& points) {
  DeviceLaw packed;
  packed.kind = LawKind::table;
  packed.offset = static_cast<std::int32_t>(points.size());
  packed.size = static_cast<std::int32_t>(law.temperature.size());
  points.insert(points.end(), law.temperature.begin(), law.temperature.end());
  points.insert(points.end(), law.value.begin(), law.value.end());
  return packed;
}

}  // namespace strata
