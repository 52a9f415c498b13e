#include "physics/sampled_law.hpp"

#include <utility>

namespace strata {

PropertyLaw sampled(const Property& property, const Laws& laws) {
  Samples<double> samples = sample(property, laws, [](double value0, double value1, double s, double value) {
    return is_close(value0, value1, s, value, value);
  });
  if (samples.value.size() == 1) return ConstantLaw{samples.value.front()};
  return TableLaw{std::move(samples.temperature), std::move(samples.value)};
}

}  // namespace strata
