// Conjugate gradients fused with the column multigrid: two passes over the finest level per iteration.
//   down: p = z + beta p, x += alpha p, r -= alpha A p, red and black columns of the next cycle, restriction
//   up:   prolongation, black and red columns, r . z and z . A z
// A p is never stored: alpha follows from z . A z - beta r.z / alpha_old (Chronopoulos and Gear, J. Comput. Appl.
// Math. 25 (1989) 153). z and p are float32; x, r and A in Real. The residual is the true one of the recurrence.
#pragma once

#include <functional>
#include <string>

#include "solver/multigrid/column_multigrid.hpp"

namespace strata {

struct CgOutcome {
  bool converged = false;
  bool broke_down = false;  ///< not positive definite, or not a number
  int iterations = 0;
  double residual = 0.0;  ///< ||b - A x|| as the recurrence has it
};

template <class Real>
class ColumnCg {
 public:
  using RealView = Kokkos::View<Real*, MemorySpace>;
  /// Called with the norm of the residual, before the first iteration and after each; true ends the solve.
  using IsDone = std::function<bool(int iteration, double residual)>;

  /// \param rows  the operator is theirs, rounded to Real. Collective.
  ColumnCg(const Grid& grid, const Partition& partition, const FineRows& rows,
           SweepSpace space = natural_sweep_space());

  const ColumnMultigrid& multigrid() const { return multigrid_; }
  /// Bytes of coefficients and fields on this rank.
  double bytes() const;

  /// Solves A x = b from x = 0, both on the owned layout. Collective.
  CgOutcome solve(const ConstCellView& b, const CellView& x, int max_iterations, const IsDone& is_done);
  /// z = M^-1 r on the owned layout: one cycle. Collective.
  void precondition(const ConstCellView& r, const CellView& z);

 private:
  CgOutcome iterate(int max_iterations, const IsDone& is_done);
  double load_and_go_down();
  double step_and_go_down(double alpha, double beta);
  SlabDots go_up();
  template <class Slab>
  double fused_down(const Slab& first) const;
  SlabDots fused_up() const;
  void smooth_down() const;
  double sum_over_ranks(double mine) const;

  MPI_Comm comm_;
  LocalShape shape_;
  ColumnMultigrid multigrid_;
  std::unique_ptr<Sweeps> sweeps_;
  std::unique_ptr<FineSweeps<Real>> fine_sweeps_;
  bool is_fused_;
  RealView gx_, gy_, gz_, closure_;
  IntView closure_row_;
  FloatView p_;
  RealView x_, r_;
  FineData<Real> fine_;
};

}  // namespace strata
