// Start and end of MPI, Kokkos and PETSc. One Runtime lives in main (or in a test program); everything else
// is handed a communicator.
#pragma once

namespace strata {

class Runtime {
 public:
  /// Initialises MPI, Kokkos and PETSc, those that are not yet running. PETSc options are taken from
  /// PETSC_OPTIONS and from `petsc_options` ("-ksp_monitor -pc_type gamg"), never from the program's own
  /// arguments.
  Runtime(int& argc, char**& argv, const char* petsc_options = "");
  ~Runtime();
  Runtime(const Runtime&) = delete;
  Runtime& operator=(const Runtime&) = delete;

 private:
  bool owns_mpi_ = false;
  bool owns_kokkos_ = false;
  bool owns_petsc_ = false;
};

}  // namespace strata
