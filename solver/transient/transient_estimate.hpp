// What the steps and the kept fields of a transient will cost, for solver/estimate.hpp.
#pragma once

#include <cstdint>

#include "inputs/model.hpp"

namespace strata {

struct TransientEstimate {
  std::int64_t moments = 0;  ///< whose fields are kept, the end among them
  /// No fewer steps can do: one from each breakpoint or kept moment to the next, more where the deck bounds
  /// their size. How many the error asks for, only the run knows.
  std::int64_t smallest_steps = 0;
  double bytes_per_cell = 0.0;  ///< of memory, more than one steady solve takes
  double output_bytes_per_cell =
      0.0;  ///< of checkpoints and of the files of moments until results.h5 has them
};

/// All 0 for a steady model.
TransientEstimate estimate_transient(const Model& model);

}  // namespace strata
