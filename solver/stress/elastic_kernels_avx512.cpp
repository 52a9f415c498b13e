#include <algorithm>

#define STRATA_KERNEL_SET avx512
#include "solver/independent_loop.hpp"
#include "solver/stress/elastic_kernels.hpp"
#include "solver/stress/multigrid/smoothing_kernels.hpp"
#include "solver/stress/pack.hpp"
// Not sorted: the bodies need the names above, the second those of the first.
#include "solver/stress/elastic_kernels_body.hpp"
#include "solver/stress/multigrid/smoothing_kernels_body.hpp"
