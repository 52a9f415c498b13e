// Conjugate gradients fused with the column multigrid: two passes over the finest level per iteration.
//   down: p = z + beta p, x += alpha p, r -= alpha A p, red and black columns of the next cycle, restriction
//   up:   prolongation, black and red columns, r . z and z . A z
// A p is never stored: alpha follows from z . A z - beta r.z / alpha_old (Chronopoulos and Gear, J. Comput.
// Appl. Math. 25 (1989) 153). z and p are float32; x, r and A in Real. The residual is the true one of the
// recurrence.
#pragma once

#include <functional>
#include <string>

#include "solver/multigrid/column_multigrid.hpp"

namespace strata {

/// How a solve ended.
struct CgOutcome {
  bool converged = false;
  bool broke_down = false;  ///< not positive definite, or not a number
  int iterations = 0;
  double residual = 0.0;  ///< ||b - A x|| as the recurrence has it
};

/// A heat operator with its multigrid: set up once, used for any number of right-hand sides. Fields lie on
/// the owned layout.
class ColumnSolver {
 public:
  /// Called with the norm of the residual, before the first iteration and after each; true ends the solve.
  using IsDone = std::function<bool(int iteration, double residual)>;

  virtual ~ColumnSolver() = default;
  /// Solves A x = b from x = 0. Collective.
  virtual CgOutcome solve(const ConstCellView& b, const CellView& x, int max_iterations,
                          const IsDone& is_done) = 0;
  /// z = M^-1 r: one cycle. Collective.
  virtual void precondition(const ConstCellView& r, const CellView& z) = 0;
  virtual const ColumnMultigrid& multigrid() const = 0;
  /// Bytes of coefficients and fields on this rank.
  virtual double bytes() const = 0;
  /// Bytes that one iteration must move per cell of the finest level, counted from the code: every field once
  /// per pass that reads or writes it, slabs that stay in the cache between stages once; rows not counted.
  virtual double traffic_per_iteration() const = 0;
};

template <class Real>
class ColumnCg : public ColumnSolver {
 public:
  using RealView = Kokkos::View<Real*, MemorySpace>;

  /// \param rows  the operator is theirs, rounded to Real. Collective.
  ColumnCg(const Grid& grid, const Partition& partition, const FineRows& rows,
           SweepSpace space = natural_sweep_space());

  CgOutcome solve(const ConstCellView& b, const CellView& x, int max_iterations,
                  const IsDone& is_done) override;
  void precondition(const ConstCellView& r, const CellView& z) override;
  const ColumnMultigrid& multigrid() const override { return multigrid_; }
  double bytes() const override;
  double traffic_per_iteration() const override;

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
