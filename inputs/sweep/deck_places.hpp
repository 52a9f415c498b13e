// Deck paths such as "parts.hbm.layers[1].thickness" in a checked deck: what may stand there, and what does.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "inputs/deck/values.hpp"

namespace strata {

/// Where a path leads.
struct DeckPlace {
  std::vector<const KeyType*> types;  ///< what a value may be there, alternatives spread out
  const Value* value = nullptr;       ///< what stands there, a default maybe; null: nothing
  std::string problem;                ///< the path leads nowhere; "" where it does
  std::string hint;
};

/// Follows a path through the values of a deck and its key tables. Keys below maps that the deck leaves out
/// are found; items of lists and things with chosen names must be there. \param values  checked without
/// mistakes
DeckPlace find_place(const Value& values, const KeyTable& table, std::string_view path);

/// A number somewhere below a place: the text that `--set` needs for it, and its value.
struct DeckNumber {
  std::string path;
  double value = 0.0;  ///< SI
  Dimension dimension{};
};

/// All numbers at a place that a factor multiplies: quantities and pure numbers, but no temperatures on a
/// scale (the arguments of tables over temperature), no whole numbers, and of a power law its value alone.
std::vector<DeckNumber> numbers_at(const Value& value, const std::string& path);

/// Whether setting one path changes what the other one names: equal, or one inside the other.
bool paths_overlap(std::string_view a, std::string_view b);

}  // namespace strata
