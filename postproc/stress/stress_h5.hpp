// The load cases of stress in results.h5 (docs/results.md).
#pragma once

#include <string>

#include "postproc/collective.hpp"
#include "postproc/hdf5_file.hpp"
#include "solver/heat_solution.hpp"
#include "solver/stress/stress_solution.hpp"

namespace strata {

/// Displacements on nodes, stresses and tractions on cells, warpage maps of a load case, in the group `path`.
/// One dataset for each component: a reader takes only what it needs, and neighbouring values of one
/// component compress better than mixed ones. Collective. \param file  on rank 0; null elsewhere
void write_stress_h5(const SolutionView& view, const StressStep& step, const std::string& path,
                     Hdf5File* file, CollectiveGuard& guard);

}  // namespace strata
