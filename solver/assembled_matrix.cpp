#include "solver/assembled_matrix.hpp"

#include <limits>
#include <string>
#include <vector>

#include "inputs/error.hpp"

namespace strata {

namespace {

constexpr int kRowLength = 7;  // the cell, then x-, x+, y-, y+, z-, z+

/// Values of all rows, [kRowLength * cell + entry]; entries without a neighbour are 0.
void fill_rows(const LocalShape& shape, const Conductances& conductances, const ConstCellView& diagonal,
               const CellView& values) {
  const ConstCellView gx = conductances.upper[0], gy = conductances.upper[1], gz = conductances.upper[2];
  const int nx = shape.nx, nz = shape.nz;
  const std::int64_t row = nx + 2, plane = row * nz;
  for_each_cell(
      "solver::fill_rows", shape, KOKKOS_LAMBDA(int i, int j, int k) {
        const std::int64_t c = ghosted_index(i, j, k, nx, nz);
        const std::int64_t cell = owned_index(i, j, k, nx, nz);
        const std::int64_t v = kRowLength * cell;
        values(v) = diagonal(cell);
        values(v + 1) = -gx(c - 1);
        values(v + 2) = -gx(c);
        values(v + 3) = -gy(c - plane);
        values(v + 4) = -gy(c);
        values(v + 5) = k > 0 ? -gz(c - row) : 0.0;
        values(v + 6) = k < nz - 1 ? -gz(c) : 0.0;
      });
}

CellView row_values(const Partition& partition, const Conductances& conductances) {
  const LocalShape shape = local_shape(partition);
  const auto n = static_cast<std::size_t>(partition.n_owned());
  CellView diagonal(Kokkos::view_alloc(Kokkos::WithoutInitializing, "diagonal"), n);
  CellView values(Kokkos::view_alloc(Kokkos::WithoutInitializing, "rows"), kRowLength * n);
  operator_diagonal(shape, conductances, diagonal);
  fill_rows(shape, conductances, diagonal, values);
  return values;
}

}  // namespace

AssembledMatrix::AssembledMatrix(const Partition& partition, Conductances conductances)
    : partition_(&partition), conductances_(std::move(conductances)) {
  const Window& last = partition.window(partition.n_ranks() - 1);
  const std::int64_t n_cells = partition.global_index(last.i1 - 1, last.j1 - 1, partition.nz() - 1) + 1;
  if (n_cells > std::numeric_limits<PetscInt>::max()) {
    throw RefusedError(std::to_string(n_cells) +
                       " cells are more than this PETSc can number in an assembled matrix");
  }
  const auto n = static_cast<PetscInt>(partition.n_owned());
  check_petsc(MatCreate(partition.comm(), mat_.out()));
  check_petsc(MatSetSizes(mat_, n, n, PETSC_DETERMINE, PETSC_DETERMINE));
  check_petsc(MatSetType(mat_, MATAIJ));
  check_petsc(MatSetOption(mat_, MAT_SYMMETRIC, PETSC_TRUE));
  check_petsc(MatSetOption(mat_, MAT_SPD, PETSC_TRUE));
}

/// Lays out the pattern. \param values  of all rows, on the host: what is 0 now stays 0 (no neighbour, or
/// void)
void AssembledMatrix::lay_out(const HostConstCells& values) {
  const Partition& p = *partition_;
  const auto n = static_cast<PetscInt>(p.n_owned());
  const Window& w = p.window();
  std::vector<PetscInt> rows(kRowLength * static_cast<std::size_t>(n)), columns(rows.size());
  std::size_t entry = 0;
  for (int j = w.j0; j < w.j1; ++j) {
    for (int k = 0; k < p.nz(); ++k) {
      for (int i = w.i0; i < w.i1; ++i) {
        const int neighbours[kRowLength][3] = {{i, j, k},     {i - 1, j, k}, {i + 1, j, k}, {i, j - 1, k},
                                               {i, j + 1, k}, {i, j, k - 1}, {i, j, k + 1}};
        const auto row =
            static_cast<PetscInt>(p.first_index() + static_cast<std::int64_t>(entry) / kRowLength);
        for (const auto& n3 : neighbours) {
          // PETSc skips entries with negative indices: nothing is stored towards void or outside.
          const bool is_coupled = values(entry) != 0.0;
          rows[entry] = is_coupled ? row : -1;
          columns[entry] = is_coupled ? static_cast<PetscInt>(p.global_index(n3[0], n3[1], n3[2])) : -1;
          ++entry;
        }
      }
    }
  }
  check_petsc(
      MatSetPreallocationCOO(mat_, static_cast<PetscCount>(rows.size()), rows.data(), columns.data()));
  is_laid_out_ = true;
}

void AssembledMatrix::assemble() {
  const auto values =
      Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), row_values(*partition_, conductances_));
  if (!is_laid_out_) lay_out(values);
  check_petsc(MatSetValuesCOO(mat_, values.data(), INSERT_VALUES));
}

}  // namespace strata
