#define STRATA_KERNEL_SET avx2
#define STRATA_KERNEL_NAME "avx2"
#include "solver/multigrid/host_kernels.hpp"
// Not sorted: the body needs the names above.
#include "solver/multigrid/host_kernels_body.hpp"
