#include "physics/sampling.hpp"

#include <algorithm>

#include "physics/laws.hpp"

namespace strata {

namespace {

constexpr double kUnboundedBelow = 0.0;
constexpr double kUnboundedAbove = 1e5;
constexpr TemperatureRange kDefaultRange{198.15, 723.15};

}  // namespace

SamplePlace locate(const std::vector<double>& temperatures, double T) {
  const std::size_t last = temperatures.size() - 1;
  if (!(T > temperatures.front())) return {0, 0, 0.0};
  if (T >= temperatures.back()) return {last, last, 0.0};
  const auto above = std::upper_bound(temperatures.begin(), temperatures.end(), T);
  const auto upper = static_cast<std::size_t>(above - temperatures.begin());
  const double width = temperatures[upper] - temperatures[upper - 1];
  return {upper - 1, upper, (T - temperatures[upper - 1]) / width};
}

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

}  // namespace strata
