// The sets of host kernels, chosen once per process.
#include "solver/multigrid/host_kernels.hpp"
#include "solver/processor.hpp"
#include "solver/residual_kernels.hpp"
#include "solver/stress/elastic_kernels.hpp"
#include "solver/stress/multigrid/smoothing_kernels.hpp"

namespace strata {

const HostKernels& host_kernels() {
#if defined(STRATA_X86_KERNELS)
  static const InstructionSet set = instruction_set();
  if (set == InstructionSet::avx512) return avx512::kernels();
  if (set == InstructionSet::avx2) return avx2::kernels();
#endif
  return baseline::kernels();
}

const ResidualKernels& residual_kernels() {
#if defined(STRATA_X86_KERNELS)
  static const InstructionSet set = instruction_set();
  if (set == InstructionSet::avx512) return avx512::residual_kernels();
  if (set == InstructionSet::avx2) return avx2::residual_kernels();
#endif
  return baseline::residual_kernels();
}

const ElasticKernels& elastic_kernels() {
#if defined(STRATA_X86_KERNELS)
  static const InstructionSet set = instruction_set();
  if (set == InstructionSet::avx512) return avx512::elastic_kernels();
  if (set == InstructionSet::avx2) return avx2::elastic_kernels();
#endif
  return baseline::elastic_kernels();
}

const SmoothingKernels& smoothing_kernels() {
#if defined(STRATA_X86_KERNELS)
  static const InstructionSet set = instruction_set();
  if (set == InstructionSet::avx512) return avx512::smoothing_kernels();
  if (set == InstructionSet::avx2) return avx2::smoothing_kernels();
#endif
  return baseline::smoothing_kernels();
}

}  // namespace strata
