// The work of the elastic multigrid over whole levels, on the host (slab by slab, vector units, residual and
// smoothing in one pass) or on the device (one thread per node or column). A test holds the two equal to
// rounding.
#pragma once

#include <memory>

#include "solver/multigrid/sweeps.hpp"
#include "solver/stress/multigrid/stress_level.hpp"

namespace strata {

class StressSweeps {
 public:
  virtual ~StressSweeps() = default;
  /// d = keep d + gain B^-1 r, x += d; B are the blocks of whole columns.
  virtual void smooth(const StressLevel& level, float keep, float gain) const = 0;
  /// The same after r -= A d.
  virtual void step(const StressLevel& level, float keep, float gain) const = 0;
  /// r -= A d. Needs d of ghosts.
  virtual void update_residual(const StressLevel& level) const = 0;
  /// Coarse r = P^T r of the nodes this rank owns; coarse x = 0.
  virtual void restrict_residual(const StressLevel& level, const StressLevel& coarse) const = 0;
  /// d = P x of the coarse level, on ghosts too; x += d.
  virtual void prolong(const StressLevel& level, const StressLevel& coarse) const = 0;
};

std::unique_ptr<StressSweeps> make_stress_sweeps(SweepSpace space);
std::unique_ptr<StressSweeps> make_host_stress_sweeps();
std::unique_ptr<StressSweeps> make_device_stress_sweeps();

}  // namespace strata
