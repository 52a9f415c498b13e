// Random numbers that are the same on every machine: the standard fixes the generator but not its
// distributions.
#pragma once

#include <cstdint>
#include <random>

namespace strata::verification {

class UniformRandom {
 public:
  explicit UniformRandom(std::uint64_t seed) : generator_(seed) {}
  /// Uniform in [lower, upper).
  double between(double lower, double upper) {
    return lower + (upper - lower) * static_cast<double>(generator_() >> 11) * 0x1.0p-53;
  }
  /// Uniform in 0 ... n - 1.
  int below(int n) { return static_cast<int>(between(0.0, n)); }

 private:
  std::mt19937_64 generator_;
};

}  // namespace strata::verification
