// Random numbers that are functions of a key and a counter, not of a state: number i is the same wherever and
// in whatever order it is asked for. Generator: Philox4x32-10 (Salmon, Moraes, Dror, Shaw, "Parallel random
// numbers: as easy as 1, 2, 3", SC11, 2011).
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace strata {

/// One block of Philox4x32 after ten rounds.
std::array<std::uint32_t, 4> philox(std::array<std::uint32_t, 4> counter, std::array<std::uint32_t, 2> key);

/// 64 random bits, a function of the three numbers alone.
std::uint64_t random_bits(std::uint64_t seed, std::uint64_t stream, std::uint64_t index);

/// In the open interval (0, 1): (n + 1/2) / 2^53 for a whole number n.
double random_unit(std::uint64_t seed, std::uint64_t stream, std::uint64_t index);

/// A text as 64 bits (FNV-1a); names of parameters and sources become streams.
std::uint64_t hash_text(std::string_view text);

/// Where element `index` of 0 ... size - 1 goes in a random permutation that belongs to seed and stream: a
/// Feistel network over the next power of four, walked until it comes back inside (Black and Rogaway,
/// "Ciphers with arbitrary finite domains", 2002). \param index  below size
std::uint64_t permuted(std::uint64_t index, std::uint64_t size, std::uint64_t seed, std::uint64_t stream);

/// Numbers one after the other, where an algorithm uses as many as it needs.
class RandomStream {
 public:
  RandomStream(std::uint64_t seed, std::uint64_t stream) : seed_(seed), stream_(stream) {}
  double unit() { return random_unit(seed_, stream_, next_++); }  ///< in (0, 1)
  double normal();                                                ///< mean 0, deviation 1

 private:
  std::uint64_t seed_;
  std::uint64_t stream_;
  std::uint64_t next_ = 0;
};

}  // namespace strata
