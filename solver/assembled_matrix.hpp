// The same operator as a PETSc AIJ matrix: oracle of the matrix-free one and food for algebraic
// preconditioners.
#pragma once

#include "solver/heat_operator.hpp"
#include "solver/petsc.hpp"

namespace strata {

class AssembledMatrix {
 public:
  /// Rows are Partition::global_index; empty until `assemble`. Collective.
  /// Throws RefusedError where PETSc's index type is too short for the cells.
  AssembledMatrix(const Partition& partition, Conductances conductances);

  /// Fills in the values of the conductances as they are now; the first call lays out the 7-point pattern.
  void assemble();

  Mat mat() const { return mat_; }

 private:
  using HostConstCells = Kokkos::View<const double*, Kokkos::HostSpace>;
  void lay_out(const HostConstCells& values);

  const Partition* partition_;
  Conductances conductances_;
  OwnedMat mat_;
  bool is_laid_out_ = false;
};

}  // namespace strata
