// A solution on its own grid, whole, on one rank: what samples are made from and what `native/` keeps.
// Arrays are (z, y, x), x fastest.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "solver/heat_solution.hpp"
#include "solver/stress/stress_solution.hpp"

namespace strata {

/// Fields in SI.
struct NativeFields {
  std::array<std::vector<double>, 3> lines;  ///< [m]
  std::vector<std::uint16_t> material;
  std::vector<double> temperature;    ///< [K]; NaN in void
  std::vector<double> power_density;  ///< [W/m^3]; 0 in void

  std::size_t n_cells(int axis) const { return lines[static_cast<std::size_t>(axis)].size() - 1; }
};

/// Collective over the partition's communicator; filled on its rank 0, empty on the others.
/// \param memory  what is no longer needed, to be used again
std::optional<NativeFields> gather_native(const SolutionView& view, NativeFields memory = {});

/// One load case on cells, SI; NaN in void.
struct NativeStress {
  std::array<std::vector<double>, 3> displacement;  ///< mean of the cell's eight nodes [m]
  std::array<std::vector<double>, 6> stress;        ///< xx yy zz yz xz xy [Pa]
  std::vector<double> von_mises;                    ///< [Pa]
};

/// As gather_native.
std::optional<NativeStress> gather_stress(const SolutionView& view, const StressStep& step);

}  // namespace strata
