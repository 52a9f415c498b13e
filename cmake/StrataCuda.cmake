# Where Kokkos was built with CUDA, its launcher hands every source that depends on Kokkos to nvcc and leaves the rest to
# the host compiler. Without CUDA this file does nothing.
if(NOT "CUDA" IN_LIST Kokkos_DEVICES)
  if(STRATA_ENABLE_CUDA)
    message(FATAL_ERROR "${Kokkos_DIR} is a Kokkos without CUDA: give -DKokkos_ROOT=<folder of one with> (docs/gpu.md)")
  endif()
  return()
endif()

# Kokkos' launcher recognises a command by its first word, which ccache would hide.
unset(CMAKE_CXX_COMPILER_LAUNCHER)
set(CMAKE_DISABLE_PRECOMPILE_HEADERS ON)

# fmt 9 takes nvcc for a compiler without constexpr and then contradicts itself under C++20; nvcc has it.
target_compile_definitions(strata_flags INTERFACE FMT_USE_CONSTEXPR=1)
