// Two runs are the same when their resolved decks and the files they read are the same.
#pragma once

#include <string>

#include "inputs/model.hpp"

namespace strata::app {

/// The resolved deck followed by the content of every file it names (rasters, floorplans, traces, initial
/// temperatures), as bytes to hash. Throws IoError where a file of initial temperatures cannot be read.
std::string deck_identity(const Model& model);

}  // namespace strata::app
