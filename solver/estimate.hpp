// What a run will cost, from the grid lines alone: asked by `strata check` and by the refusal before a run
// starts.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "meshes/grid.hpp"
#include "solver/transient/transient_estimate.hpp"

namespace strata {

struct RunEstimate {
  std::int64_t cells = 0;
  double bytes_per_rank = 0.0;  ///< peak resident memory of the fullest rank
  double output_bytes = 0.0;    ///< result files together, before compression
  double seconds = 0.0;         ///< set-up, solves and output on quiet cores; a rough allowance
  TransientEstimate transient;  ///< of a transient, whose `seconds` are for the fewest steps that can do
};

/// What is done besides one solve on one grid. Superposition stands in the model.
struct RunShape {
  int ranks = 1;              ///< of MPI, at least 1
  std::vector<Grid> coarser;  ///< solved on too, while the solution of the run stays in memory
  bool keeps_setup = false;   ///< as SteadySession does while it makes a solution
};

RunEstimate estimate_run(const Model& model, const Grid& grid, const RunShape& shape);

/// Share of the spacings along y that differ from all others: 1 where no row of cells has the widths of
/// another, so that no coefficients repeat.
double distinct_share(const Grid& grid);

/// True where some material of the model has a conductivity that depends on temperature.
bool is_nonlinear(const Model& model);

/// Memory this machine can still give, the limits of the process and of its control group respected [bytes].
double available_memory();

/// Free space of the file system that holds `directory` (or would hold it) [bytes].
double available_disk(const std::string& directory);

}  // namespace strata
