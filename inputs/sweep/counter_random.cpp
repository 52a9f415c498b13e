#include "inputs/sweep/counter_random.hpp"

#include "inputs/sweep/distributions.hpp"

namespace strata {

namespace {

std::uint32_t low(std::uint64_t bits) {
  return static_cast<std::uint32_t>(bits);
}
std::uint32_t high(std::uint64_t bits) {
  return static_cast<std::uint32_t>(bits >> 32);
}

}  // namespace

std::array<std::uint32_t, 4> philox(std::array<std::uint32_t, 4> counter, std::array<std::uint32_t, 2> key) {
  constexpr int kRounds = 10;
  constexpr std::uint64_t kMultipliers[] = {0xD2511F53u, 0xCD9E8D57u};
  constexpr std::uint32_t kWeyl[] = {0x9E3779B9u, 0xBB67AE85u};
  for (int round = 0; round < kRounds; ++round) {
    const std::uint64_t a = kMultipliers[0] * counter[0];
    const std::uint64_t b = kMultipliers[1] * counter[2];
    counter = {high(b) ^ counter[1] ^ key[0], low(b), high(a) ^ counter[3] ^ key[1], low(a)};
    key[0] += kWeyl[0];
    key[1] += kWeyl[1];
  }
  return counter;
}

std::uint64_t random_bits(std::uint64_t seed, std::uint64_t stream, std::uint64_t index) {
  const auto block = philox({low(index), high(index), low(stream), high(stream)}, {low(seed), high(seed)});
  return block[0] | static_cast<std::uint64_t>(block[1]) << 32;
}

double random_unit(std::uint64_t seed, std::uint64_t stream, std::uint64_t index) {
  return (static_cast<double>(random_bits(seed, stream, index) >> 11) + 0.5) * 0x1p-53;
}

std::uint64_t hash_text(std::string_view text) {
  std::uint64_t hash = 0xCBF29CE484222325u;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001B3u;
  return hash;
}

std::uint64_t permuted(std::uint64_t index, std::uint64_t size, std::uint64_t seed, std::uint64_t stream) {
  constexpr int kRounds = 8;
  int half = 3;  // bits of either half; with fewer the network makes some permutations more often than others
  while (half < 32 && (std::uint64_t{1} << (2 * half)) < size) ++half;
  const std::uint64_t mask = (std::uint64_t{1} << half) - 1;
  std::uint64_t place = index;
  do {
    std::uint64_t left = place >> half, right = place & mask;
    for (std::uint64_t round = 0; round < kRounds; ++round) {
      const std::uint64_t mixed = left ^ (random_bits(seed, stream, round << 32 | right) & mask);
      left = right;
      right = mixed;
    }
    place = left << half | right;
  } while (place >= size);
  return place;
}

double RandomStream::normal() {
  return normal_quantile(unit());
}

}  // namespace strata
