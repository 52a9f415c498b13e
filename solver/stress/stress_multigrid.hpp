// The preconditioner of the elastic operator in single precision: Galerkin multigrid that coarsens x and y
// only, smoothed by Chebyshev polynomials of whole columns.
#pragma once

#include <memory>

#include "solver/stress/elastic_system.hpp"
#include "solver/stress/rigid_motions.hpp"

namespace strata {

class StressMultigrid {
 public:
  /// Borrows both. Collective.
  StressMultigrid(const ElasticSystem& system, const RigidMotions& motions);
  ~StressMultigrid();

  /// z = B r, both on owned nodes. Symmetric and positive definite. Collective.
  void apply(const ConstNodeView& r, const NodeView& z) const;

 private:
  struct Hierarchy;
  std::unique_ptr<Hierarchy> hierarchy_;
};

}  // namespace strata
