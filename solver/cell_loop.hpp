// Loops over a rank's cells on the device: one team per row of cells along x, so that rows vectorise on a CPU
// and coalesce on a GPU.
#pragma once

#include <cstdint>
#include <string>

#include <Kokkos_Core.hpp>

#include "meshes/partition.hpp"

namespace strata {

/// Owned columns and layers of a rank, as kernels see them.
struct LocalShape {
  int nx = 0, ny = 0, nz = 0;
};

/// Index in the ghosted layout of entry `cell` of the owned one (see meshes/partition.hpp).
KOKKOS_INLINE_FUNCTION std::int64_t ghosted_of_owned(std::int64_t cell, const LocalShape& s) {
  const auto i = static_cast<int>(cell % s.nx);
  const auto k = static_cast<int>(cell / s.nx % s.nz);
  const auto j = static_cast<int>(cell / s.nx / s.nz);
  return ghosted_index(i, j, k, s.nx, s.nz);
}

/// Flat loops over more entries than 32 bits can number, which is all that a GPU's own index type holds.
using FlatRange = Kokkos::RangePolicy<Kokkos::DefaultExecutionSpace, Kokkos::IndexType<std::int64_t>>;

namespace detail {

using RowPolicy = Kokkos::TeamPolicy<>;
using RowMember = RowPolicy::member_type;

inline RowPolicy row_policy(int n_rows) {
  return {n_rows, 1, 32};
}

}  // namespace detail

/// body(i, j, k) for lower <= (i, j, k) < upper.
template <class Body>
void for_each_cell(const std::string& label, int i0, int i1, int j0, int j1, int k0, int k1,
                   const Body& body) {
  const int n_layers = k1 - k0;
  const int n_rows = (j1 - j0) * n_layers;
  if (n_rows <= 0 || i1 <= i0) return;
  Kokkos::parallel_for(
      label, detail::row_policy(n_rows), KOKKOS_LAMBDA(const detail::RowMember& member) {
        const int row = member.league_rank();
        const int j = j0 + row / n_layers;
        const int k = k0 + row % n_layers;
        Kokkos::parallel_for(Kokkos::ThreadVectorRange(member, i0, i1), [&](const int i) { body(i, j, k); });
      });
}

/// The same over all owned cells.
template <class Body>
void for_each_cell(const std::string& label, const LocalShape& shape, const Body& body) {
  for_each_cell(label, 0, shape.nx, 0, shape.ny, 0, shape.nz, body);
}

/// Sum over all owned cells of this rank. \param body  (i, j, k) -> what a cell adds
template <class Body>
double sum_cells(const std::string& label, const LocalShape& shape, const Body& body) {
  double sum = 0.0;
  if (shape.nx == 0 || shape.ny == 0 || shape.nz == 0) return sum;
  Kokkos::parallel_reduce(
      label, detail::row_policy(shape.ny * shape.nz),
      KOKKOS_LAMBDA(const detail::RowMember& member, double& total) {
        const int row = member.league_rank();
        const int j = row / shape.nz, k = row % shape.nz;
        double part = 0.0;
        Kokkos::parallel_reduce(
            Kokkos::ThreadVectorRange(member, shape.nx),
            [&](const int i, double& of_row) { of_row += body(i, j, k); }, part);
        Kokkos::single(Kokkos::PerTeam(member), [&] { total += part; });
      },
      sum);
  return sum;
}

}  // namespace strata
