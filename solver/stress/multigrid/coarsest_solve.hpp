// Direct solution on the coarsest level of the elastic multigrid, in double precision on the host.
#pragma once

#include <vector>

#include "solver/stress/multigrid/stress_level.hpp"
#include "solver/stress/rigid_motions.hpp"

namespace strata {

class CoarsestSolve {
 public:
  /// Factors the level's matrix by banded Cholesky. Rigid motions that nothing holds are pinned and projected
  /// out, which leaves the pseudo-inverse. Throws Error where the matrix is not positive definite.
  CoarsestSolve(const ElasticSystem& system, const RigidMotions& motions, const StressLevel& level);

  /// x = A^-1 r of the level.
  void solve(const StressLevel& level) const;

 private:
  void number_unknowns();
  void find_motions(const Grid& grid, const RigidMotions& motions);
  void pin();
  void assemble(const ElasticSystem& system, const StressLevel& level);
  void project(std::vector<double>& values) const;

  NodeBox box_;
  std::vector<double> x_place_, y_place_;
  std::vector<std::uint8_t> free_;
  std::vector<std::int64_t> entry_;           ///< of each unknown, in fields on the box
  std::vector<std::uint8_t> is_pinned_;       ///< by unknown
  std::vector<std::vector<double>> motions_;  ///< orthonormal, by unknown
  int band_ = 0;
  std::vector<double> matrix_;  ///< upper band, LAPACK's storage
};

}  // namespace strata
