#include "postproc/versions.hpp"

#include <array>

#include <Kokkos_Core.hpp>
#include <fmt/format.h>
#include <hdf5.h>
#include <mpi.h>
#include <petscsys.h>

#include "strata_version.hpp"

namespace strata {

std::string strata_version() {
  return kVersion;
}
std::string strata_git_commit() {
  return kGitCommit;
}

std::vector<LibraryVersion> library_versions() {
  PetscInt major = 0, minor = 0, subminor = 0, release = 0;
  if (PetscGetVersionNumber(&major, &minor, &subminor, &release) != 0) major = minor = subminor = 0;
  unsigned hdf5_major = 0, hdf5_minor = 0, hdf5_release = 0;
  H5get_libversion(&hdf5_major, &hdf5_minor, &hdf5_release);
  std::array<char, MPI_MAX_LIBRARY_VERSION_STRING> mpi{};
  int length = 0;
  MPI_Get_library_version(mpi.data(), &length);
  // "Open MPI v4.1.4, package: ..." and, from other libraries, several lines: the first words say it.
  const std::string mpi_text(mpi.data());
  return {{"PETSc", fmt::format("{}.{}.{}", major, minor, subminor)},
          {"Kokkos",
           fmt::format("{}.{}.{}", KOKKOS_VERSION / 10000, KOKKOS_VERSION / 100 % 100, KOKKOS_VERSION % 100)},
          {"HDF5", fmt::format("{}.{}.{}", hdf5_major, hdf5_minor, hdf5_release)},
          {"MPI", mpi_text.substr(0, mpi_text.find_first_of(",\n"))}};
}

}  // namespace strata
