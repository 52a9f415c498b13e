#include "physics/sampled_law.hpp"

#include <algorithm>
#include <cmath>

#include "physics/laws.hpp"

namespace strata {

namespace {

constexpr double kUnboundedBelow = 0.0;
constexpr double kUnboundedAbove = 1e5;
constexpr TemperatureRange kDefaultRange{198.15, 723.15};

/// Ascending temperatures at which a law starts, ends or bends.
std::vector<double> breakpoints(const Laws& laws) {
  std::vector<double> temperatures;
  for (const PropertyLaw* law : laws) {
    if (is_constant(*law)) continue;
    if (const auto* table = std::get_if<TableLaw>(law)) {
      temperatures.insert(temperatures.end(), table->temperature.begin(), table->temperature.end());
      continue;
    }
    const TemperatureRange range = range_of(*law);
    temperatures.push_back(range.lower <= kUnboundedBelow ? kDefaultRange.lower : range.lower);
    temperatures.push_back(range.upper >= kUnboundedAbove ? kDefaultRange.upper : range.upper);
  }
  std::sort(temperatures.begin(), temperatures.end());
  temperatures.erase(std::unique(temperatures.begin(), temperatures.end()), temperatures.end());
  return temperatures;
}

/// Adds points in (T0, T1] so that straight lines between them stay within a quarter of the promised 1e-4 at
/// the places looked at.
void sample_interval(const Property& property, double T0, double value0, double T1, double value1, int depth,
                     TableLaw& table) {
  constexpr double kTolerance = 2.5e-5;
  constexpr int kMaxDepth = 16;
  bool is_straight = true;
  for (const double s : {0.25, 0.5, 0.75}) {
    const double exact = property(T0 + s * (T1 - T0));
    is_straight =
        is_straight && std::abs((1.0 - s) * value0 + s * value1 - exact) <= kTolerance * std::abs(exact);
  }
  if (is_straight || depth == kMaxDepth) {
    table.temperature.push_back(T1);
    table.value.push_back(value1);
    return;
  }
  const double middle = 0.5 * (T0 + T1);
  const double value_middle = property(middle);
  sample_interval(property, T0, value0, middle, value_middle, depth + 1, table);
  sample_interval(property, middle, value_middle, T1, value1, depth + 1, table);
}

}  // namespace

PropertyLaw sampled(const Property& property, const Laws& laws) {
  const std::vector<double> temperatures = breakpoints(laws);
  if (temperatures.empty()) return ConstantLaw{property(kDefaultRange.lower)};
  TableLaw table;
  table.temperature.push_back(temperatures.front());
  table.value.push_back(property(temperatures.front()));
  for (std::size_t i = 1; i < temperatures.size(); ++i)
    sample_interval(property, temperatures[i - 1], table.value.back(), temperatures[i],
                    property(temperatures[i]), 0, table);
  return table;
}

}  // namespace strata
