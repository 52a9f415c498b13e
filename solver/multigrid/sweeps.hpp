// The sweeps of the multigrid over whole levels, on the host (slab by slab, vector units) or on the device
// (one thread per column). A test holds the two equal to rounding.
#pragma once

#include <memory>

#include "solver/multigrid/hierarchy.hpp"
#include "solver/multigrid/host_kernels.hpp"

namespace strata {

enum class SweepSpace { host, device };

/// Where the memory of the fields is.
SweepSpace natural_sweep_space();

class Sweeps {
 public:
  virtual ~Sweeps() = default;
  /// Solves the columns of one colour (0 red, 1 black) with their lateral neighbours as they are.
  virtual void smooth(const Level& level, int colour) const = 0;
  /// The same for red with all neighbours 0.
  virtual void smooth_red_from_zero(const Level& level) const = 0;
  /// Coarse b = residual summed over the children, after black was solved from zero.
  virtual void restrict_residual(const Level& level, const Transfer& transfer, const Level& coarse) const = 0;
  /// Adds the coarse correction to the red cells.
  virtual void prolong(const Level& level, const Transfer& transfer, const Level& coarse) const = 0;
};

/// The conjugate gradients' work on the finest level.
template <class Real>
class FineSweeps {
 public:
  virtual ~FineSweeps() = default;
  /// b = r; returns r . r of this rank.
  virtual double load(const Level& level, const FineData<Real>& fine) const = 0;
  /// p = z + beta p, ghosts included.
  virtual void update_direction(const Level& level, const FineData<Real>& fine, double beta) const = 0;
  /// x += alpha p, r -= alpha A p, b = r; returns r . r of this rank.
  virtual double step(const Level& level, const FineData<Real>& fine, double alpha) const = 0;
  /// r . z and z . A z of this rank.
  virtual SlabDots dots(const Level& level, const FineData<Real>& fine) const = 0;
};

std::unique_ptr<Sweeps> make_sweeps(SweepSpace space);
template <class Real>
std::unique_ptr<FineSweeps<Real>> make_fine_sweeps(SweepSpace space);

}  // namespace strata
