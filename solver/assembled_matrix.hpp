// The same operator as a PETSc AIJ matrix: oracle of the matrix-free one and food for algebraic preconditioners.
#pragma once

#include "solver/heat_operator.hpp"
#include "solver/petsc.hpp"

namespace strata {

class AssembledMatrix {
 public:
  /// Lays out the 7-point pattern; rows are Partition::global_index. Collective.
  /// Throws RefusedError where PETSc's index type is too short for the cells.
  AssembledMatrix(const Partition& partition, const Conductances& conductances);

  /// Fills in the values of the conductances as they are now. Collective.
  void assemble();

  Mat mat() const { return mat_; }

 private:
  void lay_out();

  const Partition* partition_;
  Conductances conductances_;
  OwnedMat mat_;
};

}  // namespace strata
