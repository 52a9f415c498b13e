#include "solver/material_means.hpp"

namespace strata {

std::vector<double> material_means(const ThermalProblem& problem, double reference_temperature,
                                   const ConstCellView& rise) {
  const CellData& cells = problem.cells();
  const LocalShape s = cells.shape;
  const std::size_t n = problem.materials().size();
  const CellView sums("material_sums", 2 * n);
  // One row of cells per thread: a material's run within it is summed before it meets the others.
  Kokkos::parallel_for(
      "solver::material_means", FlatRange(0, std::int64_t{s.ny} * s.nz), KOKKOS_LAMBDA(std::int64_t row) {
        const auto k = static_cast<int>(row % s.nz), j = static_cast<int>(row / s.nz);
        const double area = cells.width[1](j + 1) * cells.width[2](k + 1);
        double volume = 0.0, weighted = 0.0;
        for (int i = 0; i < s.nx; ++i) {
          const std::int64_t c = ghosted_index(i, j, k, s.nx, s.nz);
          const double v = area * cells.width[0](i + 1);
          volume += v;
          weighted += v * rise(c);
          if (i + 1 == s.nx || cells.material(c + 1) != cells.material(c)) {
            Kokkos::atomic_add(&sums(2 * cells.material(c)), volume);
            Kokkos::atomic_add(&sums(2 * cells.material(c) + 1), weighted);
            volume = weighted = 0.0;
          }
        }
      });
  const auto host = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), sums);
  MPI_Allreduce(MPI_IN_PLACE, host.data(), static_cast<int>(2 * n), MPI_DOUBLE, MPI_SUM,
                problem.partition().comm());
  std::vector<double> means(n, reference_temperature);
  for (std::size_t id = 0; id < n; ++id) {
    if (host(2 * id) > 0.0) means[id] += host(2 * id + 1) / host(2 * id);
  }
  return means;
}

}  // namespace strata
