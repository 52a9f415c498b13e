// Where the surfaces lie whose warpage is reported, and how they are displaced.
#pragma once

#include <vector>

#include "meshes/rasterize.hpp"
#include "postproc/stress/warpage.hpp"
#include "solver/heat_solution.hpp"
#include "solver/stress/stress_solution.hpp"

namespace strata {

/// One surface on this rank's node lines, [(j - j0) * nx + (i - i0)] of the node partition's window.
struct SurfaceNodes {
  std::vector<int> level;      ///< index of the z line; -1 off the surface
  std::vector<double> weight;  ///< area of the columns' quarters that meet there [m^2]; 0 off the surface
};

/// The nodes of each surface of `surfaces`, from the geometry alone. The lower (upper) surface of the
/// assembly is the lowest (highest) solid face of each column, that of a body the face of the cells that it
/// and its blocks really own. Where columns of different heights meet, the node is that of the lowest
/// (highest).
std::vector<SurfaceNodes> find_surface_nodes(const SolutionView& view, const Partition& nodes,
                                             const std::vector<WarpageSurface>& surfaces);

/// The displacement of a surface along z on the whole grid. Collective; filled on rank 0.
SurfaceMap gather_surface(const SolutionView& view, const Partition& nodes, const SurfaceNodes& surface,
                          const StressStep& step);

}  // namespace strata
