#include "postproc/in_situ/load_back_end.hpp"

#include <cstdlib>

#include <dlfcn.h>
#include <fmt/format.h>

#include "inputs/error.hpp"
#include "postproc/collective.hpp"

namespace strata {
namespace {

namespace fs = std::filesystem;

constexpr const char* kPluginName = "strata_catalyst.so";

std::string last_dl_error() {
  const char* text = dlerror();
  return text == nullptr ? "unknown failure" : text;
}

template <class Function>
Function find_function(void* library, const char* name, const fs::path& plugin) {
  void* function = dlsym(library, name);
  if (function == nullptr)
    throw IoError(fmt::format("{} is no plugin of Strata: it has no {}", plugin.string(), name));
  return reinterpret_cast<Function>(function);
}

InSituCreateFunction open_plugin(const fs::path& plugin) {
  void* library = dlopen(plugin.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr)
    throw IoError(fmt::format("the Catalyst plugin cannot be loaded: {}", last_dl_error()));
  const auto version = find_function<InSituInterfaceFunction>(library, "strata_in_situ_interface", plugin)();
  if (version != kInSituInterface)
    throw IoError(fmt::format("{} belongs to another build of Strata (its interface is {}, this one's {})",
                              plugin.string(), version, kInSituInterface));
  return find_function<InSituCreateFunction>(library, "strata_in_situ_create", plugin);
}

}  // namespace

fs::path find_catalyst_plugin() {
  if (const char* named = std::getenv("STRATA_CATALYST_PLUGIN")) {
    if (fs::exists(named)) return named;
    throw IoError(fmt::format("STRATA_CATALYST_PLUGIN names {}, which is not there", named));
  }
  std::error_code error;
  fs::path beside = fs::read_symlink("/proc/self/exe", error).parent_path() / kPluginName;
  if (fs::exists(beside, error)) return beside;
  throw IoError(
      fmt::format("the Catalyst plugin, {}, is not there: it is built where ParaView's development files "
                  "are (package paraview-dev): docs/in_situ.md",
                  beside.string()));
}

std::unique_ptr<InSituBackEnd> load_in_situ_back_end(const fs::path& plugin, MPI_Comm comm,
                                                     const InSituSettings& settings) {
  CollectiveGuard guard(comm);
  InSituCreateFunction create = nullptr;
  guard.run([&] { create = open_plugin(plugin); });
  guard.finish();
  std::unique_ptr<InSituBackEnd> back_end;
  try {
    if (create != nullptr) back_end.reset(create(comm, settings));
  } catch (const std::exception& failure) {
    guard.run([&] { throw IoError(failure.what()); });
  }
  guard.finish();
  return back_end;
}

}  // namespace strata
