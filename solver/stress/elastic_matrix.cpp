#include "solver/stress/elastic_matrix.hpp"

#include <algorithm>
#include <limits>

#include "inputs/error.hpp"
#include "solver/field_memory.hpp"

namespace strata {
namespace {

/// visit(entry of the owned field, entry of the vector, node, component) for all owned unknowns.
template <class Visit>
void for_each_unknown(const NodeBox& box, const Visit& visit) {
  std::int64_t node = 0;
  for (int j = box.own_j0; j < box.own_j1; ++j)
    for (int k = 0; k < box.nz; ++k)
      for (int i = box.own_i0; i < box.own_i1; ++i, ++node)
        for (int c = 0; c < 3; ++c) visit(box.owned_at(c, i, j, k), 3 * node + c, box.node(i, j, k), c);
}

/// The 24 x 24 matrix of a cell, corner major: unknown 3 * corner + component.
std::array<double, 576> cell_matrix(const CellModes<double>& modes) {
  std::array<double, 576> matrix{};
  for (std::size_t column = 0; column < 24; ++column) {
    double u[3][8] = {};
    u[column % 3][column / 3] = 1.0;
    cell_forces(modes, u);
    for (std::size_t row = 0; row < 24; ++row) matrix[row * 24 + column] = u[row % 3][row / 3];
  }
  return matrix;
}

}  // namespace

ElasticMatrix::ElasticMatrix(const ElasticSystem& system, const RigidMotions& motions) : system_(&system) {
  const Partition& nodes = system.nodes();
  std::int64_t n_all = nodes.n_owned();
  MPI_Allreduce(MPI_IN_PLACE, &n_all, 1, MPI_INT64_T, MPI_SUM, nodes.comm());
  if (3 * n_all > std::numeric_limits<PetscInt>::max())
    throw RefusedError("this PETSc cannot number so many unknowns in an assembled matrix");
  const auto n = static_cast<PetscInt>(3 * nodes.n_owned());
  constexpr PetscInt kRowLength = 81;
  check_petsc(MatCreate(nodes.comm(), mat_.out()));
  check_petsc(MatSetSizes(mat_, n, n, PETSC_DETERMINE, PETSC_DETERMINE));
  check_petsc(MatSetBlockSize(mat_, 3));
  check_petsc(MatSetType(mat_, MATAIJ));
  check_petsc(MatSeqAIJSetPreallocation(mat_, kRowLength, nullptr));
  check_petsc(MatMPIAIJSetPreallocation(mat_, kRowLength, nullptr, kRowLength, nullptr));
  check_petsc(MatSetOption(mat_, MAT_SYMMETRIC, PETSC_TRUE));
  check_petsc(MatSetOption(mat_, MAT_SPD, PETSC_TRUE));
  find_free(motions);
  assemble();
  attach_motions(motions);
  check_petsc(MatCreateVecs(mat_, x_.out(), b_.out()));
}

/// The free displacements less pins that stop rigid motions: nothing else regularises the matrix.
void ElasticMatrix::find_free(const RigidMotions& motions) {
  const NodeBox& box = system_->box();
  std::vector<double> bits(static_cast<std::size_t>(3 * box.n_nodes()), 0.0);
  const auto each_node = [&](auto&& visit) {
    for (int j = 0; j < box.ny; ++j)
      for (int k = 0; k < box.nz; ++k)
        for (int i = 0; i < box.nx; ++i)
          visit(static_cast<std::size_t>(box.node(i, j, k)), static_cast<std::size_t>(box.at(0, i, j, k)));
  };
  free_ = system_->free();
  for (const RigidMotions::Pin& pin : motions.pins())
    if (pin.is_mine)
      free_[static_cast<std::size_t>(pin.node)] &= static_cast<std::uint8_t>(~(1U << pin.component));
  if (box.is_whole()) return;
  each_node([&](std::size_t node, std::size_t entry) { bits[entry] = free_[node]; });
  const NodeView field = to_device<double>("stress::pinned_bits", bits);
  system_->halo().exchange(field);
  const auto complete = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), field);
  each_node(
      [&](std::size_t node, std::size_t entry) { free_[node] = static_cast<std::uint8_t>(complete(entry)); });
}

void ElasticMatrix::assemble() {
  const NodeBox& box = system_->box();
  const StiffnessField& field = system_->field();
  double largest = 0.0;
  for (int j = 0; j < box.cells_y(); ++j)
    for (int k = 0; k < box.cells_z(); ++k)
      for (int i = 0; i < box.cells_x(); ++i) {
        const std::int32_t of = field.of_cell[static_cast<std::size_t>(box.cell(i, j, k))];
        if (of == StiffnessField::kVoidCell) continue;
        const auto matrix =
            cell_matrix(cell_modes(cell_stiffness<double>(field.list[static_cast<std::size_t>(of)]),
                                   system_->edges(Axis::x)[static_cast<std::size_t>(i)],
                                   system_->edges(Axis::y)[static_cast<std::size_t>(j)],
                                   system_->edges(Axis::z)[static_cast<std::size_t>(k)]));
        // Rows of other ranks are theirs to fill, and what is not free is left out; PETSc skips negative
        // indices.
        std::array<PetscInt, 24> rows{}, columns{};
        for (std::size_t p = 0; p < 8; ++p) {
          const int ni = i + static_cast<int>(p & 1), nj = j + static_cast<int>((p >> 1) & 1),
                    nk = k + static_cast<int>(p >> 2);
          const std::uint8_t bits = free_[static_cast<std::size_t>(box.node(ni, nj, nk))];
          const auto first =
              static_cast<PetscInt>(3 * system_->nodes().global_index(box.i0 + ni, box.j0 + nj, nk));
          for (std::size_t c = 0; c < 3; ++c) {
            const bool is_free = (bits >> c & 1) != 0;
            columns[3 * p + c] = is_free ? first + static_cast<PetscInt>(c) : -1;
            rows[3 * p + c] = box.is_owned(ni, nj) ? columns[3 * p + c] : -1;
            largest = std::max(largest, matrix[(3 * p + c) * 25]);
          }
        }
        check_petsc(MatSetValues(mat_, 24, rows.data(), 24, columns.data(), matrix.data(), ADD_VALUES));
      }
  MPI_Allreduce(MPI_IN_PLACE, &largest, 1, MPI_DOUBLE, MPI_MAX, system_->nodes().comm());
  for (int j = box.own_j0; j < box.own_j1; ++j)
    for (int k = 0; k < box.nz; ++k)
      for (int i = box.own_i0; i < box.own_i1; ++i) {
        const std::uint8_t bits = free_[static_cast<std::size_t>(box.node(i, j, k))];
        const auto first =
            static_cast<PetscInt>(3 * system_->nodes().global_index(box.i0 + i, box.j0 + j, k));
        for (int c = 0; c < 3; ++c)
          if ((bits >> c & 1) == 0) check_petsc(MatSetValue(mat_, first + c, first + c, largest, ADD_VALUES));
      }
  check_petsc(MatAssemblyBegin(mat_, MAT_FINAL_ASSEMBLY));
  check_petsc(MatAssemblyEnd(mat_, MAT_FINAL_ASSEMBLY));
}

void ElasticMatrix::attach_motions(const RigidMotions& motions) {
  const NodeBox& box = system_->box();
  OwnedVec places;
  check_petsc(VecCreate(system_->nodes().comm(), places.out()));
  check_petsc(VecSetSizes(places, static_cast<PetscInt>(3 * box.n_owned()), PETSC_DETERMINE));
  check_petsc(VecSetBlockSize(places, 3));
  check_petsc(VecSetType(places, VECSTANDARD));
  PetscScalar* values = nullptr;
  check_petsc(VecGetArrayWrite(places, &values));
  const Grid& grid = system_->grid();
  std::size_t node = 0;
  for (int j = box.own_j0; j < box.own_j1; ++j)
    for (int k = 0; k < box.nz; ++k)
      for (int i = box.own_i0; i < box.own_i1; ++i, ++node) {
        const std::array<int, 3> line{box.i0 + i, box.j0 + j, k};
        for (std::size_t c = 0; c < 3; ++c)
          values[3 * node + c] =
              (grid.lines[c][static_cast<std::size_t>(line[c])] - motions.centre()[c]) / motions.length();
      }
  check_petsc(VecRestoreArrayWrite(places, &values));
  MatNullSpace space = nullptr;
  check_petsc(MatNullSpaceCreateRigidBody(places, &space));
  check_petsc(MatSetNearNullSpace(mat_, space));
  check_petsc(MatNullSpaceDestroy(&space));
}

void ElasticMatrix::put(const ConstNodeView& owned, Vec vec) const {
  const auto host = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), owned);
  PetscScalar* values = nullptr;
  check_petsc(VecGetArrayWrite(vec, &values));
  for_each_unknown(system_->box(),
                   [&](std::int64_t field, std::int64_t entry, std::int64_t node, int component) {
                     const bool is_free = (free_[static_cast<std::size_t>(node)] >> component & 1) != 0;
                     values[entry] = is_free ? host(static_cast<std::size_t>(field)) : 0.0;
                   });
  check_petsc(VecRestoreArrayWrite(vec, &values));
}

void ElasticMatrix::take(Vec vec, const NodeView& owned) const {
  const auto host = Kokkos::create_mirror_view(owned);
  const PetscScalar* values = nullptr;
  check_petsc(VecGetArrayRead(vec, &values));
  for_each_unknown(system_->box(), [&](std::int64_t field, std::int64_t entry, std::int64_t, int) {
    host(static_cast<std::size_t>(field)) = values[entry];
  });
  check_petsc(VecRestoreArrayRead(vec, &values));
  Kokkos::deep_copy(owned, host);
}

}  // namespace strata
