#include "solver/stress/stress_multigrid.hpp"

namespace strata {

struct StressMultigrid::Hierarchy {};

StressMultigrid::StressMultigrid(const ElasticSystem&, const RigidMotions&) {}
StressMultigrid::~StressMultigrid() = default;
void StressMultigrid::apply(const ConstNodeView& r, const NodeView& z) const {
  Kokkos::deep_copy(z, r);
}

}  // namespace strata
