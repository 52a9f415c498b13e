#define STRATA_KERNEL_SET baseline
#define STRATA_KERNEL_NAME "baseline"
#include "solver/multigrid/host_kernels.hpp"
// Not sorted: the body needs the names above.
#include "solver/multigrid/host_kernels_body.hpp"
