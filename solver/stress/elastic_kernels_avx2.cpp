#include <algorithm>

#define STRATA_KERNEL_SET avx2
#include "solver/independent_loop.hpp"
#include "solver/stress/elastic_kernels.hpp"
#include "solver/stress/pack.hpp"
// Not sorted: the body needs the names above.
#include "solver/stress/elastic_kernels_body.hpp"
