// `strata info`: what this program was built from and runs on.
#include <Kokkos_Core.hpp>
#include <fmt/core.h>
#include <mpi.h>
#include <nlohmann/json.hpp>
#include <petscversion.h>

#include "postproc/in_situ/load_back_end.hpp"
#include "solver/app/command.hpp"
#include "strata_version.hpp"

namespace strata::app {
namespace {

/// Where the plugin is that draws while runs go on, or that there is none; it is not loaded.
std::string catalyst_plugin() {
  try {
    return find_catalyst_plugin().string();
  } catch (const Error&) {
    return "no plugin (docs/in_situ.md)";
  }
}

nlohmann::ordered_json build_facts() {
  char mpi_version[MPI_MAX_LIBRARY_VERSION_STRING];
  int length = 0;
  MPI_Get_library_version(mpi_version, &length);
  std::string mpi(mpi_version, static_cast<std::size_t>(length));
  mpi = mpi.substr(0, mpi.find(','));
  return {
      {"strata", kVersion},
      {"commit", kGitCommit},
      {"compiler", fmt::format("{} {}", STRATA_COMPILER_ID, __VERSION__)},
      {"build_type", STRATA_BUILD_TYPE},
      {"kokkos",
       fmt::format("{}.{}.{}", KOKKOS_VERSION / 10000, KOKKOS_VERSION / 100 % 100, KOKKOS_VERSION % 100)},
      {"kokkos_backend", Kokkos::DefaultExecutionSpace::name()},
      {"petsc", fmt::format("{}.{}.{}", PETSC_VERSION_MAJOR, PETSC_VERSION_MINOR, PETSC_VERSION_SUBMINOR)},
      {"hdf5", STRATA_HDF5_VERSION},
      {"mpi", mpi},
      {"catalyst", catalyst_plugin()},
  };
}

}  // namespace

void add_info(CLI::App& app, Invocation& invocation) {
  CLI::App* command = app.add_subcommand("info", "Version, compiler, and the libraries underneath");
  command->callback([&invocation] {
    invocation.action = [&invocation] {
      const auto facts = build_facts();
      if (invocation.options.json) {
        fmt::print("{}\n", facts.dump(2));
        return ExitCode::ok;
      }
      for (const auto& [name, value] : facts.items())
        fmt::print("{:<15} {}\n", name, value.get<std::string>());
      return ExitCode::ok;
    };
  });
}

}  // namespace strata::app
