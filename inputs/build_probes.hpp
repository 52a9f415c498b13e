// `probes` and `checkpoint` -> Model::probes, Model::checkpoint.
#pragma once

#include "inputs/build_context.hpp"
#include "inputs/selections.hpp"

namespace strata {

/// Reports names that are taken, points outside the package or in void, and targets that name nothing.
void build_probes(BuildContext& context, Selector& selector);

void build_checkpoint(BuildContext& context);

}  // namespace strata
