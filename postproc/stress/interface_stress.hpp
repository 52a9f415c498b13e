// What pulls and shears at the interfaces between bodies that lie on each other.
#pragma once

#include <array>
#include <limits>
#include <vector>

#include "solver/heat_solution.hpp"
#include "solver/stress/stress_solution.hpp"

namespace strata {

/// One part of the traction over an interface [Pa].
struct TractionExtremes {
  /// Of the cell faces whose centre is at least `edge_distance` from the edge of the interface;
  /// NaN where it is narrower.
  double maximum = std::numeric_limits<double>::quiet_NaN();
  std::array<double, 2> position{};                        ///< of `maximum`: x, y [m]
  double mean = std::numeric_limits<double>::quiet_NaN();  ///< over the area
  /// Largest mean over the strip from the edge to `edge_distance` inside it, one strip of cells
  /// across the edge at a time.
  double edge_mean = std::numeric_limits<double>::quiet_NaN();
  std::array<double, 2> edge_position{};  ///< of the strip's end on the edge: x, y [m]
};

struct InterfaceStress {
  BodyIndex lower = kNoBody;  ///< the layers, not the blocks in them
  BodyIndex upper = kNoBody;
  double z = 0.0;          ///< [m]
  double area = 0.0;       ///< [m^2]
  TractionExtremes peel;   ///< normal traction, positive where the interface is pulled open
  TractionExtremes shear;  ///< length of the tangential traction
};

/// Every pair of bodies with a common horizontal face, bottom up, then in paint order. An edge is where the
/// pair ends; symmetry planes are none. Collective; the same on every rank.
/// \param edge_distance  StressAnalysis::edge_distance [m]
std::vector<InterfaceStress> interface_stresses(const SolutionView& view, const StressStep& step,
                                                double edge_distance);

}  // namespace strata
