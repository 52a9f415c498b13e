// The rows of coefficients of the finest level, in double precision: from the material map with one
// conductivity per material and axis, or from conductances given cell by cell.
#pragma once

#include <array>
#include <vector>

#include "solver/heat_operator.hpp"
#include "solver/multigrid/row_dictionary.hpp"
#include "solver/multigrid/row_layout.hpp"
#include "solver/thermal_problem.hpp"

namespace strata {

/// Row numbers by [j nz + k]; of gy by [(j + 1) nz + k], from j = -1 on. See LevelData.
struct RowNumbers {
  std::vector<int> gx, gy, gz, closure;
};

/// Place of row (j, k) in lists of rows that begin with (0, 0).
inline std::size_t row_place(int j, int k, int nz) {
  return static_cast<std::size_t>(j) * static_cast<std::size_t>(nz) + static_cast<std::size_t>(k);
}

struct FineRows {
  RowLayout row;
  int ny = 0, nz = 0;
  RowPool<double> gx, gy, gz;  ///< [W/K] by slots
  RowPool<double> closure;     ///< conductance to the surroundings [W/K]; 0 in void
  RowNumbers numbers;

  /// Share of the rows of gx, gy and gz that had to be stored: 1 where nothing repeats.
  double distinct_share() const;
};

/// Conductivity along x, y, z of each material [W/(m.K)], [0] void.
using MaterialConductivity = std::vector<std::array<double, 3>>;

/// Conductivities of all materials at one temperature each [K].
MaterialConductivity conductivity_at(const ThermalProblem& problem, const std::vector<double>& temperature);

/// \param storage  of each material, what an implicit time step adds to the closure of a cell per volume
/// [W/(m^3.K)]; empty: nothing
FineRows rows_of_materials(const ThermalProblem& problem, const MaterialConductivity& conductivity,
                           const std::vector<double>& storage = {});

/// The same from conductances cell by cell, equal rows found by their content.
FineRows rows_of_conductances(const ThermalProblem& problem, const Conductances& conductances);

}  // namespace strata
