#include "solver/stress/elastic_apply.hpp"

#include <algorithm>
#include <vector>

#include "solver/cell_loop.hpp"
#include "solver/stress/elastic_kernels.hpp"

namespace strata {

template <class Real>
void elastic_forces_on_host(const ElasticData<Real>& data, const Real* x, Real* y) {
  const ElasticSlabKernels<Real>& kernels = elastic_kernels().of<Real>();
  std::vector<Real> scratch(std::size_t{24} * static_cast<std::size_t>(data.strip_length));
  std::fill(y, y + 3 * data.box.n_nodes(), Real{0});
  for (int j = 0; j < data.box.cells_y(); ++j) kernels.add_forces(data, x, y, j, scratch.data());
}

namespace {

/// Force of cell (ci, cj, ck) on its corner `corner`.
template <class Real>
KOKKOS_INLINE_FUNCTION void corner_force(const ElasticData<Real>& data, const Real* x, int ci, int cj, int ck,
                                         int corner, Real* force) {
  const NodeBox& box = data.box;
  const int strip = data.row[box.cell_row(cj, ck)];
  if (data.empty[strip] != 0) return;
  Real u[3][8];
  for (int c = 0; c < 3; ++c)
    for (int p = 0; p < 8; ++p) u[c][p] = x[box.at(c, ci + (p & 1), cj + ((p >> 1) & 1), ck + (p >> 2))];
  cell_forces(cell_modes<Real, Real>(data.stiffness(strip, ci), data.a[ci], data.b[cj], data.c[ck]), u);
  for (int c = 0; c < 3; ++c) force[c] += u[c][corner];
}

}  // namespace

template <class Real>
void elastic_forces_on_device(const ElasticData<Real>& data, const Kokkos::View<const Real*, MemorySpace>& x,
                              const Kokkos::View<Real*, MemorySpace>& y) {
  const NodeBox box = data.box;
  for_each_cell(
      "stress::elastic_forces", {box.nx, box.ny, box.nz}, KOKKOS_LAMBDA(int i, int j, int k) {
        Real force[3] = {0, 0, 0};
        for (int corner = 0; corner < 8; ++corner) {
          const int ci = i - (corner & 1), cj = j - ((corner >> 1) & 1), ck = k - (corner >> 2);
          if (ci < 0 || cj < 0 || ck < 0 || ci >= box.cells_x() || cj >= box.cells_y() || ck >= box.cells_z())
            continue;
          corner_force(data, x.data(), ci, cj, ck, corner, force);
        }
        for (int c = 0; c < 3; ++c) y(box.at(c, i, j, k)) = force[c];
      });
}

template <class Real>
void elastic_forces(const ElasticData<Real>& data, const Kokkos::View<const Real*, MemorySpace>& x,
                    const Kokkos::View<Real*, MemorySpace>& y) {
  if constexpr (Kokkos::SpaceAccessibility<Kokkos::HostSpace, MemorySpace>::accessible) {
    elastic_forces_on_host(data, x.data(), y.data());
  } else {
    elastic_forces_on_device(data, x, y);
  }
}

template void elastic_forces<double>(const ElasticData<double>&, const ConstCellView&, const CellView&);
template void elastic_forces<float>(const ElasticData<float>&, const Kokkos::View<const float*, MemorySpace>&,
                                    const Kokkos::View<float*, MemorySpace>&);
template void elastic_forces_on_host<double>(const ElasticData<double>&, const double*, double*);
template void elastic_forces_on_host<float>(const ElasticData<float>&, const float*, float*);
template void elastic_forces_on_device<double>(const ElasticData<double>&, const ConstCellView&,
                                               const CellView&);
template void elastic_forces_on_device<float>(const ElasticData<float>&,
                                              const Kokkos::View<const float*, MemorySpace>&,
                                              const Kokkos::View<float*, MemorySpace>&);

}  // namespace strata
