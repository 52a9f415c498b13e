// The elastic operator as an assembled PETSc matrix, for tests, for algebraic multigrid and direct solvers.
// Three unknowns per node stand together here; displacements that are not free have rows of the identity,
// and so have pins that stop rigid motions.
#pragma once

#include "solver/petsc.hpp"
#include "solver/stress/elastic_system.hpp"
#include "solver/stress/rigid_motions.hpp"

namespace strata {

class ElasticMatrix {
 public:
  /// Borrows the system. Collective. Throws RefusedError where PETSc cannot number the unknowns.
  ElasticMatrix(const ElasticSystem& system, const RigidMotions& motions);

  Mat mat() const { return mat_; }
  Vec b() const { return b_; }
  Vec x() const { return x_; }

  /// Between fields of owned nodes and vectors of the matrix.
  void put(const ConstNodeView& owned, Vec vec) const;
  void take(Vec vec, const NodeView& owned) const;

 private:
  void find_free(const RigidMotions& motions);
  void assemble();
  void attach_motions(const RigidMotions& motions);

  const ElasticSystem* system_;
  std::vector<std::uint8_t> free_;  ///< by NodeBox::node
  OwnedMat mat_;
  OwnedVec b_, x_;
};

}  // namespace strata
