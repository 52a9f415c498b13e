// Deck tree -> Model, for those who read the text of a deck once and build many variants of it.
#pragma once

#include "inputs/deck/tree.hpp"
#include "inputs/model.hpp"

namespace strata {

/// Checks and builds a Model; load_model() is read_deck() and this. Throws DeckError with every mistake.
/// \param diagnostics  what reading the tree gave
Model build_model(DeckTree tree, Diagnostics diagnostics = {});

}  // namespace strata
