// Floorplans and power traces of other tools, SI inside: rectangles with names, and what heats them.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "inputs/model.hpp"

namespace strata {

/// One functional block.
struct FloorplanBlock {
  std::string name;
  Position position;             ///< of the name
  std::vector<Rectangle> areas;  ///< one or more; they do not overlap [m]
  /// Of the block's own matter, where the file gives them (HotSpot).
  std::optional<double> volumetric_heat_capacity;  ///< [J/(m^3.K)]
  std::optional<double> resistivity;               ///< [m.K/W]
  /// Of the block's own matter by name, where the file names it (3D-ICE).
  std::string material;
  Position material_position;
  std::array<int, 2> divisions{};  ///< cells along x and y where the file asks for them (3D-ICE), else 0
  std::vector<double> powers;      ///< one per time slot where the file gives them (3D-ICE) [W]
};

struct Floorplan {
  std::vector<FloorplanBlock> blocks;
  /// The rectangle around all blocks [m].
  Rectangle bounds() const;
};

/// Powers of blocks over time: rows of one value per name.
struct PowerTrace {
  std::vector<std::string> names;
  std::vector<Position> positions;        ///< of the names
  std::vector<std::vector<double>> rows;  ///< [W] as HotSpot has them; of a CSV file in its own units
  std::vector<Position> row_positions;
  /// Mean over the rows, or row `row` counted from 1 [W], by name.
  std::vector<double> powers(std::optional<int> row) const;
};

enum class FloorplanFormat : std::uint8_t { hotspot, ice };

/// What a text is by its looks: names of 3D-ICE's elements end in a colon.
FloorplanFormat floorplan_format(const std::string& text);

/// Area of all rectangles of a block [m^2].
double area_of(const FloorplanBlock& block);

/// Reads a floorplan; mistakes go to `diagnostics` with positions in source file `file`. Empty where there
/// are any: wrong lines, names that come twice, rectangles that overlap by more than a micrometre.
std::optional<Floorplan> parse_floorplan(const std::string& text, FloorplanFormat format, std::int32_t file,
                                         Diagnostics& diagnostics);

/// Lines "name width height x y [heat capacity, resistivity]" in metres.
std::optional<Floorplan> parse_hotspot_floorplan(const std::string& text, std::int32_t file,
                                                 Diagnostics& diagnostics);
/// Elements "name : position x, y ; dimension w, h ; ... power values a, b ;" in micrometres.
std::optional<Floorplan> parse_ice_floorplan(const std::string& text, std::int32_t file,
                                             Diagnostics& diagnostics);
/// A line of names, then lines of powers [W].
std::optional<PowerTrace> parse_power_trace(const std::string& text, std::int32_t file,
                                            Diagnostics& diagnostics);

/// Reports names that come twice and rectangles that overlap.
void check_blocks(const Floorplan& floorplan, Diagnostics& diagnostics);

}  // namespace strata
