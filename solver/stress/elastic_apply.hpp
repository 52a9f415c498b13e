// y = K x over a whole box, on the host (slab by slab, vector units) or on the device (one thread per node).
#pragma once

#include "meshes/partition.hpp"
#include "solver/stress/elastic_data.hpp"

namespace strata {

/// Forces of all cells of the box on its nodes, held and free alike; complete on nodes with all their cells
/// in the box.
template <class Real>
void elastic_forces(const ElasticData<Real>& data, const Kokkos::View<const Real*, MemorySpace>& x,
                    const Kokkos::View<Real*, MemorySpace>& y);

/// The two ways; what elastic_forces takes is the one that suits the memory.
template <class Real>
void elastic_forces_on_host(const ElasticData<Real>& data, const Real* x, Real* y);
template <class Real>
void elastic_forces_on_device(const ElasticData<Real>& data, const Kokkos::View<const Real*, MemorySpace>& x,
                              const Kokkos::View<Real*, MemorySpace>& y);

}  // namespace strata
