// Which grid lines the coarser levels keep. x and y lines are dropped one out of a pair of cells, the finest
// strips first; lines at material edges stay while that still shrinks a level, then go.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

namespace strata {

/// Lines of one lateral axis of one level, whole domain.
struct LevelLines {
  std::vector<double> place;          ///< ascending [m]
  std::vector<std::uint8_t> is_edge;  ///< materials or supports change here
  std::vector<int> finer;             ///< index on the finer level; empty on the finest

  int n() const { return static_cast<int>(place.size()); }
};

struct LateralLines {
  std::array<LevelLines, 2> axes;
  long n_columns() const { return long{axes[0].n()} * axes[1].n(); }
};

/// The next coarser level; as many columns where nothing is left to drop.
/// \param width  nominal width of the coarse cells [m], grown until enough lines go; kept from level to level
LateralLines coarsen_lines(const LateralLines& fine, double& width);

}  // namespace strata
