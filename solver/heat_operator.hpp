// The conduction operator without a matrix:
//   (A x)_c = closure_c x_c + sum over faces g_f (x_c - x_n)
// for the rise x over the reference temperature. Differences are taken before they are multiplied, so what
// one cell gains its neighbour loses to the last bit.
#pragma once

#include <array>
#include <string>

#include "meshes/partition.hpp"
#include "solver/cell_loop.hpp"

namespace strata {

/// Coefficients of the operator on one rank.
struct Conductances {
  /// Per axis, on the ghosted layout: conductance of the face between a cell and the next one up the axis
  /// [W/K]; 0 where one of the two is void or outside the domain.
  std::array<CellView, 3> upper;
  /// Conductance from a cell to its surroundings [W/K], on the owned layout. Void cells carry the mean
  /// diagonal of the solid ones instead: their rows are that multiple of the identity, with rhs 0 and rise 0,
  /// so that they change no norm and look to an algebraic preconditioner like their neighbours.
  CellView closure;

  explicit Conductances(const Partition& partition);
};

LocalShape local_shape(const Partition& partition);

class HeatOperator {
 public:
  /// Borrows the partition; shares the views of `conductances`, so that new values in them are used at once.
  HeatOperator(const Partition& partition, Conductances conductances);

  const Partition& partition() const { return *partition_; }
  const Conductances& conductances() const { return conductances_; }

  /// y = A x [W], both on the owned layout. Collective.
  void apply(const ConstCellView& x, const CellView& y) const;
  /// x on the ghosted layout with current ghosts; valid until the next call of this or `apply`. Collective.
  ConstCellView with_ghosts(const ConstCellView& x) const;

 private:
  const Partition* partition_;
  HaloExchange halo_;
  Conductances conductances_;
  CellView ghosted_;
};

/// Kernel of HeatOperator::apply. \param x  rise on the ghosted layout, ghosts current
void heat_outflow(const LocalShape& shape, const Conductances& conductances, const ConstCellView& x,
                  const CellView& y);

/// Diagonal of the operator [W/K], owned layout.
void operator_diagonal(const LocalShape& shape, const Conductances& conductances, const CellView& diagonal);

/// Copies an owned field into the inside of a ghosted one.
void copy_to_ghosted(const LocalShape& shape, const ConstCellView& owned, const CellView& ghosted);
/// And back.
void copy_from_ghosted(const LocalShape& shape, const ConstCellView& ghosted, const CellView& owned);

}  // namespace strata
