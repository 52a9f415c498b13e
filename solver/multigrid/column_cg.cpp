#include "solver/multigrid/column_cg.hpp"

#include <cmath>
#include <type_traits>

#include "solver/field_memory.hpp"

namespace strata {
namespace {

/// Between the owned layout and one in split rows that starts `first` entries in.
template <class From, class To>
void to_split_rows(const LocalShape& s, const RowLayout& row, std::int64_t first, const From& owned,
                   const To& split) {
  for_each_cell(
      "multigrid::to_split_rows", s, KOKKOS_LAMBDA(int i, int j, int k) {
        const std::int64_t line = std::int64_t{j} * s.nz + k;
        split(first + line * row.stride() + row.slot(i)) =
            static_cast<typename To::value_type>(owned(line * s.nx + i));
      });
}

template <class From>
void from_split_rows(const LocalShape& s, const RowLayout& row, std::int64_t first, const From& split,
                     const CellView& owned) {
  for_each_cell(
      "multigrid::from_split_rows", s, KOKKOS_LAMBDA(int i, int j, int k) {
        const std::int64_t line = std::int64_t{j} * s.nz + k;
        owned(line * s.nx + i) = static_cast<double>(split(first + line * row.stride() + row.slot(i)));
      });
}

}  // namespace

template <class Real>
ColumnCg<Real>::ColumnCg(const Grid& grid, const Partition& partition, const FineRows& rows, SweepSpace space)
    : comm_(partition.comm()),
      shape_(local_shape(partition)),
      multigrid_(grid, partition, rows, space),
      sweeps_(make_sweeps(space)),
      fine_sweeps_(make_fine_sweeps<Real>(space)),
      is_fused_(space == SweepSpace::host && partition.n_ranks() == 1) {
  const Level& level = multigrid_.finest();
  if constexpr (std::is_same_v<Real, float>) {
    gx_ = level.gx;
    gy_ = level.gy;
    gz_ = level.gz;
  } else {
    gx_ = pool_to_device<Real>("cg_gx", rows.gx);
    gy_ = pool_to_device<Real>("cg_gy", rows.gy);
    gz_ = pool_to_device<Real>("cg_gz", rows.gz);
  }
  closure_ = pool_to_device<Real>("cg_closure", rows.closure);
  closure_row_ = to_device<int>("cg_closure_row", rows.numbers.closure);
  p_ = make_field<float>("cg_p", level.z.extent(0));
  const auto n = static_cast<std::size_t>(level.data.offset(level.data.ny, 0) - level.data.offset(0, 0));
  x_ = make_field<Real>("cg_x", n);
  if constexpr (std::is_same_v<Real, float>) {
    const auto first = static_cast<std::size_t>(level.data.offset(0, 0));
    r_ = Kokkos::subview(level.b, std::make_pair(first, first + n));
  } else {
    r_ = make_field<Real>("cg_r", n);
  }
  fine_ = {gx_.data(),          gy_.data(), gz_.data(), closure_.data(),
           closure_row_.data(), p_.data(),  x_.data(),  r_.data()};
}

template <class Real>
double ColumnCg<Real>::bytes() const {
  double sum = multigrid_.hierarchy().bytes();
  for (const RealView& view : {gx_, gy_, gz_, closure_, x_, r_}) {
    // In float the first three and r_ are the multigrid's, counted there.
    const bool is_own =
        std::is_same_v<Real, double> || view.data() == closure_.data() || view.data() == x_.data();
    if (is_own) sum += static_cast<double>(view.extent(0) * sizeof(Real));
  }
  return sum + static_cast<double>(p_.extent(0) * sizeof(float) + closure_row_.extent(0) * sizeof(int));
}

template <class Real>
double ColumnCg<Real>::traffic_per_iteration() const {
  constexpr double kFloat = sizeof(float), kReal = sizeof(Real);
  constexpr bool has_own_b = !std::is_same_v<Real, float>;
  // Down: z and p read, p written; x and r read and written; b and z written. Up: z read and written, b read.
  const double finest = 3.0 * kFloat + 4.0 * kReal + (has_own_b ? kFloat : 0.0) + kFloat + 3.0 * kFloat;
  // b written, read going down and up; z written, read and written again, read by the finer level.
  const double coarser = 7.0 * kFloat;
  return finest + coarser * (multigrid_.hierarchy().complexity() - 1.0);
}

template <class Real>
double ColumnCg<Real>::sum_over_ranks(double mine) const {
  MPI_Allreduce(MPI_IN_PLACE, &mine, 1, MPI_DOUBLE, MPI_SUM, comm_);
  return mine;
}

/// A slab passes through all stages while it and its neighbours are in the cache: each stage runs one slab
/// behind the one it needs. \param first  (j) -> this slab's r . r, once b of the slab is set
template <class Real>
template <class Slab>
double ColumnCg<Real>::fused_down(const Slab& first) const {
  const HostKernels& kernels = host_kernels();
  const LevelData& level = multigrid_.finest().data;
  const bool has_coarser = multigrid_.has_coarser();
  double sum = 0.0;
  for (int s = 0; s < level.ny + 2; ++s) {
    if (s < level.ny) {
      sum += first(s);
      kernels.smooth_red_from_zero(level, s);
    }
    if (s >= 1 && s - 1 < level.ny) kernels.smooth(level, s - 1, 1);
    if (s >= 2 && has_coarser) {
      kernels.restrict_residual(level, multigrid_.hierarchy().transfers[0].data,
                                multigrid_.hierarchy().levels[1].data, s - 2);
    }
  }
  return sum;
}

template <class Real>
SlabDots ColumnCg<Real>::fused_up() const {
  const HostKernels& kernels = host_kernels();
  const LevelData& level = multigrid_.finest().data;
  const bool has_coarser = multigrid_.has_coarser();
  const auto has = [&](int j) { return j >= 0 && j < level.ny; };
  SlabDots sum;
  for (int s = 0; s < level.ny + 3; ++s) {
    if (has(s) && has_coarser) {
      kernels.prolong(level, multigrid_.hierarchy().transfers[0].data, multigrid_.hierarchy().levels[1].data,
                      s);
    }
    if (has(s - 1)) kernels.smooth(level, s - 1, 1);
    if (has(s - 2)) kernels.smooth(level, s - 2, 0);
    if (has(s - 3)) {
      const SlabDots slab = kernels.template fine<Real>().dots(level, fine_, s - 3);
      sum.rz += slab.rz;
      sum.zAz += slab.zAz;
    }
  }
  return sum;
}

template <class Real>
void ColumnCg<Real>::smooth_down() const {
  sweeps_->smooth_red_from_zero(multigrid_.finest());
  multigrid_.finish_down(0);
}

template <class Real>
double ColumnCg<Real>::load_and_go_down() {
  const Level& level = multigrid_.finest();
  if (is_fused_) {
    const auto& kernels = host_kernels().fine<Real>();
    return fused_down([&](int j) { return kernels.load(level.data, fine_, j); });
  }
  const double rr = fine_sweeps_->load(level, fine_);
  smooth_down();
  return rr;
}

template <class Real>
double ColumnCg<Real>::step_and_go_down(double alpha, double beta) {
  const Level& level = multigrid_.finest();
  if (is_fused_) {
    const HostKernels& kernels = host_kernels();
    const auto update = [&](int j) {
      if (j < level.data.ny) kernels.update_direction(level.data, fine_.p, static_cast<float>(beta), j);
    };
    update(0);
    return fused_down([&](int j) {
      update(j + 1);
      return kernels.fine<Real>().step(level.data, fine_, alpha, j);
    });
  }
  fine_sweeps_->update_direction(level, fine_, beta);
  const double rr = fine_sweeps_->step(level, fine_, alpha);
  smooth_down();
  return rr;
}

template <class Real>
SlabDots ColumnCg<Real>::go_up() {
  if (multigrid_.has_coarser()) multigrid_.cycle_coarser();
  if (is_fused_) return fused_up();
  multigrid_.go_up(0);
  return fine_sweeps_->dots(multigrid_.finest(), fine_);
}

template <class Real>
CgOutcome ColumnCg<Real>::iterate(int max_iterations, const IsDone& is_done) {
  CgOutcome outcome;
  outcome.residual = std::sqrt(sum_over_ranks(load_and_go_down()));
  double rz_old = 0.0, alpha = 0.0;
  for (;;) {
    if (!std::isfinite(outcome.residual)) {
      outcome.broke_down = true;
      return outcome;
    }
    outcome.converged = is_done(outcome.iterations, outcome.residual);
    if (outcome.converged || outcome.iterations >= max_iterations) return outcome;
    const SlabDots mine = go_up();
    double sums[2] = {mine.rz, mine.zAz};
    MPI_Allreduce(MPI_IN_PLACE, sums, 2, MPI_DOUBLE, MPI_SUM, comm_);
    const double beta = outcome.iterations > 0 ? sums[0] / rz_old : 0.0;
    const double pAp = outcome.iterations > 0 ? sums[1] - beta * sums[0] / alpha : sums[1];
    // Written so that a NaN breaks down too.
    if (!(sums[0] > 0.0) || !(pAp > 0.0)) {
      outcome.broke_down = true;
      return outcome;
    }
    alpha = sums[0] / pAp;
    rz_old = sums[0];
    outcome.residual = std::sqrt(sum_over_ranks(step_and_go_down(alpha, beta)));
    ++outcome.iterations;
  }
}

template <class Real>
CgOutcome ColumnCg<Real>::solve(const ConstCellView& b, const CellView& x, int max_iterations,
                                const IsDone& is_done) {
  const RowLayout row = multigrid_.finest().data.row;
  to_split_rows(shape_, row, 0, b, r_);
  Kokkos::deep_copy(x_, Real(0));
  Kokkos::deep_copy(p_, 0.0F);
  const CgOutcome outcome = iterate(max_iterations, is_done);
  from_split_rows(shape_, row, 0, x_, x);
  return outcome;
}

template <class Real>
void ColumnCg<Real>::precondition(const ConstCellView& r, const CellView& z) {
  const Level& level = multigrid_.finest();
  const std::int64_t first = level.data.offset(0, 0);
  to_split_rows(shape_, level.data.row, first, r, level.b);
  multigrid_.cycle();
  from_split_rows(shape_, level.data.row, first, level.z, z);
}

template class ColumnCg<double>;
template class ColumnCg<float>;

}  // namespace strata
