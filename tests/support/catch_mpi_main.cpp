// Main of the test programs that need MPI, Kokkos or PETSc: one Runtime around the whole Catch2 session.
#define CATCH_CONFIG_RUNNER
#include <catch2/catch.hpp>

#include "solver/runtime.hpp"

int main(int argc, char** argv) {
  strata::Runtime runtime(argc, argv);
  return Catch::Session().run(argc, argv);
}
