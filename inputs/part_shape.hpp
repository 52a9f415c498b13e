// A part as its layers say, repeats written out, in its own frame.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "inputs/layer_spec.hpp"

namespace strata {

/// Bodies that one deck may make; beyond it a repeat count is a slip of the pen.
inline constexpr double kMaxBodies = 1e6;

struct PartShape {
  std::string name;
  std::array<double, 2> size{};  ///< [m]
  bool has_size = false;         ///< false when the size was wrong
  double height = 0.0;           ///< [m]
  double n_bodies = 0.0;
  std::optional<double> stress_free_temperature;  ///< of layers without one of their own [K]
  std::vector<LayerItem> items;                   ///< what `layers` point into
  std::vector<LayerInstance> layers;              ///< bottom up
  std::vector<double> z;                          ///< layers.size() + 1 interfaces, from 0 [m]
};

/// Shapes by part name; a part that cannot be used is there as a null pointer.
using PartShapes = std::map<std::string, std::unique_ptr<PartShape>>;

PartShapes build_parts(BuildContext& context, MaterialBook& materials, FloorplanReader& floorplans);

}  // namespace strata
