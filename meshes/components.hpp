// Connected pieces of the solid and of the void. Two cells belong together when they share a face.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <vector>

#include "meshes/grid.hpp"

namespace strata {

/// One cell face at which the solid ends: on the domain's outside (`is_outer`) or against void.
struct CellFace {
  std::array<int, 3> cell{};  ///< the solid cell, global i, j, k
  Face face{};                ///< which of its faces
  bool is_outer = false;
  BodyIndex body = kNoBody;  ///< of the cell
};

/// One connected piece of solid.
struct SolidComponent {
  std::int64_t n_cells = 0;
  std::array<int, 3> cell{};  ///< its first cell by k, then j, then i
  BodyIndex body = kNoBody;   ///< of that cell
  CellRange extent;           ///< its bounding box
  bool is_fixed = false;      ///< some face of it fixes the temperature
};

/// All pieces of solid, most cells first. `fixes` says of a face whether the temperature depends on it (a
/// fixed temperature, a film coefficient above zero); it is asked about the faces of a piece until it says
/// yes once. Looks at the whole grid, so every rank finds the same. Cost: the number of blocks, plus the
/// faces asked about.
std::vector<SolidComponent> solid_components(const Geometry& geometry, const Grid& grid,
                                             const std::function<bool(const CellFace&)>& fixes);

/// One connected piece of void.
struct VoidComponent {
  std::int64_t n_cells = 0;
  CellRange extent;              ///< its bounding box
  double volume = 0.0;           ///< [m^3]
  double unfilled_volume = 0.0;  ///< the part where no body at all is, as opposed to a body of void [m^3]
};

/// All pieces of void, largest volume first.
std::vector<VoidComponent> void_components(const Geometry& geometry, const Grid& grid);

}  // namespace strata
