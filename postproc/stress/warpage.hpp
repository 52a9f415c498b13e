// Warpage of one surface by the conventions of JESD22-B112: departure of the deformed surface from a
// reference plane, as the difference between its highest and its lowest point, with the sign of its
// curvature.
#pragma once

#include <array>
#include <limits>
#include <string>
#include <vector>

#include "inputs/model.hpp"

namespace strata {

/// A surface as a map on the vertical node lines of the grid, [j * x.size() + i].
struct SurfaceMap {
  std::vector<double> x, y;    ///< grid lines [m]
  std::vector<double> height;  ///< displacement along z [m]; NaN off the surface
  std::vector<double> weight;  ///< area that a node stands for [m^2]; 0 off the surface
  std::vector<Face> symmetry;  ///< lateral faces that are symmetry planes
};

struct Warpage {
  /// Highest minus lowest deviation [m]. Positive: convex, the middle higher than the rim, with the terminals
  /// (bottom) down; negative: concave. NaN where the surface has no node.
  double value = std::numeric_limits<double>::quiet_NaN();
  double lowest = std::numeric_limits<double>::quiet_NaN();   ///< deviation [m]
  double highest = std::numeric_limits<double>::quiet_NaN();  ///< deviation [m]
  std::array<double, 2> lowest_position{};                    ///< x, y [m]
  std::array<double, 2> highest_position{};                   ///< x, y [m]
  /// Of the quadratic surface that fits best, along x and y [1/m]; positive where convex.
  std::array<double, 2> curvature{std::numeric_limits<double>::quiet_NaN(),
                                  std::numeric_limits<double>::quiet_NaN()};
  std::vector<double> deviation;  ///< map as SurfaceMap::height, from the reference plane [m]
};

/// The plane is that of the whole surface where only a half or a quarter is modelled: mirrored, it has no
/// slope across a symmetry plane. Least squares weigh by area; corners are the nodes nearest to the corners
/// of the rectangle around the surface (four: the plane that fits them best). The sign is that of the bows
/// along x and y together, of the quadratic surface with the least squares.
Warpage measure_warpage(const SurfaceMap& map, ReferencePlane reference);

}  // namespace strata
