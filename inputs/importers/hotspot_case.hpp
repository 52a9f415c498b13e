// The files of a HotSpot case as data, SI: configuration, materials, layers. Floorplans and traces:
// floorplan.hpp.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "inputs/deck/diagnostics.hpp"

namespace strata {

/// A solid of a .materials file, or of a configuration's numbers.
struct HotSpotMaterial {
  std::string name;
  Position position;
  double conductivity = 0.0;              ///< [W/(m.K)]
  double volumetric_heat_capacity = 0.0;  ///< [J/(m^3.K)]
};

/// A configuration: what is in the file, and where. Parameters that are not there have HotSpot's defaults.
class HotSpotConfig {
 public:
  /// Value of a numeric parameter, in HotSpot's units, which are SI.
  double number(const std::string& key) const;
  /// Text of a parameter; empty where it is absent or "(null)".
  std::string text(const std::string& key) const;
  bool is_set(const std::string& key) const { return number(key) != 0.0; }
  /// Where a parameter stands; the file itself for one that is not there.
  Position position(const std::string& key) const;
  bool has(const std::string& key) const { return entries_.count(key) > 0; }

 private:
  friend class HotSpotConfigParser;
  struct Entry {
    std::string text;
    double value = 0.0;
    Position position;
  };
  std::map<std::string, Entry> entries_;
  Position file_;
};

/// One layer of a layer file.
struct HotSpotLayer {
  int number = 0;
  Position position;
  bool has_lateral_flow = true;
  bool has_power = false;
  std::string material;  ///< by name, else the two numbers
  Position material_position;
  double volumetric_heat_capacity = 0.0;  ///< [J/(m^3.K)]
  double resistivity = 0.0;               ///< [m.K/W]
  double thickness = 0.0;                 ///< [m]
  std::string floorplan;                  ///< path as written
  Position floorplan_position;
  bool is_microchannel = false;  ///< the path is that of a channel network (.csv)
};

// Each reads one file's text; mistakes go to `diagnostics` with positions in source file `file`, and what
// could be read comes back.
HotSpotConfig parse_hotspot_config(const std::string& text, std::int32_t file, Diagnostics& diagnostics);
std::vector<HotSpotMaterial> parse_hotspot_materials(const std::string& text, std::int32_t file,
                                                     Diagnostics& diagnostics);
/// In the order of their numbers, the bottom one first.
std::vector<HotSpotLayer> parse_hotspot_layers(const std::string& text, std::int32_t file,
                                               Diagnostics& diagnostics);

}  // namespace strata
