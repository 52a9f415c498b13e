// Density maps on the grid: the mean density over each column of cells, and the material that stands for it.
#pragma once

#include <vector>

#include "meshes/partition.hpp"

namespace strata {

/// Mean density over the columns [i0, i1) x [j0, j1).
struct ColumnDensities {
  Window window;
  std::vector<double> density;  ///< [(j - j0) * nx + (i - i0)]

  double at(int i, int j) const {
    return density[static_cast<std::size_t>(j - window.j0) * static_cast<std::size_t>(window.nx()) +
                   static_cast<std::size_t>(i - window.i0)];
  }
};

/// Area-weighted mean of a map over the columns of a window that it reaches; where a body edge merged with a
/// line up to the mesh tolerance away, the mean over what the map covers of the column. The sum of density
/// times area is that of the map.
ColumnDensities column_densities(const DensityMap& map, const Grid& grid, const Window& window);

/// The class nearest to a density.
MaterialId class_of(const DensityMap& map, double density);

/// The largest distance of a density from its class.
double class_error(const DensityMap& map);

}  // namespace strata
