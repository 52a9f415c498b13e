#include "solver/runtime.hpp"

#include <Kokkos_Core.hpp>
#include <malloc.h>
#include <mpi.h>
#include <petscsys.h>

#include "inputs/error.hpp"

namespace strata {

namespace {

/// MPI libraries that cache registered memory tell malloc never to use mmap, so that a freed field stays with
/// the process and leaves a hole. Fields are large and come and go: let each have its own pages again.
void give_freed_fields_back() {
#if defined(__GLIBC__)
  constexpr int kLargest = 1 << 16, kFieldBytes = 1 << 20, kKept = 64 << 20;
  mallopt(M_MMAP_MAX, kLargest);
  mallopt(M_MMAP_THRESHOLD, kFieldBytes);
  mallopt(M_TRIM_THRESHOLD, kKept);
#endif
}

}  // namespace

Runtime::Runtime(int& argc, char**& argv, const char* petsc_options) {
  int running = 0;
  MPI_Initialized(&running);
  if (!running) {
    MPI_Init(&argc, &argv);
    owns_mpi_ = true;
  }
  if (!Kokkos::is_initialized()) {
    Kokkos::initialize();
    owns_kokkos_ = true;
  }
  PetscBool petsc_running = PETSC_FALSE;
  PetscInitialized(&petsc_running);
  if (!petsc_running) {
    // Signals stay ours: PETSc's handlers would turn a scheduler's TERM into an abort.
    if (PetscOptionsSetValue(nullptr, "-no_signal_handler", "1") != 0 || PetscInitializeNoArguments() != 0 ||
        PetscOptionsInsertString(nullptr, petsc_options) != 0) {
      throw Error(ExitCode::internal, "PETSc could not be initialised");
    }
    owns_petsc_ = true;
  }
  give_freed_fields_back();
}

Runtime::~Runtime() {
  if (owns_petsc_) PetscFinalize();
  if (owns_kokkos_) Kokkos::finalize();
  if (owns_mpi_) MPI_Finalize();
}

}  // namespace strata
