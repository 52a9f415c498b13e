// A property law as kernels see it: one plain struct for all laws, tables in a shared array beside it.
#pragma once

#include <cstdint>
#include <vector>

namespace strata {

/// Temperatures between which a law holds [K].
struct TemperatureRange {
  double lower = 0.0;
  double upper = 0.0;
};

enum class LawKind : std::uint8_t { constant, power, table };

/// Plain data; which members count depends on `kind`.
struct DeviceLaw {
  LawKind kind = LawKind::constant;
  double value = 0.0;                  ///< constant, or at the reference temperature
  double reference_temperature = 1.0;  ///< of a power law [K]
  double exponent = 0.0;               ///< of a power law
  double temperature_min = 0.0;        ///< of a power law [K]
  double temperature_max = 0.0;        ///< of a power law [K]
  std::int32_t offset = 0;             ///< of a table: `size` temperatures from here on, then `size` values
  std::int32_t size = 0;
};

}  // namespace strata
