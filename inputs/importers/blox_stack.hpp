// A 3Dblox design as boxes, and their division into tiers, parts and layers as a deck has them.
#pragma once

#include <string>
#include <vector>

#include "inputs/importers/blox_files.hpp"

namespace strata {

/// A chiplet or the bond below one, where it lies.
struct BloxSolid {
  std::string name;     ///< of the instance or connection
  std::string chiplet;  ///< empty: a bond
  Box box;
  bool is_flipped = false;
};

/// One layer of a part: the solids in it, by index.
struct BloxSlab {
  double bottom = 0.0;  ///< [m]
  double top = 0.0;
  std::vector<std::size_t> solids;
};

/// Solids over each other: a part of the deck.
struct BloxColumn {
  Rectangle area;
  std::vector<BloxSlab> slabs;  ///< bottom up
};

/// Heights of all instances, from `z` or from the connections; reports those without, and those where the two
/// disagree. Solids are shifted so that the lowest corner of all is the origin.
std::vector<BloxSolid> blox_solids(const BloxDesign& design, Diagnostics& diagnostics);

/// Tiers from the bottom up. No solid crosses from one tier into the next; solids of one tier that overlap
/// seen from above share a column.
std::vector<std::vector<BloxColumn>> blox_tiers(const std::vector<BloxSolid>& solids);

}  // namespace strata
