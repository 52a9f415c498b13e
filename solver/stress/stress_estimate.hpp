// What the stress analysis of a run will cost, for solver/estimate.hpp.
#pragma once

#include "inputs/model.hpp"
#include "meshes/grid.hpp"

namespace strata {

struct StressEstimate {
  double bytes_per_cell = 0.0;         ///< of memory, at the peak
  double output_bytes_per_cell = 0.0;  ///< in the files
  double seconds_per_cell = 0.0;       ///< on one quiet core
};

/// All 0 where the model asks for no stress. \param distinct_share  see solver/estimate.hpp
StressEstimate estimate_stress(const Model& model, const Grid& grid, double distinct_share);

}  // namespace strata
