// The elastic operator on the host, slab by slab of cells, written for vector units and compiled for several
// instruction sets like the sweeps of the heat multigrid (solver/multigrid/host_kernels.hpp).
#pragma once

#include "solver/stress/elastic_data.hpp"

namespace strata {

template <class Real>
struct ElasticSlabKernels {
  /// y += the forces that the cells between node rows j and j + 1 exert; x, y on the box.
  /// \param scratch  24 times ElasticData::strip_length
  void (*add_forces)(const ElasticData<Real>&, const Real* x, Real* y, int j, Real* scratch);
};

struct ElasticKernels {
  ElasticSlabKernels<double> in_double;
  ElasticSlabKernels<float> in_float;

  template <class Real>
  const ElasticSlabKernels<Real>& of() const {
    if constexpr (sizeof(Real) == sizeof(double)) {
      return in_double;
    } else {
      return in_float;
    }
  }
};

/// The fastest set this processor can run.
const ElasticKernels& elastic_kernels();

namespace baseline {
const ElasticKernels& elastic_kernels();
}
namespace avx2 {
const ElasticKernels& elastic_kernels();
}
namespace avx512 {
const ElasticKernels& elastic_kernels();
}

}  // namespace strata
