// A promise to the compiler, for the host's kernels.
#pragma once

/// Before a loop: its iterations do not depend on each other through memory, so it may be vectorised without
/// checks at run time.
#if defined(__clang__)
#define STRATA_INDEPENDENT_LOOP _Pragma("clang loop vectorize(assume_safety)")
#elif defined(__GNUC__)
#define STRATA_INDEPENDENT_LOOP _Pragma("GCC ivdep")
#else
#define STRATA_INDEPENDENT_LOOP
#endif
