// Numbers of neighbouring cells side by side, for host kernels: one machine vector, or several where the
// machine's are shorter.
#pragma once

#include <cstddef>
#include <cstring>

#include <Kokkos_Macros.hpp>

namespace strata {

#if defined(__CUDACC__)
// NVIDIA's compiler takes no vectors in functions for both sides; its host kernels, which only tests use, go
// cell by cell.
template <class Real>
using Pack = Real;
template <class Real>
inline constexpr int kLanes = 1;
#else
inline constexpr int kPackBytes = 64;
template <class Real>
struct PackOf;
template <>
struct PackOf<float> {
  using type = float __attribute__((vector_size(kPackBytes)));
};
template <>
struct PackOf<double> {
  using type = double __attribute__((vector_size(kPackBytes)));
};
template <class Real>
using Pack = typename PackOf<Real>::type;
template <class Real>
inline constexpr int kLanes = kPackBytes / static_cast<int>(sizeof(Real));
#endif

/// n rounded up to whole packs of floats, which are whole packs of doubles too.
constexpr int padded(int n) {
  return (n + 15) / 16 * 16;
}

template <class Real>
KOKKOS_FORCEINLINE_FUNCTION Pack<Real> load_pack(const Real* from) {
  Pack<Real> pack;
  std::memcpy(&pack, from, sizeof(pack));
  return pack;
}
/// The first `count` lanes; the others are 0.
template <class Real>
KOKKOS_FORCEINLINE_FUNCTION Pack<Real> load_part(const Real* from, int count) {
  Pack<Real> pack{};
  std::memcpy(&pack, from, static_cast<std::size_t>(count) * sizeof(Real));
  return pack;
}
template <class Real>
KOKKOS_FORCEINLINE_FUNCTION void store_pack(Real* to, const Pack<Real>& pack) {
  std::memcpy(to, &pack, sizeof(pack));
}

}  // namespace strata
