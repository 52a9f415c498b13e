// HotSpot cases -> decks. Reference: HotSpot 7.0 (temperature.c, temperature_grid.c), whose package of
// spreader and sink, secondary path and layer stack is rebuilt as geometry.
#pragma once

#include <optional>
#include <string>

#include "inputs/importers/conversion.hpp"
#include "inputs/importers/foreign_files.hpp"

namespace strata {

/// Paths of a case; empty where a file is not given.
struct HotSpotFiles {
  std::string floorplan;   ///< .flp; without a layer file the chip is this one
  std::string powers;      ///< .ptrace
  std::string config;      ///< .config
  std::string materials;   ///< .materials
  std::string layers;      ///< .lcf
  std::optional<int> row;  ///< of the trace, from 1; empty: the mean over all rows
};

/// Throws DeckError with every mistake in the files.
/// \param files  where texts that are at hand stand already; the rest is read from disk
Conversion convert_hotspot(const HotSpotFiles& paths, ForeignFiles& files);

}  // namespace strata
