#define STRATA_KERNEL_SET avx2
#define STRATA_KERNEL_NAME "avx2"
#include "solver/independent_loop.hpp"
#include "solver/multigrid/host_kernels.hpp"
#include "solver/residual_kernels.hpp"
// Not sorted: the bodies need the names above.
#include "solver/multigrid/host_kernels_body.hpp"
#include "solver/residual_kernels_body.hpp"
