// Which Strata and which libraries this is.
#pragma once

#include <string>
#include <vector>

namespace strata {

/// "0.1.0" and the commit it was built from.
std::string strata_version();
std::string strata_git_commit();

struct LibraryVersion {
  std::string name;     ///< "PETSc"
  std::string version;  ///< as the loaded library says
};

/// PETSc, Kokkos, HDF5 and MPI, as loaded.
std::vector<LibraryVersion> library_versions();

}  // namespace strata
