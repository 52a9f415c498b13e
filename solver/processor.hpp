// Which instruction set the host kernels use on this processor.
#pragma once

namespace strata {

enum class InstructionSet { baseline, avx2, avx512 };

/// The best of those that were compiled and that the processor has.
InstructionSet instruction_set();

}  // namespace strata
