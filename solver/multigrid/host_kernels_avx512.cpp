#define STRATA_KERNEL_SET avx512
#define STRATA_KERNEL_NAME "avx512"
#include "solver/multigrid/host_kernels.hpp"
// Not sorted: the body needs the names above.
#include "solver/multigrid/host_kernels_body.hpp"
