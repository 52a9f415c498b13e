// A solution on its own grid, whole, on one rank: what samples are made from and what `native/` keeps.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "solver/heat_solution.hpp"

namespace strata {

/// Fields in SI on the native grid, (z, y, x), x fastest.
struct NativeFields {
  std::array<std::vector<double>, 3> lines;  ///< [m]
  std::vector<std::uint16_t> material;
  std::vector<double> temperature;    ///< [K]; NaN in void
  std::vector<double> power_density;  ///< [W/m^3]; 0 in void

  int n_cells(int axis) const { return static_cast<int>(lines[static_cast<std::size_t>(axis)].size()) - 1; }
};

/// Collective over the partition's communicator; filled on its rank 0, empty on the others.
std::optional<NativeFields> gather_native(const SolutionView& view);

}  // namespace strata
