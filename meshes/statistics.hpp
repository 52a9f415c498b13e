// Figures about a mesh for `strata check`: from the grid lines alone, and from what fills the cells.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "meshes/grid.hpp"

namespace strata {

/// From the grid lines alone; O(lines).
struct GridStatistics {
  struct Spacing {
    double size = 0.0;    ///< [m]
    double centre = 0.0;  ///< coordinate of the middle of the first such cell [m]
  };
  std::int64_t n_cells = 0;
  std::array<Spacing, 3> smallest;  ///< per axis
  std::array<Spacing, 3> largest;
  double worst_aspect_ratio = 1.0;  ///< longest over shortest edge of one cell
  Axis longest_edge = Axis::x;      ///< of that cell
  Axis shortest_edge = Axis::x;
};
GridStatistics grid_statistics(const Grid& grid);

/// A connected region of void.
struct VoidRegion {
  Box box;  ///< bounding box
  std::int64_t n_cells = 0;
  double volume = 0.0;           ///< [m^3]
  double unfilled_volume = 0.0;  ///< part of it where the deck put nothing, not even void [m^3]
};

/// What fills the cells. The cost goes with the number of blocks between body edges, not with the number of
/// cells.
struct FillStatistics {
  std::int64_t n_solid_cells = 0;
  double void_fraction = 0.0;            ///< of the domain's volume
  std::vector<VoidRegion> void_regions;  ///< largest first
  std::size_t n_void_regions = 0;        ///< how many there are, those not listed too
};
/// \param limit  list at most this many void regions
FillStatistics fill_statistics(const Geometry& geometry, const Grid& grid, std::size_t limit = 20);

}  // namespace strata
