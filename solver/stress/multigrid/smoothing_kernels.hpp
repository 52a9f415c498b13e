// Smoothing of the elastic multigrid on the host, slab by slab of nodes, compiled for several instruction
// sets.
#pragma once

#include <cstdint>

#include "solver/stress/multigrid/stress_data.hpp"

namespace strata {

struct SmoothingKernels {
  /// y += the forces that the coarse cells between node rows j and j + 1 exert; x, y on the box.
  /// \param scratch  24 kGroup CoarseData::n_groups
  void (*add_coarse_forces)(const CoarseData&, const float* x, float* y, int j, float* scratch);
  /// r -= y on slab j, where free. y starts at the slab.
  void (*subtract)(const SmoothData&, const float* y, int j);
  /// d = keep d + gain B^-1 r and x += d on slab j, B being the columns' own blocks.
  /// \param scratch  3 nz own_nx
  void (*smooth)(const SmoothData&, float keep, float gain, int j, float* scratch);
};

/// The fastest set this processor can run.
const SmoothingKernels& smoothing_kernels();

namespace baseline {
const SmoothingKernels& smoothing_kernels();
}
namespace avx2 {
const SmoothingKernels& smoothing_kernels();
}
namespace avx512 {
const SmoothingKernels& smoothing_kernels();
}

}  // namespace strata
