#include "meshes/blocks.hpp"

#include <algorithm>

namespace strata {

BlockGrid block_grid(const Geometry& geometry, const Grid& grid) {
  std::array<std::vector<bool>, 3> is_used;
  for (int a = 0; a < 3; ++a) {
    is_used[a].assign(grid.lines[a].size(), false);
    is_used[a].front() = true;
    is_used[a].back() = true;
  }
  for (const Body& body : geometry.bodies) {
    const CellRange cells = cells_of(grid, body.box);
    for (int a = 0; a < 3; ++a) {
      is_used[a][cells.lower[a]] = true;
      is_used[a][cells.upper[a]] = true;
    }
  }
  BlockGrid blocks;
  for (int a = 0; a < 3; ++a) {
    for (int l = 0; l < static_cast<int>(is_used[a].size()); ++l) {
      if (!is_used[a][l]) continue;
      blocks.first_cell[a].push_back(l);
      blocks.grid.lines[a].push_back(grid.lines[a][l]);
    }
    const std::vector<int>& first = blocks.first_cell[a];
    for (const Grid::MergedLine& m : grid.merged[a]) {
      if (!is_used[a][m.line]) continue;
      const int line = static_cast<int>(std::lower_bound(first.begin(), first.end(), m.line) - first.begin());
      blocks.grid.merged[a].push_back({m.coordinate, line});
    }
  }
  return blocks;
}

}  // namespace strata
