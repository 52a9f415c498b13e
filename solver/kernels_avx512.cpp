#define STRATA_KERNEL_SET avx512
#define STRATA_KERNEL_NAME "avx512"
#include "solver/independent_loop.hpp"
#include "solver/multigrid/host_kernels.hpp"
#include "solver/residual_kernels.hpp"
// Not sorted: the bodies need the names above.
#include "solver/multigrid/host_kernels_body.hpp"
#include "solver/residual_kernels_body.hpp"
