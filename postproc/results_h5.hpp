// results.h5: everything a run computed, in one HDF5 file that explains itself. The layout is API
// (docs/results.md, docs/versioning.md); kResultsFormatVersion is raised when a reader would have to change.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "postproc/transient/history.hpp"
#include "postproc/transient/saved_steps.hpp"
#include "solver/heat_solution.hpp"

namespace strata {

inline constexpr int kResultsFormatVersion = 1;

/// Writes `directory`/results.h5 through rank 0, one layer of cells at a time. Collective over the
/// partition's ranks. \return the names of the files written, relative to `directory` Throws IoError on every
/// rank alike; the old file, if any, is then untouched.
std::vector<std::string> write_results_h5(const SolutionView& view, const std::filesystem::path& directory);

/// The same of a transient: series, the steps that were saved on the way, and load cases of stress at uniform
/// temperatures after them. \param end  the last moment
std::vector<std::string> write_results_h5(const SolutionView& end, const TransientHistory& history,
                                          const SavedSteps& saved, const std::filesystem::path& directory);

}  // namespace strata
