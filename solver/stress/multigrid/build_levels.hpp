// The levels of the elastic multigrid: cells by the Galerkin rule, element by element, and the factors of
// their columns.
#pragma once

#include <vector>

#include "solver/stress/multigrid/stress_level.hpp"

namespace strata {

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
};

}  // namespace strata
