// `mesh`, `solver`, `output` -> Model.
#pragma once

#include "inputs/build_context.hpp"
#include "inputs/selections.hpp"

namespace strata {

void build_mesh(BuildContext& context, Selector& selector);
void build_solver_and_output(BuildContext& context);

}  // namespace strata
