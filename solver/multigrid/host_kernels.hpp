// Sweeps over one slab (all cells of one j) on the host, written for vector units: rows of one colour are
// contiguous. The same source is compiled for several instruction sets; host_kernels() picks the best one the
// processor has. Formulas: LDL^T of a column, e_k its pivots,
//   u_k = (rhs_k + g_{k-1} u_{k-1}) / e_k upwards, z_k = u_k + (g_k / e_k) z_{k+1} downwards.
#pragma once

#include "solver/multigrid/level_data.hpp"

namespace strata {

struct SlabDots {
  double rz = 0.0;   ///< r . z
  double zAz = 0.0;  ///< z . A z, as the energy of the conductances
};

/// What differs with the type of x and r.
template <class Real>
struct HostFineKernels {
  /// b = r. Returns r . r of the slab.
  double (*load)(const LevelData&, const FineData<Real>&, int j);
  /// x += alpha p, r -= alpha A p, b = r. Needs p of the slabs beside it. Returns r . r of the slab.
  double (*step)(const LevelData&, const FineData<Real>&, double alpha, int j);
  /// Of the slab and its faces to the right, north and above.
  SlabDots (*dots)(const LevelData&, const FineData<Real>&, int j);
};

struct HostKernels {
  const char* name;  ///< "avx512"
  /// Solves the columns of one colour with their lateral neighbours as they are.
  void (*smooth)(const LevelData&, int j, int colour);
  /// The same for red with all neighbours 0.
  void (*smooth_red_from_zero)(const LevelData&, int j);
  /// Sums the residual, which only red cells have after black was solved from zero, into the coarse b.
  void (*restrict_residual)(const LevelData&, const TransferData&, const LevelData& coarse, int j);
  /// Adds the coarse correction to the red cells; black ones are solved anew anyway.
  void (*prolong)(const LevelData&, const TransferData&, const LevelData& coarse, int j);
  /// p = z + beta p over the slab with its ghosts, j = -1 .. ny.
  void (*update_direction)(const LevelData&, float* p, float beta, int j);
  HostFineKernels<double> in_double;
  HostFineKernels<float> in_float;

  template <class Real>
  const HostFineKernels<Real>& fine() const {
    if constexpr (sizeof(Real) == sizeof(double)) {
      return in_double;
    } else {
      return in_float;
    }
  }
};

/// The fastest set this processor can run.
const HostKernels& host_kernels();

// One set per instruction set; which of them exist is for CMake to say.
namespace baseline {
const HostKernels& kernels();
}
namespace avx2 {
const HostKernels& kernels();
}
namespace avx512 {
const HostKernels& kernels();
}

}  // namespace strata
