// The blocks of a geometry: the cells of the coarsest grid on which every body still covers whole cells. What
// depends only on which body is where (connectivity, void, volumes) is found on blocks, whatever the number
// of cells in them.
#pragma once

#include <array>
#include <vector>

#include "meshes/grid.hpp"

namespace strata {

struct BlockGrid {
  Grid grid;  ///< the lines on which bodies begin or end, and the ends of the domain
  std::array<std::vector<int>, 3>
      first_cell;  ///< per block along each axis, its first cell; the number of cells last

  int cells_in(Axis axis, int block) const {
    const auto& first = first_cell[static_cast<int>(axis)];
    return first[block + 1] - first[block];
  }
};

BlockGrid block_grid(const Geometry& geometry, const Grid& grid);

}  // namespace strata
