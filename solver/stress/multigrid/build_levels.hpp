// The levels of the elastic multigrid: cells by the Galerkin rule, element by element, and the factors of
// their columns.
#pragma once

#include <array>
#include <vector>

#include "solver/stress/multigrid/stress_level.hpp"

namespace strata {

/// Children of coarse cell n of an axis with their places in it.
struct Children {
  int first = 0, count = 1;
  std::array<ChildPlace, 2> place{};
};
Children children(const LevelLines& coarse, const LevelLines& fine, int n);

/// Coarse cells [i0, i1) x [j0, j1) of a level.
struct CoarseWindow {
  int i0 = 0, i1 = 0, j0 = 0, j1 = 0;
};
/// Those of the second level whose children a rank owns. \param coarse  lines of that level
CoarseWindow owned_window(const ElasticSystem& system, const LateralLines& coarse);

/// Finest first; the coarsest has a few columns, or as few as the lines allow. Collective.
std::vector<StressLevel> build_levels(const ElasticSystem& system);

/// Fills factor_view and factors_view of a level. \param system  of the finest level
void factor_columns(const ElasticSystem& system, StressLevel& level);

/// The numbers of every cell of a level.
class CellNumbers {
 public:
  /// Borrows both.
  CellNumbers(const ElasticSystem& system, const StressLevel& level);
  ModeNumbers operator()(int i, int j, int k) const;

 private:
  const ElasticSystem& system_;
  const StressLevel& level_;
  std::vector<CellStiffness<double>> stiffness_;  ///< of the finest level
};

}  // namespace strata
