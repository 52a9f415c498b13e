// The column solver under PETSc's names: KSP type `column` (fused conjugate gradients) and PC type `column`
// (one multigrid cycle for any other KSP).
#pragma once

#include <petscksp.h>

#include "solver/multigrid/column_cg.hpp"

namespace strata {

inline constexpr const char* kColumnType = "column";

/// Makes both types known to PETSc. May be called again and again.
void register_column_types();

/// The types find their solver on the matrix. Borrowed; nullptr takes it away.
void attach_column_solver(Mat mat, ColumnSolver* solver);

}  // namespace strata
