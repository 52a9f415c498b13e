// 3D-ICE cases -> decks. Reference: 3D-ICE 4.0 (thermal_grid.c for what its nodes mean).
#pragma once

#include <optional>
#include <string>

#include "inputs/importers/conversion.hpp"
#include "inputs/importers/foreign_files.hpp"

namespace strata {

/// Which powers of a floorplan count.
struct IceSlot {
  bool is_average = false;    ///< the mean over all slots
  std::optional<int> number;  ///< one slot, from 1; empty: the mean of a transient case, else the first
};

/// Throws DeckError with every mistake in the stack description and its floorplans.
/// \param files  where texts that are at hand stand already; the rest is read from disk
Conversion convert_ice(const std::string& stack_path, const IceSlot& slot, ForeignFiles& files);

}  // namespace strata
