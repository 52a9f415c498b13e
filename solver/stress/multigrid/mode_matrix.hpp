// The matrix of a coarse cell between mode sums (see physics/elastic_cell.hpp). Coarse cells span one fine
// layer, so they stay mirror symmetric in z, and only there: their 24 x 24 matrix falls into two blocks, even
// and odd in z, of 10 and 11 modes that are no translations: 121 numbers.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include <Kokkos_Macros.hpp>

namespace strata {

inline constexpr int kEvenModes = 10;
inline constexpr int kOddModes = 11;
inline constexpr int kEvenNumbers = kEvenModes * (kEvenModes + 1) / 2;
inline constexpr int kOddNumbers = kOddModes * (kOddModes + 1) / 2;
inline constexpr int kModeNumbers = kEvenNumbers + kOddNumbers;
/// Cells of a row lie in groups of so many, number by number.
inline constexpr int kGroup = 16;

/// A small number that is not negative, as an index.
constexpr std::size_t as_index(int n) {
  return static_cast<std::size_t>(n);
}

/// Component and monomial of each mode.
struct Mode {
  int component = 0;
  int monomial = 0;
};
inline constexpr std::array<Mode, kEvenModes> kEven{
    {{0, 1}, {0, 2}, {0, 3}, {1, 1}, {1, 2}, {1, 3}, {2, 4}, {2, 5}, {2, 6}, {2, 7}}};
inline constexpr std::array<Mode, kOddModes> kOdd{
    {{0, 4}, {0, 5}, {0, 6}, {0, 7}, {1, 4}, {1, 5}, {1, 6}, {1, 7}, {2, 1}, {2, 2}, {2, 3}}};

/// Place among the numbers of the product of two modes, 8 * component + monomial each; -1: always 0.
using ModeIndex = std::array<std::array<std::int16_t, 24>, 24>;

constexpr ModeIndex make_mode_index() {
  ModeIndex index{};
  for (auto& row : index)
    for (auto& entry : row) entry = -1;
  const auto fill = [&index](const auto& modes, int first) {
    int number = first;
    for (std::size_t m = 0; m < modes.size(); ++m) {
      for (std::size_t n = 0; n <= m; ++n, ++number) {
        const auto a = as_index(8 * modes[m].component + modes[m].monomial);
        const auto b = as_index(8 * modes[n].component + modes[n].monomial);
        index[a][b] = index[b][a] = static_cast<std::int16_t>(number);
      }
    }
  };
  fill(kEven, 0);
  fill(kOdd, kEvenNumbers);
  return index;
}
inline constexpr ModeIndex kModeIndex = make_mode_index();

namespace detail {

#if defined(__GNUC__) && !defined(__clang__) && !defined(__CUDACC__)
#define STRATA_UNROLL _Pragma("GCC unroll 16")
#else
#define STRATA_UNROLL
#endif

/// f = M u of one block, whose numbers start at `first`.
template <int n, class Real, class Load>
KOKKOS_FORCEINLINE_FUNCTION void multiply_block(const Load& number, int first, const Real* u, Real* f) {
  int entry = first;
  STRATA_UNROLL
  for (int m = 0; m < n; ++m) {
    f[m] = Real{};
    STRATA_UNROLL
    for (int k = 0; k < m; ++k, ++entry) {
      const Real a = number(entry);
      f[m] += a * u[k];
      f[k] += a * u[m];
    }
    f[m] += number(entry) * u[m];
    ++entry;
  }
}

}  // namespace detail

/// Mode sums [component][monomial] to the forces on them, in place.
/// \param number  number(n): the n-th of the cell's kModeNumbers
template <class Real, class Load>
KOKKOS_FORCEINLINE_FUNCTION void coarse_mode_forces(const Load& number, Real (*u)[8]) {
  Real in[kOddModes], out[kOddModes];
  for (int c = 0; c < 2; ++c)
    for (int p = 0; p < 3; ++p) in[3 * c + p] = u[c][p + 1];
  for (int p = 0; p < 4; ++p) in[6 + p] = u[2][p + 4];
  detail::multiply_block<kEvenModes>(number, 0, in, out);
  for (int c = 0; c < 2; ++c)
    for (int p = 0; p < 3; ++p) u[c][p + 1] = out[3 * c + p];
  for (int p = 0; p < 4; ++p) u[2][p + 4] = out[6 + p];

  for (int c = 0; c < 2; ++c)
    for (int p = 0; p < 4; ++p) in[4 * c + p] = u[c][p + 4];
  for (int p = 0; p < 3; ++p) in[8 + p] = u[2][p + 1];
  detail::multiply_block<kOddModes>(number, kEvenNumbers, in, out);
  for (int c = 0; c < 2; ++c)
    for (int p = 0; p < 4; ++p) u[c][p + 4] = out[4 * c + p];
  for (int p = 0; p < 3; ++p) u[2][p + 1] = out[8 + p];
  u[0][0] = u[1][0] = u[2][0] = Real{};
}

}  // namespace strata
