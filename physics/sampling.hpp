// Sampling of anything that depends on temperature, so that straight lines between the samples stay near it.
#pragma once

#include <cmath>
#include <cstddef>
#include <vector>

#include "inputs/model.hpp"

namespace strata {

/// The laws that decide one effective property.
using Laws = std::vector<const PropertyLaw*>;

/// Values at ascending temperatures [K]; linear between and constant outside them.
template <class Value>
struct Samples {
  std::vector<double> temperature;
  std::vector<Value> value;
};

/// A temperature between two samples: (1 - fraction) of the sample `lower` and `fraction` of `upper`.
struct SamplePlace {
  std::size_t lower = 0;
  std::size_t upper = 0;
  double fraction = 0.0;
};

/// Of T [K] among ascending temperatures, at least one; outside them at the nearest end.
SamplePlace locate(const std::vector<double>& temperatures, double T);

/// Ascending temperatures [K] at which a law starts, ends or bends; empty where all are constant. Ends nobody
/// set, at 0 K or above 1e5 K, become -75 and 450 degC.
std::vector<double> breakpoints(const Laws& laws);

/// Where a property is looked at that no law makes depend on temperature [K].
inline constexpr double kAnyTemperature = 298.15;

namespace detail {

template <class Property, class Near, class Value>
void sample_interval(const Property& property, const Near& near, double T1, const Value& value1, int depth,
                     Samples<Value>& samples) {
  constexpr int kMaxDepth = 16;
  const double T0 = samples.temperature.back();
  const Value value0 = samples.value.back();
  bool is_straight = true;
  for (const double s : {0.25, 0.5, 0.75})
    is_straight = is_straight && near(value0, value1, s, property(T0 + s * (T1 - T0)));
  if (!is_straight && depth < kMaxDepth) {
    const double middle = 0.5 * (T0 + T1);
    sample_interval(property, near, middle, property(middle), depth + 1, samples);
    sample_interval(property, near, T1, value1, depth + 1, samples);
    return;
  }
  samples.temperature.push_back(T1);
  samples.value.push_back(value1);
}

}  // namespace detail

/// One sample where all `laws` are constant, else as many as it takes.
/// \param property  value at a temperature [K]
/// \param near      (value0, value1, s, value): is (1 - s) value0 + s value1 near enough to value?
template <class Property, class Near>
auto sample(const Property& property, const Laws& laws, const Near& near) {
  using Value = decltype(property(0.0));
  const std::vector<double> temperatures = breakpoints(laws);
  if (temperatures.empty()) return Samples<Value>{{kAnyTemperature}, {property(kAnyTemperature)}};
  Samples<Value> samples{{temperatures.front()}, {property(temperatures.front())}};
  for (std::size_t i = 1; i < temperatures.size(); ++i)
    detail::sample_interval(property, near, temperatures[i], property(temperatures[i]), 0, samples);
  return samples;
}

/// Within a quarter of 1e-4 of `scale`: between the places looked at the line may be further away.
inline bool is_close(double value0, double value1, double s, double value, double scale) {
  constexpr double kTolerance = 2.5e-5;
  return std::abs((1.0 - s) * value0 + s * value1 - value) <= kTolerance * std::abs(scale);
}

}  // namespace strata
