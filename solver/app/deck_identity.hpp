// Two runs are the same when their resolved decks and the rasters they read are the same.
#pragma once

#include <string>

#include "inputs/model.hpp"

namespace strata::app {

/// The resolved deck followed by the content of every raster file it names, as bytes to hash.
std::string deck_identity(const Model& model);

}  // namespace strata::app
