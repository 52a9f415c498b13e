#include "solver/heat_operator.hpp"

namespace strata {

Conductances::Conductances(const Partition& partition) : closure("closure", partition.n_owned()) {
  const std::string names[3] = {"conductance_x", "conductance_y", "conductance_z"};
  for (int axis = 0; axis < 3; ++axis) upper[axis] = CellView(names[axis], partition.n_ghosted());
}

LocalShape local_shape(const Partition& partition) {
  return {partition.window().nx(), partition.window().ny(), partition.nz()};
}

HeatOperator::HeatOperator(const Partition& partition, Conductances conductances)
    : partition_(&partition),
      halo_(partition),
      conductances_(std::move(conductances)),
      ghosted_("rise_ghosted", partition.n_ghosted()) {}

ConstCellView HeatOperator::with_ghosts(const ConstCellView& x) const {
  copy_to_ghosted(local_shape(*partition_), x, ghosted_);
  halo_.exchange(ghosted_);
  return ghosted_;
}

void HeatOperator::apply(const ConstCellView& x, const CellView& y) const {
  heat_outflow(local_shape(*partition_), conductances_, with_ghosts(x), y);
}

void copy_to_ghosted(const LocalShape& shape, const ConstCellView& owned, const CellView& ghosted) {
  const int nx = shape.nx, nz = shape.nz;
  for_each_cell(
      "solver::copy_to_ghosted", shape, KOKKOS_LAMBDA(int i, int j, int k) {
        ghosted(ghosted_index(i, j, k, nx, nz)) = owned(owned_index(i, j, k, nx, nz));
      });
}

void copy_from_ghosted(const LocalShape& shape, const ConstCellView& ghosted, const CellView& owned) {
  const int nx = shape.nx, nz = shape.nz;
  for_each_cell(
      "solver::copy_from_ghosted", shape, KOKKOS_LAMBDA(int i, int j, int k) {
        owned(owned_index(i, j, k, nx, nz)) = ghosted(ghosted_index(i, j, k, nx, nz));
      });
}

void heat_outflow(const LocalShape& shape, const Conductances& conductances, const ConstCellView& x,
                  const CellView& y) {
  const ConstCellView gx = conductances.upper[0], gy = conductances.upper[1], gz = conductances.upper[2];
  const ConstCellView closure = conductances.closure;
  const int nx = shape.nx, nz = shape.nz;
  const std::int64_t row = nx + 2, plane = row * nz;
  for_each_cell(
      "solver::heat_outflow", shape, KOKKOS_LAMBDA(int i, int j, int k) {
        const std::int64_t c = ghosted_index(i, j, k, nx, nz);
        const std::int64_t cell = owned_index(i, j, k, nx, nz);
        const double xc = x(c);
        double sum = closure(cell) * xc;
        sum += gx(c - 1) * (xc - x(c - 1)) + gx(c) * (xc - x(c + 1));
        sum += gy(c - plane) * (xc - x(c - plane)) + gy(c) * (xc - x(c + plane));
        if (k > 0) sum += gz(c - row) * (xc - x(c - row));
        if (k < nz - 1) sum += gz(c) * (xc - x(c + row));
        y(cell) = sum;
      });
}

void operator_diagonal(const LocalShape& shape, const Conductances& conductances, const CellView& diagonal) {
  const ConstCellView gx = conductances.upper[0], gy = conductances.upper[1], gz = conductances.upper[2];
  const ConstCellView closure = conductances.closure;
  const int nx = shape.nx, nz = shape.nz;
  const std::int64_t row = nx + 2, plane = row * nz;
  for_each_cell(
      "solver::operator_diagonal", shape, KOKKOS_LAMBDA(int i, int j, int k) {
        const std::int64_t c = ghosted_index(i, j, k, nx, nz);
        const std::int64_t cell = owned_index(i, j, k, nx, nz);
        double sum = closure(cell) + gx(c - 1) + gx(c) + gy(c - plane) + gy(c);
        if (k > 0) sum += gz(c - row);
        if (k < nz - 1) sum += gz(c);
        diagonal(cell) = sum;
      });
}

}  // namespace strata
