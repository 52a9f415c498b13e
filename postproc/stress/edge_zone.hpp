// Where stress is singular: beside the lateral edges of bodies and interfaces. Values nearer to an edge than
// a stated distance depend on the mesh and are not reported as maxima.
#pragma once

#include <vector>

#include "meshes/partition.hpp"

namespace strata {

/// Marks the cells of a layer whose centre is nearer than `distance` [m] to an edge: a lateral side between
/// cells of different labels, or a side on the rim of the grid that is no symmetry plane, where either side
/// is marked by a label of 0 or more (negative labels: nothing that has an edge). Sides on the rim of the
/// window inside the grid are not looked at. \param labels  per column of the window, [(j - j0) * nx + (i -
/// i0)] \param marks   the same shape; cells near an edge are set to 1, others left as they are
void mark_edge_zone(const Grid& grid, const Window& window, const std::vector<int>& labels,
                    const std::vector<Face>& symmetry, double distance, std::vector<char>& marks);

/// The window widened on each side by the columns that reach `distance` [m] beyond it, inside the grid.
Window widened(const Grid& grid, const Window& window, double distance);

}  // namespace strata
