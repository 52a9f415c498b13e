// A second coarse space for thin layers under wide cells. Once nothing locks in shear, a layer that tilts to
// and fro from column to column, u_x = (-1)^i (z - z_middle), costs only bending, (thickness / width)^2 of
// what the columns' own blocks see: too little for the smoother, and too short a wave for the coarse grid.
// With its sign alternated the same wave is smooth, and bilinear functions on the next level hold it: P' =
// diag((-1)^i) P for u_x, diag((-1)^j) P for u_y. Their Galerkin matrices are scalar, one for x and one for
// y, and go to algebraic multigrid.
#pragma once

#include "solver/petsc.hpp"
#include "solver/stress/multigrid/build_levels.hpp"

namespace strata {

class TiltSpace {
 public:
  /// True where some cell is so much wider than a layer is thick that the space is worth its cost.
  /// Collective.
  static bool is_needed(const ElasticSystem& system);

  /// Borrows all. \param fine, coarse  the two finest levels  Collective.
  TiltSpace(const ElasticSystem& system, const StressLevel& fine, const StressLevel& coarse);

  /// Solves for the correction of the residual r of the finest level. Collective.
  void solve(const FloatView& r);
  /// d += it, x += it, on ghosts too.
  void add(const FloatView& d, const FloatView& x) const;

 private:
  /// One of the two components.
  struct Component {
    OwnedMat matrix;
    OwnedKsp solver;
    OwnedVec b, x;
  };
  void assemble(int component);
  bool is_free(int component, std::int64_t node) const;
  std::vector<double> cell_matrix(const CellNumbers& numbers, int component, int i, int j, int k) const;

  const ElasticSystem& system_;
  const StressLevel& fine_;
  const StressLevel& coarse_;
  std::array<Component, 2> components_;
  Kokkos::View<double*, MemorySpace> values_;  ///< [component][node of the coarse level]
};

}  // namespace strata
