#include "solver/steady_heat.hpp"

#include "solver/steady_session.hpp"

namespace strata {

HeatSolution solve_steady_heat(const Model& model, const GridPlan& plan, const Partition& partition,
                               const SteadyOptions& options) {
  return SteadySession(plan, partition, options, SteadySession::Keep::nothing).solve(model);
}

}  // namespace strata
