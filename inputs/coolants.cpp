#include "inputs/coolants.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace strata {

namespace {

using CoolantTable = std::array<CoolantProperties, 11>;  // at 0, 10 ... 100 degC

constexpr CoolantTable kWater{{{999.84, 4219.4},
                               {999.70, 4195.2},
                               {998.21, 4184.1},
                               {995.65, 4179.8},
                               {992.22, 4179.4},
                               {988.04, 4181.3},
                               {983.20, 4185.0},
                               {977.76, 4190.1},
                               {971.79, 4196.8},
                               {965.31, 4205.2},
                               {958.40, 4215.5}}};
constexpr CoolantTable kPropyleneGlycol25{{{1031.24, 3863.5},
                                           {1027.81, 3888.2},
                                           {1023.87, 3912.9},
                                           {1019.43, 3937.6},
                                           {1014.47, 3962.2},
                                           {1009.01, 3986.9},
                                           {1003.05, 4011.6},
                                           {996.57, 4036.3},
                                           {989.59, 4061.0},
                                           {982.10, 4085.7},
                                           {974.10, 4110.4}}};

}  // namespace

std::optional<CoolantProperties> coolant_at(const std::string& name, double temperature) {
  const CoolantTable* table = name == "water" ? &kWater : name == "pg25" ? &kPropyleneGlycol25 : nullptr;
  if (table == nullptr || temperature < kColdestCoolant || temperature > kHottestCoolant) return std::nullopt;
  const double place = (temperature - kColdestCoolant) / 10.0;
  const auto row = std::min<std::size_t>(static_cast<std::size_t>(place), table->size() - 2);
  const double fraction = place - static_cast<double>(row);
  const CoolantProperties &low = (*table)[row], &high = (*table)[row + 1];
  return CoolantProperties{std::lerp(low.density, high.density, fraction),
                           std::lerp(low.heat_capacity, high.heat_capacity, fraction)};
}

}  // namespace strata
