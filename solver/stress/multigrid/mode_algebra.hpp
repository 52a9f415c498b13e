// Set-up algebra of coarse cells: from fine cells, from their children, and to blocks of nodes.
#pragma once

#include <array>

#include "physics/elastic_cell.hpp"
#include "solver/stress/multigrid/mode_matrix.hpp"

namespace strata {

/// The numbers of one cell.
using ModeNumbers = std::array<double, kModeNumbers>;

/// Of a cell of the finest level.
ModeNumbers expand(const CellModes<double>& modes);

/// Place of a child in its parent along one axis: the parent runs from -1 to 1, the child is `size` times as
/// long around `centre`.
struct ChildPlace {
  double centre = 0.0;
  double size = 1.0;
};

/// parent += the child's energy as a function of the parent's modes, along one axis.
/// \param bit  1 for x, 2 for y
void add_child(const ModeNumbers& child, const ChildPlace& place, int bit, ModeNumbers& parent);

/// Blocks between the corners of a cell that meet in one column of nodes.
struct CornerBlocks {
  /// Of each corner with itself, [corner][xx yy zz xy xz yz].
  std::array<std::array<double, 6>, 8> own;
  /// Of each upper corner (rows) with the lower one beneath it (columns), [column of nodes][3 row + column].
  std::array<std::array<double, 9>, 4> below;
};
CornerBlocks corner_blocks(const ModeNumbers& numbers);

/// The whole matrix, unknown 3 * corner + component.
std::array<double, 576> corner_matrix(const ModeNumbers& numbers);

}  // namespace strata
