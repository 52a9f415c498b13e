// The load cases of stress in results.h5 (docs/results.md).
#pragma once

#include "postproc/collective.hpp"
#include "postproc/hdf5_file.hpp"
#include "solver/heat_solution.hpp"

namespace strata {

/// Displacements on nodes, stresses and tractions on cells, warpage maps, for each load case of a view with
/// stress. One dataset for each component: a reader takes only what it needs, and neighbouring values of one
/// component compress better than mixed ones. Collective.
/// \param file  on rank 0; null elsewhere
void write_stress_h5(const SolutionView& view, Hdf5File* file, CollectiveGuard& guard);

}  // namespace strata
