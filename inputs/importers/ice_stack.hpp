// A stack description of 3D-ICE (.stk) as data, SI. Names are not yet looked up: convert_ice.cpp does that.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "inputs/deck/diagnostics.hpp"

namespace strata {

struct IceName {
  std::string text;
  Position position;
};

struct IceMaterial {
  IceName name;
  std::array<double, 3> conductivity{};   ///< [W/(m.K)]
  double volumetric_heat_capacity = 0.0;  ///< [J/(m^3.K)]
};

struct IceSink {
  Position position;
  double film_coefficient = 0.0;  ///< [W/(m^2.K)]
  double temperature = 0.0;       ///< [K]
};

struct IceLayer {
  IceName name;
  double height = 0.0;  ///< [m]
  IceName material;
  std::optional<IceName> layout;  ///< path of a layout file
};

/// A layer of a die: a height and a material, or the name of a layer described elsewhere.
struct IceDieLayer {
  bool is_source = false;
  double height = 0.0;  ///< [m]; 0 where `material` names a layer
  IceName material;
};

struct IceDie {
  IceName name;
  std::vector<IceDieLayer> layers;  ///< top down
};

struct IceElement {
  enum class Kind : std::uint8_t { layer, die, channel };
  Kind kind = Kind::layer;
  IceName name;
  IceName type;                    ///< layer or die that it is
  IceName floorplan;               ///< path, of a die
  std::array<int, 2> divisions{};  ///< cells along x and y where given, else 0
};

/// Microchannels or pin fins: what of them can be solid here.
struct IceChannel {
  Position position;
  std::string what;     ///< "microchannel", "pinfin"
  double height = 0.0;  ///< [m]
  IceName material;     ///< of walls or pins
};

struct IceStack {
  std::vector<IceMaterial> materials;
  std::optional<IceSink> top_sink;
  std::optional<IceSink> bottom_sink;
  std::optional<IceName> pluggable_sink;  ///< path of the plugin, or ""
  std::optional<IceChannel> channel;
  std::array<double, 2> chip{};  ///< length (x) and width (y) [m]
  std::array<double, 2> cell{};  ///< likewise [m]
  bool is_non_uniform = false;
  std::vector<IceLayer> layers;
  std::vector<IceDie> dies;
  std::vector<IceElement> stack;  ///< top down
  bool is_transient = false;
  std::optional<Position> solver;
  double initial_temperature = 0.0;  ///< [K]; 0: not given
  /// Output instructions: their place, and text with blanks made one.
  std::vector<IceName> outputs;
};

/// Reads a stack description; mistakes go to `diagnostics` with positions in source file `file`. What could
/// be read comes back.
IceStack parse_ice_stack(const std::string& text, std::int32_t file, Diagnostics& diagnostics);

}  // namespace strata
