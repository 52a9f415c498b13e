// What a run will cost, from the grid lines alone: asked by `strata check` and by the refusal before a run
// starts.
#pragma once

#include <cstdint>

#include "meshes/grid.hpp"

namespace strata {

struct RunEstimate {
  std::int64_t cells = 0;
  double bytes_per_rank = 0.0;  ///< peak resident memory of the fullest rank
  double output_bytes = 0.0;    ///< result files together, before compression
  double seconds = 0.0;         ///< set-up, solve and output; a rough allowance
};

/// \param ranks  number of MPI ranks, at least 1
/// \param is_nonlinear  some conductivity depends on temperature
RunEstimate estimate_run(const Grid& grid, int ranks, bool is_nonlinear);

/// True where some material of the model has a conductivity that depends on temperature.
bool is_nonlinear(const Model& model);

/// Memory this machine can still give, the limits of the process and of its control group respected [bytes].
double available_memory();

/// Free space of the file system that holds `directory` (or would hold it) [bytes].
double available_disk(const std::string& directory);

}  // namespace strata
