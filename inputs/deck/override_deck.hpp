// `--set` arguments on a deck that has been read already.
#pragma once

#include <string>
#include <vector>

#include "inputs/deck/tree.hpp"

namespace strata {

/// Applies arguments as read_deck() does, after those that were applied then.
void override_deck(DeckTree& tree, const std::vector<std::string>& overrides, Diagnostics& diagnostics);

}  // namespace strata
