# Everything Strata is built on; all of it comes from Debian 12 packages, any newer version will do.

find_package(yaml-cpp REQUIRED)
find_package(fmt REQUIRED)
find_package(nlohmann_json REQUIRED)
if(TARGET yaml-cpp::yaml-cpp)
  set(STRATA_YAML_CPP yaml-cpp::yaml-cpp)
else()
  set(STRATA_YAML_CPP yaml-cpp)
endif()

if(STRATA_DECK_ONLY)
  return()
endif()

# OpenMPI's C++ bindings are long dead; without this every program would have to link libmpi_cxx.
find_package(MPI REQUIRED COMPONENTS C CXX)
find_package(Kokkos REQUIRED)
if(Kokkos_INCLUDE_DIRS AND TARGET Kokkos::kokkos)
  # Debian's package names an include directory that does not exist.
  set_target_properties(Kokkos::kokkos PROPERTIES INTERFACE_INCLUDE_DIRECTORIES "${Kokkos_INCLUDE_DIRS}")
endif()
find_package(PkgConfig REQUIRED)
pkg_check_modules(PETSC REQUIRED IMPORTED_TARGET PETSc)
pkg_check_modules(HDF5 REQUIRED IMPORTED_TARGET hdf5-serial)
find_package(LAPACK REQUIRED)  # PETSc's own; its symbols are not passed on by the linker
find_package(CLI11 REQUIRED)
find_package(LAPACK REQUIRED)

add_library(strata_parallel INTERFACE)
target_link_libraries(strata_parallel INTERFACE MPI::MPI_CXX Kokkos::kokkos PkgConfig::PETSC LAPACK::LAPACK)
target_compile_definitions(strata_parallel INTERFACE OMPI_SKIP_MPICXX)

# A PETSc built with Trilinos loads Trilinos' Kokkos. A static Kokkos of ours must not stand in for it: the linker would
# export ours to PETSc's libraries, and an older one would then run on a newer one's data.
if(TARGET Kokkos::kokkoscore)
  get_target_property(STRATA_KOKKOS_TYPE Kokkos::kokkoscore TYPE)
endif()
if(STRATA_KOKKOS_TYPE STREQUAL "STATIC_LIBRARY" AND CMAKE_SYSTEM_NAME STREQUAL "Linux")
  target_link_options(strata_parallel INTERFACE "LINKER:--version-script=${PROJECT_SOURCE_DIR}/cmake/hide_kokkos.map")
endif()
