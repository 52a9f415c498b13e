// One step of results.h5 (docs/results.md): what was solved in it, fields on cells, active faces, load case.
#pragma once

#include <string>

#include "postproc/collective.hpp"
#include "postproc/hdf5_file.hpp"
#include "postproc/result_steps.hpp"

namespace strata {

/// Writes the group `path` of a step of the view. Collective.
/// \param file  on rank 0; null elsewhere
void write_step_h5(const SolutionView& view, const ResultStep& step, const std::string& path, Hdf5File* file,
                   CollectiveGuard& guard);

}  // namespace strata
