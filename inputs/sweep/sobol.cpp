#include "inputs/sweep/sobol.hpp"

#include <array>
#include <bit>
#include <stdexcept>

namespace strata {

namespace {

constexpr int kBits = 32;
constexpr int kMaxDegree = 9;

/// A primitive polynomial over GF(2), its coefficients as bits, and the first direction numbers.
struct Polynomial {
  std::uint32_t bits;
  std::array<std::uint32_t, kMaxDegree> first;
};

/// Of dimensions 1, 2, ...; dimension 0 is van der Corput's sequence.
constexpr Polynomial kPolynomials[kSobolDimensions - 1] = {
    {3, {1}},
    {7, {1, 3}},
    {11, {1, 3, 1}},
    {13, {1, 1, 1}},
    {19, {1, 1, 3, 3}},
    {25, {1, 3, 5, 13}},
    {37, {1, 1, 5, 5, 17}},
    {41, {1, 1, 5, 5, 5}},
    {47, {1, 1, 7, 11, 19}},
    {55, {1, 1, 5, 1, 1}},
    {59, {1, 1, 1, 3, 11}},
    {61, {1, 3, 5, 5, 31}},
    {67, {1, 3, 3, 9, 7, 49}},
    {91, {1, 1, 1, 15, 21, 21}},
    {97, {1, 3, 1, 13, 27, 49}},
    {103, {1, 1, 1, 15, 7, 5}},
    {109, {1, 3, 1, 15, 13, 25}},
    {115, {1, 1, 5, 5, 19, 61}},
    {131, {1, 3, 7, 11, 23, 15, 103}},
    {137, {1, 3, 7, 13, 13, 15, 69}},
    {143, {1, 1, 3, 13, 7, 35, 63}},
    {145, {1, 3, 5, 9, 1, 25, 53}},
    {157, {1, 3, 1, 13, 9, 35, 107}},
    {167, {1, 3, 1, 5, 27, 61, 31}},
    {171, {1, 1, 5, 11, 19, 41, 61}},
    {185, {1, 3, 5, 3, 3, 13, 69}},
    {191, {1, 1, 7, 13, 1, 19, 1}},
    {193, {1, 3, 7, 5, 13, 19, 59}},
    {203, {1, 1, 3, 9, 25, 29, 41}},
    {211, {1, 3, 5, 13, 23, 1, 55}},
    {213, {1, 3, 7, 3, 13, 59, 17}},
    {229, {1, 3, 1, 3, 5, 53, 69}},
    {239, {1, 1, 5, 5, 23, 33, 13}},
    {241, {1, 1, 7, 7, 1, 61, 123}},
    {247, {1, 1, 7, 9, 13, 61, 49}},
    {253, {1, 3, 3, 5, 3, 55, 33}},
    {285, {1, 3, 1, 15, 31, 13, 49, 245}},
    {299, {1, 3, 5, 15, 31, 59, 63, 97}},
    {301, {1, 3, 1, 11, 11, 11, 77, 249}},
    {333, {1, 3, 1, 11, 27, 43, 71, 9}},
    {351, {1, 1, 7, 15, 21, 11, 81, 45}},
    {355, {1, 3, 7, 3, 25, 31, 65, 79}},
    {357, {1, 3, 1, 1, 19, 11, 3, 205}},
    {361, {1, 1, 5, 9, 19, 21, 29, 157}},
    {369, {1, 3, 7, 11, 1, 33, 89, 185}},
    {391, {1, 3, 3, 3, 15, 9, 79, 71}},
    {397, {1, 3, 7, 11, 15, 39, 119, 27}},
    {425, {1, 1, 3, 1, 11, 31, 97, 225}},
    {451, {1, 1, 1, 3, 23, 43, 57, 177}},
    {463, {1, 3, 7, 7, 17, 17, 37, 71}},
    {487, {1, 3, 1, 5, 27, 63, 123, 213}},
    {501, {1, 1, 3, 5, 11, 43, 53, 133}},
    {529, {1, 3, 5, 5, 29, 17, 47, 173, 479}},
    {539, {1, 3, 3, 11, 3, 1, 109, 9, 69}},
    {545, {1, 1, 1, 5, 17, 39, 23, 5, 343}},
    {557, {1, 3, 1, 5, 25, 15, 31, 103, 499}},
    {563, {1, 1, 1, 11, 11, 17, 63, 105, 183}},
    {601, {1, 1, 5, 11, 9, 29, 97, 231, 363}},
    {607, {1, 1, 5, 15, 19, 45, 41, 7, 383}},
    {617, {1, 3, 7, 7, 31, 19, 83, 137, 221}},
    {623, {1, 1, 1, 3, 23, 15, 111, 223, 83}},
    {631, {1, 1, 5, 13, 31, 15, 55, 25, 161}},
    {637, {1, 1, 3, 13, 25, 47, 39, 87, 257}},
};

using Directions = std::array<std::uint32_t, kBits>;

Directions directions_of(const Polynomial& polynomial) {
  const int degree = std::bit_width(polynomial.bits) - 1;
  Directions v{};
  for (int i = 0; i < kBits; ++i) {
    if (i < degree) {
      v[i] = polynomial.first[i] << (kBits - 1 - i);
      continue;
    }
    v[i] = v[i - degree] ^ (v[i - degree] >> degree);
    for (int k = 1; k < degree; ++k)
      if ((polynomial.bits >> (degree - k) & 1u) != 0) v[i] ^= v[i - k];
  }
  return v;
}

const std::array<Directions, kSobolDimensions>& all_directions() {
  static const auto table = [] {
    std::array<Directions, kSobolDimensions> result{};
    for (int i = 0; i < kBits; ++i) result[0][i] = std::uint32_t{1} << (kBits - 1 - i);
    for (std::size_t d = 1; d < kSobolDimensions; ++d) result[d] = directions_of(kPolynomials[d - 1]);
    return result;
  }();
  return table;
}

std::uint32_t reversed(std::uint32_t x) {
  x = (x & 0x55555555u) << 1 | (x >> 1 & 0x55555555u);
  x = (x & 0x33333333u) << 2 | (x >> 2 & 0x33333333u);
  x = (x & 0x0F0F0F0Fu) << 4 | (x >> 4 & 0x0F0F0F0Fu);
  x = (x & 0x00FF00FFu) << 8 | (x >> 8 & 0x00FF00FFu);
  return x << 16 | x >> 16;
}

}  // namespace

std::uint32_t sobol_bits(std::uint32_t index, std::size_t dimension) {
  if (dimension >= kSobolDimensions) throw std::logic_error("Sobol's sequence has no such dimension");
  const Directions& v = all_directions()[dimension];
  std::uint32_t x = 0;
  for (int bit = 0; index != 0; ++bit, index >>= 1)
    if ((index & 1u) != 0) x ^= v[bit];
  return x;
}

std::uint32_t owen_scrambled(std::uint32_t bits, std::uint32_t seed) {
  // The hash carries from low bits to high ones only, so it acts on the reversed number.
  std::uint32_t x = reversed(bits) + seed;
  x ^= x * 0x6C50B47Cu;
  x ^= x * 0xB82F1E52u;
  x ^= x * 0xC7AFE638u;
  x ^= x * 0x8D22F6E6u;
  return reversed(x);
}

}  // namespace strata
