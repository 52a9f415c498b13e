// Where a solve went wrong.
#pragma once

#include <string>

#include "solver/thermal_problem.hpp"

namespace strata {

/// "first in cell (...) ..." of the first cell whose rise or residual is not finite, else "largest residual
/// in cell (...) ..."; the same on all ranks. \param rise  ghosted layout \param residual  owned layout.
/// Collective.
std::string worst_place(const ThermalProblem& problem, const ConstCellView& rise,
                        const ConstCellView& residual);

}  // namespace strata
