// 3Dblox: .3dbx (instances and their stack), .3dbv (chiplets) and .bmap (bumps) -> plain structs in SI. The
// files are YAML; `#!define NAME value` hides in comments and expands in the strings that follow. Reference:
// the reader of OpenROAD (src/odb/src/3dblox, 2026).
#pragma once

#include <array>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "inputs/importers/foreign_files.hpp"
#include "inputs/model.hpp"

namespace strata {

struct BloxRegion {
  std::string name;
  std::string side;               ///< "front", "back", "internal", "internal_ext", or empty
  std::optional<Rectangle> area;  ///< around its coordinates, in the chiplet's frame [m]
  std::string bump_map;           ///< path, or empty
  Position bump_map_position;
};

struct BloxChiplet {
  std::string name;
  Position position;
  std::string type;              ///< "die", "rdl", "ip", "substrate", "hier"
  std::array<double, 2> size{};  ///< [m]
  double thickness = 0.0;        ///< [m]
  bool has_tsv = false;
  std::vector<BloxRegion> regions;
};

struct BloxInstance {
  std::string name;
  std::string chiplet;
  Position position;
  std::array<double, 2> at{};  ///< lower left corner as placed [m]
  std::optional<double> z;     ///< of its bottom [m]
  Position z_position;
  bool is_stacked = false;  ///< has an entry in Stack
  bool is_flipped = false;  ///< front side down
  bool is_turned = false;   ///< by 90 or 270 degrees: width and depth change places
};

/// One side of a connection: instance and region.
struct BloxSide {
  std::string instance;
  std::string region;
};

struct BloxConnection {
  std::string name;
  Position position;
  std::optional<BloxSide> top;
  std::optional<BloxSide> bottom;  ///< empty: what the package stands on
  double thickness = 0.0;          ///< [m]
};

struct BloxDesign {
  std::string name;
  std::map<std::string, BloxChiplet> chiplets;
  std::vector<BloxInstance> instances;
  std::vector<BloxConnection> connections;
  std::vector<std::string> untranslated;  ///< "file:line: what"
};

/// Reads a .3dbx and what it includes. Mistakes go to files.diagnostics(); what could be read comes back.
BloxDesign read_blox(const std::string& path, ForeignFiles& files);

/// Number of bumps in a bump map (lines of six columns: instance, cell, x, y, port, net); mistakes are
/// reported.
std::optional<std::size_t> count_bumps(const std::string& path, const Position& asked_at,
                                       ForeignFiles& files);

}  // namespace strata
