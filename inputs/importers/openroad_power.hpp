// OpenROAD's power heat map (`gui::dump_heatmap Power file.csv`) -> a power raster of exact sum and a deck
// skeleton. The file is not a raster: its corners are rounded to four digits, tiles without cells are
// missing, and its values are rounded twice. The grid is rebuilt from the core area, the pitch and the order
// of the tiles (columns from left to right, each from bottom to top; gui/src/heatMap.cpp of OpenROAD, 2026).
#pragma once

#include <optional>
#include <string>

#include "inputs/importers/conversion.hpp"
#include "inputs/importers/foreign_files.hpp"
#include "inputs/model.hpp"

namespace strata {

struct OpenRoadPower {
  std::string path;
  double pitch = 0.0;           ///< of the heat map [m]
  Rectangle core;               ///< over which it lies, in the file's coordinates [m]
  std::array<double, 2> die{};  ///< width and depth; its lower left corner is the origin [m]
  std::optional<double> total;  ///< what the tiles are scaled to; empty: their sum [W]
};

/// Throws DeckError with every mistake in the file.
/// \param files  where the text stands already, or is read from disk to
Conversion convert_openroad_power(const OpenRoadPower& what, ForeignFiles& files);

}  // namespace strata
