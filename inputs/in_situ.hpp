// `in_situ` of a deck: how a run is watched. It changes nothing of what is solved, so it is no part of the
// Model; who runs a deck asks for it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "inputs/build_context.hpp"

namespace strata {

/// Pictures and extracts that a script makes of the fields while a run goes on.
struct InSitu {
  std::string script;  ///< absolute path; empty: a preset
  std::string preset;  ///< name of a shipped script; empty: `script`
  std::int64_t every_steps =
      10;                   ///< accepted steps of a transient from one look to the next; 0: `every_time`
  double every_time = 0.0;  ///< [s] of simulated time; 0: `every_steps`
  std::string live;         ///< "host:port" where ParaView listens for the run; empty: nobody watches
};

/// Checks the section, where the deck has one; mistakes go to the context's diagnostics.
void check_in_situ(BuildContext& context);

/// What the resolved deck of a model says; empty where it does not ask to be watched.
std::optional<InSitu> find_in_situ(const Model& model);

}  // namespace strata
