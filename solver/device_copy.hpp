// Host vectors on the device.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include <Kokkos_Core.hpp>

#include "meshes/partition.hpp"

namespace strata {

/// The values as a view of To in the memory of kernels.
template <class To, class From>
Kokkos::View<To*, MemorySpace> to_device(const std::string& label, const std::vector<From>& values) {
  Kokkos::View<To*, MemorySpace> view(Kokkos::view_alloc(Kokkos::WithoutInitializing, label), values.size());
  const auto mirror = Kokkos::create_mirror_view(view);
  std::transform(values.begin(), values.end(), mirror.data(),
                 [](const From& value) { return static_cast<To>(value); });
  Kokkos::deep_copy(view, mirror);
  return view;
}

}  // namespace strata
