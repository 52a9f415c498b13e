// hypre's structured multigrid (PFMG) as a peer: it needs a DMDA and a hypre struct matrix, which no other
// solver here does.
#pragma once

#include <string>

#include "tests/performance/solvers.hpp"

namespace strata::performance {

/// CG with the structured preconditioner that the options under `prefix` name. The DMDA has the axes (x, z,
/// y) and the ranks of the partition, so that its vectors are ours, entry by entry. Collective.
SolverRun run_structured_solver(const std::string& prefix, const HeatOperator& op, const ConstCellView& b,
                                const CellView& x, double tolerance);

}  // namespace strata::performance
