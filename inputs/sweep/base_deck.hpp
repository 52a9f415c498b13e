// The base deck of a sweep: its text read once, and what the parameters are in it.
#pragma once

#include "inputs/deck/tree.hpp"
#include "inputs/sweep/deck_places.hpp"
#include "inputs/sweep/sweep.hpp"

namespace strata {

struct SweepBase {
  DeckTree tree;  ///< with the sweep's `--set` arguments, and the library materials that parameters name
  Value values;   ///< of the tree
  /// By parameter: the types its values may have (of factors: a number).
  std::vector<std::vector<const KeyType*>> types;
  /// By parameter: the numbers that a factor multiplies, of all its paths.
  std::vector<std::vector<DeckNumber>> factors;
};

/// Makes "materials.NAME.PROPERTY" a place of the deck where it is none yet: a library material becomes one
/// of the deck, equal to the library's, and a property that a variation takes over from another material
/// becomes its own. Does nothing for other paths. \return false where the path names a material that nobody
/// knows
bool provide_material(DeckTree& tree, const std::string& path);

/// The `--set` arguments that give a parameter the value that `text` says; of a factor a number.
std::vector<std::string> overrides_of(const Sweep& sweep, const SweepBase& base, std::size_t parameter,
                                      const std::string& text);

}  // namespace strata
