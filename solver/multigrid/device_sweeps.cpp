// Device sweeps: one thread per column of one colour; threads beside each other own cells beside each other
// in the split rows, so their reads coalesce. No atomics: each thread sums what it owns.
#include "solver/multigrid/sweep_factories.hpp"

namespace strata {
namespace {

/// Columns of one colour: index = j * n + m, n the longest half row.
struct ColumnRangeOf {
  int n = 0;
  std::int64_t total = 0;
  explicit ColumnRangeOf(const LevelData& level)
      : n((level.nx + 1) / 2), total(std::int64_t{(level.nx + 1) / 2} * level.ny) {}
};

/// Slots around one cell and its row of cells.
struct Place {
  int slot = 0, left = 0, right = 0;
};

KOKKOS_INLINE_FUNCTION Place place_of(const LevelData& level, int h, int m) {
  const int half = level.row.half;
  return {h * half + m, h ? m : half - 1 + m, h ? m + 1 : half + m};
}

/// Sum of g z over the lateral neighbours.
KOKKOS_INLINE_FUNCTION float lateral_inflow(const LevelData& level, int j, int k, const Place& p) {
  const float* gx = level.gx_at(j, k);
  const float* row = level.z + level.offset(j, k);
  const std::int64_t slab = std::int64_t{level.row.stride()} * level.nz;
  return (gx[p.left] * row[p.left] + gx[p.slot] * row[p.right]) +
         (level.gy_at(j - 1, k)[p.slot] * row[p.slot - slab] +
          level.gy_at(j, k)[p.slot] * row[p.slot + slab]);
}

/// Thomas' algorithm along one column, in place in z.
template <bool kFromZero>
KOKKOS_INLINE_FUNCTION void solve_column(const LevelData& level, int j, int h, int m) {
  const Place p = place_of(level, h, m);
  const int stride = level.row.stride();
  float u = 0.0F;
  for (int k = 0; k < level.nz; ++k) {
    const std::int64_t at = level.offset(j, k) + p.slot;
    float rhs = level.b[at];
    if (!kFromZero) rhs += lateral_inflow(level, j, k, p);
    const float below = k > 0 ? level.gz_at(j, k - 1)[p.slot] : 0.0F;
    u = level.pivot_at(j, k)[p.slot] * (rhs + below * u);
    level.z[at] = u;
  }
  for (int k = level.nz - 2; k >= 0; --k) {
    float* z = level.z + level.offset(j, k) + p.slot;
    u = *z + level.pivot_at(j, k)[p.slot] * level.gz_at(j, k)[p.slot] * z[stride];
    *z = u;
  }
}

template <bool kFromZero>
void smooth_columns(const LevelData& level, int colour) {
  const ColumnRangeOf range(level);
  Kokkos::parallel_for(
      "multigrid::smooth", Kokkos::RangePolicy<>(0, range.total), KOKKOS_LAMBDA(const std::int64_t c) {
        const auto j = static_cast<int>(c / range.n), m = static_cast<int>(c % range.n);
        const int h = level.half_of(j, colour);
        if (m < level.row.n_cells(h)) solve_column<kFromZero>(level, j, h, m);
      });
}

void restrict_level(const LevelData& level, const TransferData& transfer, const LevelData& coarse) {
  const int stride = coarse.row.stride(), nz = level.nz;
  Kokkos::parallel_for(
      "multigrid::restrict_residual", Kokkos::RangePolicy<>(0, std::int64_t{coarse.ny} * nz * stride),
      KOKKOS_LAMBDA(const std::int64_t c) {
        const auto s = static_cast<int>(c % stride);
        const auto k = static_cast<int>(c / stride % nz), J = static_cast<int>(c / stride / nz);
        float sum = 0.0F;
        for (int j = transfer.first_child[J]; j < transfer.first_child[J + 1]; ++j) {
          const int h = level.half_of(j, 0);
          const int m = transfer.red_child[h * stride + s];
          if (m >= 0) sum += lateral_inflow(level, j, k, place_of(level, h, m));
        }
        coarse.b[coarse.offset(J, k) + s] = sum;
      });
}

void prolong_level(const LevelData& level, const TransferData& transfer, const LevelData& coarse) {
  const int n = (level.nx + 1) / 2, nz = level.nz;
  Kokkos::parallel_for(
      "multigrid::prolong", Kokkos::RangePolicy<>(0, std::int64_t{level.ny} * nz * n),
      KOKKOS_LAMBDA(const std::int64_t c) {
        const auto m = static_cast<int>(c % n);
        const auto k = static_cast<int>(c / n % nz), j = static_cast<int>(c / n / nz);
        const int h = level.half_of(j, 0);
        if (m >= level.row.n_cells(h)) return;
        const int slot = h * level.row.half + m;
        level.z[level.offset(j, k) + slot] +=
            coarse.z[coarse.offset(transfer.coarse_j[j], k) + transfer.coarse_slot[slot]];
      });
}

class DeviceSweeps : public Sweeps {
 public:
  void smooth(const Level& level, int colour) const override { smooth_columns<false>(level.data, colour); }
  void smooth_red_from_zero(const Level& level) const override { smooth_columns<true>(level.data, 0); }
  void restrict_residual(const Level& level, const Transfer& transfer, const Level& coarse) const override {
    restrict_level(level.data, transfer.data, coarse.data);
  }
  void prolong(const Level& level, const Transfer& transfer, const Level& coarse) const override {
    prolong_level(level.data, transfer.data, coarse.data);
  }
};

template <class Real>
KOKKOS_INLINE_FUNCTION const Real* row_of(const LevelData& level, const Real* pool, const int* rows,
                                          std::int64_t index) {
  return pool + std::int64_t{rows[index]} * level.row.stride();
}

/// (A p) of one cell.
template <class Real>
KOKKOS_INLINE_FUNCTION Real heat_of_direction(const LevelData& level, const FineData<Real>& fine, int j,
                                              int k, const Place& s) {
  const std::int64_t cell = std::int64_t{j} * level.nz + k;
  const int stride = level.row.stride();
  const std::int64_t slab = std::int64_t{stride} * level.nz;
  const float* row = fine.p + level.offset(j, k);
  const Real p = row[s.slot];
  const Real* gx = row_of(level, fine.gx, level.gx_row, cell);
  const Real south = row_of(level, fine.gy, level.gy_row, cell)[s.slot];
  const Real north = row_of(level, fine.gy, level.gy_row, cell + level.nz)[s.slot];
  const Real lateral = gx[s.left] * (p - static_cast<Real>(row[s.left])) +
                       gx[s.slot] * (p - static_cast<Real>(row[s.right])) +
                       south * (p - static_cast<Real>(row[s.slot - slab])) +
                       north * (p - static_cast<Real>(row[s.slot + slab]));
  Real vertical = 0;
  if (k > 0) {
    vertical += row_of(level, fine.gz, level.gz_row, cell - 1)[s.slot] *
                (p - static_cast<Real>(row[s.slot - stride]));
  }
  if (k + 1 < level.nz) {
    vertical +=
        row_of(level, fine.gz, level.gz_row, cell)[s.slot] * (p - static_cast<Real>(row[s.slot + stride]));
  }
  return row_of(level, fine.closure, fine.closure_row, cell)[s.slot] * p + lateral + vertical;
}

template <class Real>
KOKKOS_INLINE_FUNCTION void add_dots(const LevelData& level, const FineData<Real>& fine, int j, int k,
                                     const Place& s, double& rz, double& zAz) {
  const std::int64_t cell = std::int64_t{j} * level.nz + k;
  const int stride = level.row.stride();
  const float* row = level.z + level.offset(j, k);
  const float z = row[s.slot];
  const float dx = z - row[s.right], dy = z - row[s.slot + std::int64_t{stride} * level.nz];
  const float dz = k + 1 < level.nz ? z - row[s.slot + stride] : 0.0F;
  const auto closure = static_cast<float>(row_of(level, fine.closure, fine.closure_row, cell)[s.slot]);
  rz += static_cast<double>(level.b[level.offset(j, k) + s.slot] * z);
  zAz += static_cast<double>(level.gx_at(j, k)[s.slot] * dx * dx + level.gy_at(j, k)[s.slot] * dy * dy +
                             level.gz_at(j, k)[s.slot] * dz * dz + closure * z * z);
}

/// Index of a cell in a loop over all slots of the rows; false where the slot is padding.
KOKKOS_INLINE_FUNCTION bool cell_of_slot(const LevelData& level, std::int64_t c, int& j, int& k,
                                         Place& place) {
  const int stride = level.row.stride(), half = level.row.half;
  const auto slot = static_cast<int>(c % stride);
  const int h = slot < half ? 0 : 1;
  const int m = slot - h * half;
  k = static_cast<int>(c / stride % level.nz);
  j = static_cast<int>(c / stride / level.nz);
  place = place_of(level, h, m);
  return m < level.row.n_cells(h);
}

std::int64_t own_slots(const LevelData& level) {
  return std::int64_t{level.ny} * level.nz * level.row.stride();
}

template <class Real>
double load_level(const LevelData& level, const FineData<Real>& fine) {
  const std::int64_t first = level.offset(0, 0);
  double sum = 0.0;
  Kokkos::parallel_reduce(
      "multigrid::load", Kokkos::RangePolicy<>(0, own_slots(level)),
      KOKKOS_LAMBDA(const std::int64_t c, double& part) {
        const Real r = fine.r[c];
        if (sizeof(Real) != sizeof(float)) level.b[first + c] = static_cast<float>(r);
        part += static_cast<double>(r) * static_cast<double>(r);
      },
      sum);
  return sum;
}

template <class Real>
double step_level(const LevelData& level, const FineData<Real>& fine, Real alpha) {
  const std::int64_t first = level.offset(0, 0);
  double sum = 0.0;
  Kokkos::parallel_reduce(
      "multigrid::step", Kokkos::RangePolicy<>(0, own_slots(level)),
      KOKKOS_LAMBDA(const std::int64_t c, double& part) {
        int j = 0, k = 0;
        Place place;
        if (!cell_of_slot(level, c, j, k, place)) return;
        const Real rest = fine.r[c] - alpha * heat_of_direction(level, fine, j, k, place);
        fine.x[c] += alpha * static_cast<Real>(fine.p[first + c]);
        fine.r[c] = rest;
        if (sizeof(Real) != sizeof(float)) level.b[first + c] = static_cast<float>(rest);
        part += static_cast<double>(rest) * static_cast<double>(rest);
      },
      sum);
  return sum;
}

template <class Real>
SlabDots dots_of_level(const LevelData& level, const FineData<Real>& fine) {
  SlabDots sum;
  Kokkos::parallel_reduce(
      "multigrid::dots", Kokkos::RangePolicy<>(0, own_slots(level)),
      KOKKOS_LAMBDA(const std::int64_t c, double& rz, double& zAz) {
        int j = 0, k = 0;
        Place place;
        if (cell_of_slot(level, c, j, k, place)) add_dots(level, fine, j, k, place, rz, zAz);
      },
      sum.rz, sum.zAz);
  return sum;
}

void update_level(const LevelData& level, float* p, float beta) {
  const float* z = level.z;
  Kokkos::parallel_for(
      "multigrid::update_direction", Kokkos::RangePolicy<>(0, level.offset(level.ny + 1, 0)),
      KOKKOS_LAMBDA(const std::int64_t c) { p[c] = z[c] + beta * p[c]; });
}

template <class Real>
class DeviceFineSweeps : public FineSweeps<Real> {
 public:
  double load(const Level& level, const FineData<Real>& fine) const override {
    return load_level(level.data, fine);
  }
  void update_direction(const Level& level, const FineData<Real>& fine, double beta) const override {
    update_level(level.data, fine.p, static_cast<float>(beta));
  }
  double step(const Level& level, const FineData<Real>& fine, double alpha) const override {
    return step_level(level.data, fine, static_cast<Real>(alpha));
  }
  SlabDots dots(const Level& level, const FineData<Real>& fine) const override {
    return dots_of_level(level.data, fine);
  }
};

}  // namespace

std::unique_ptr<Sweeps> make_device_sweeps() {
  return std::make_unique<DeviceSweeps>();
}

template <class Real>
std::unique_ptr<FineSweeps<Real>> make_device_fine_sweeps() {
  return std::make_unique<DeviceFineSweeps<Real>>();
}
template std::unique_ptr<FineSweeps<double>> make_device_fine_sweeps<double>();
template std::unique_ptr<FineSweeps<float>> make_device_fine_sweeps<float>();

}  // namespace strata
