// Back ends of in-situ visualisation live in plugins, so that a program that watches nothing loads none of
// their libraries.
#pragma once

#include <filesystem>
#include <memory>

#include "postproc/in_situ/back_end.hpp"

namespace strata {

/// The plugin for ParaView Catalyst: the file that STRATA_CATALYST_PLUGIN names, else strata_catalyst.so
/// beside this program. Throws Error (io), saying where was looked and what to do, where it is not there.
std::filesystem::path find_catalyst_plugin();

/// Loads a plugin, for good, and makes its back end. Collective. Throws Error (io), the same on every rank,
/// where that fails anywhere.
std::unique_ptr<InSituBackEnd> load_in_situ_back_end(const std::filesystem::path& plugin, MPI_Comm comm,
                                                     const InSituSettings& settings);

}  // namespace strata
