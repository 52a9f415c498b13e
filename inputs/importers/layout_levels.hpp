// Wiring levels of a layout -> metal maps. KLayout makes the densities (layout_density.py); here stand what
// it is asked for, what comes back, and the deck that uses it.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "inputs/importers/conversion.hpp"
#include "inputs/model.hpp"

namespace strata {

struct LayoutLevel {
  std::string name;
  double thickness = 0.0;             ///< [m]
  std::vector<std::string> patterns;  ///< "31/0", or names of LEF; their union is the metal
  double via_density = 0.0;
};

/// What the file of --layers says.
struct LayoutLevels {
  std::string metal;
  std::string dielectric;
  std::vector<LayoutLevel> levels;  ///< bottom up
};

/// The densities to be made.
struct LayoutJob {
  std::string layout;
  std::vector<std::string> lef;
  double tile = 0.0;              ///< edge of a tile [m]
  std::optional<Rectangle> area;  ///< empty: all of the layout [m]
};

/// Reads the file of --layers. Throws DeckError with every mistake.
LayoutLevels read_layout_levels(const std::string& path);

/// The job as JSON for layout_density.py.
std::string layout_job_text(const LayoutJob& job, const LayoutLevels& levels);

/// A part of the levels, each a metal map, from the JSON that layout_density.py wrote. Throws Error (deck)
/// with what it had to say, Error (internal) where it is no such JSON.
Conversion layout_conversion(const std::string& layout, const LayoutLevels& levels,
                             const std::string& result);

/// Scripts that come with the program, by name: layout_density.py.
const std::vector<std::pair<std::string, std::string>>& importer_scripts();

}  // namespace strata
