// Sources whose power follows the temperature, on the cells and faces where they release it. The temperature
// is that of the heated cell: of a sheet the cell of its own body, so that what the half-cell between them
// makes colder vanishes with the thickness of the cells.
#pragma once

#include <vector>

#include "physics/leakage.hpp"
#include "solver/boundary_faces.hpp"

namespace strata {

class ThermalProblem;
struct SheetFace;

/// One share of one source.
struct LeakingCell {
  std::int64_t cell = 0;    ///< owned index; the factor is taken at its temperature
  std::int64_t face = -1;   ///< index into BoundaryFaces::faces where the sheet lies on a surface
  std::int64_t sheet = -1;  ///< index into ThermalProblem::sheets() where it lies between two cells
  LeakingHeat::Place place = LeakingHeat::Place::volume;
  std::int32_t source = 0;  ///< index into Model::sources
  double power = 0.0;       ///< where factor and amplitude are 1 [W]
};

/// All shares of this rank; a handle, captured by value in kernels.
struct LeakingCells {
  Kokkos::View<const LeakingCell*, MemorySpace> cells;
  CellView released;                                  ///< by share, at the temperatures last told [W]
  Kokkos::View<const LeakageLaw*, MemorySpace> laws;  ///< by source
  CellView amplitude;                                 ///< by source: the value of its schedule
  LawTable tables;                                    ///< what LeakageLaw::table numbers
  bool exists = false;  ///< some source of the model leaks, on this rank or another

  KOKKOS_INLINE_FUNCTION double power(const LeakingCell& share, double T) const {
    return share.power * amplitude(share.source) * leakage_factor(laws(share.source), tables, T);
  }
  /// d(power)/dT [W/K]
  KOKKOS_INLINE_FUNCTION double slope(const LeakingCell& share, double T) const {
    return share.power * amplitude(share.source) * leakage_slope(laws(share.source), tables, T);
  }
};

/// \param leaking  of this rank
LeakingCells find_leaking_cells(const Model& model, const LocalShape& shape,
                                const std::vector<LeakingHeat>& leaking, const BoundaryFaces& boundary,
                                const Kokkos::View<SheetFace*, MemorySpace>& sheets);

/// Powers at reference + rise: LeakingCells::released, and what of it sheets and boundary faces release.
/// \param rise  ghosted layout
void release_heat(const ThermalProblem& problem, double reference, const ConstCellView& rise);

/// Adds what is released in volumes to b [W], owned layout.
void add_leaking_volumes(const ThermalProblem& problem, const CellView& b);

/// Power of every source with leakage over all ranks as release_heat left it; 0 for others.
struct ReleasedPower {
  std::vector<double> power;  ///< by source [W]; empty where the model has no leakage
  double net = 0.0;           ///< sum of the powers [W]
  double gross = 0.0;         ///< sum of their magnitudes [W]
};
/// Collective.
ReleasedPower released_power(const ThermalProblem& problem);

}  // namespace strata
