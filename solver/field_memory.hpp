// Memory of fields on the device, and host values copied there.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include <Kokkos_Core.hpp>
#if defined(__linux__)
#include <sys/mman.h>
#endif

#include "meshes/partition.hpp"

namespace strata {

/// Asks for large pages under an array that nobody has touched yet: a field of a gigabyte then costs 500 page
/// faults instead of 250,000. Only a wish; elsewhere than on Linux's hosts nothing happens.
inline void wish_large_pages([[maybe_unused]] void* data, [[maybe_unused]] std::size_t bytes) {
#if defined(__linux__) && defined(MADV_HUGEPAGE)
  constexpr std::uintptr_t kPage = 2U << 20;
  if (!Kokkos::SpaceAccessibility<Kokkos::HostSpace, MemorySpace>::accessible) return;
  const std::uintptr_t to_page = (kPage - reinterpret_cast<std::uintptr_t>(data) % kPage) % kPage;
  if (bytes < to_page + kPage) return;
  madvise(static_cast<char*>(data) + to_page, (bytes - to_page) / kPage * kPage, MADV_HUGEPAGE);
#endif
}

/// A view of n values that are not set.
template <class T>
Kokkos::View<T*, MemorySpace> make_unset_field(const std::string& label, std::size_t n) {
  Kokkos::View<T*, MemorySpace> view(Kokkos::view_alloc(Kokkos::WithoutInitializing, label), n);
  wish_large_pages(view.data(), n * sizeof(T));
  return view;
}

/// A view of n zeros.
template <class T>
Kokkos::View<T*, MemorySpace> make_field(const std::string& label, std::size_t n) {
  auto view = make_unset_field<T>(label, n);
  Kokkos::deep_copy(view, T{});
  return view;
}

/// The values as a view of To in the memory of kernels.
template <class To, class From>
Kokkos::View<To*, MemorySpace> to_device(const std::string& label, const std::vector<From>& values) {
  auto view = make_unset_field<To>(label, values.size());
  const auto mirror = Kokkos::create_mirror_view(view);
  std::transform(values.begin(), values.end(), mirror.data(),
                 [](const From& value) { return static_cast<To>(value); });
  Kokkos::deep_copy(view, mirror);
  return view;
}

}  // namespace strata
