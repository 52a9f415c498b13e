// Source of the host sweeps; included once per instruction set inside its own namespace, see
// host_kernels.hpp. Only plain loops over raw pointers, so that nothing compiled for a newer processor leaks
// into other files. No pragma once: the includer gives STRATA_KERNEL_SET.

namespace strata::STRATA_KERNEL_SET {
namespace {

/// Cells of one parity in a row, rounded up to whole vectors: loops without a remainder run over padding too.
/// Its coefficients are 0, so what is computed there is 0; but ghosts have their slots among it.
inline int whole_vectors(const LevelData& level, int h) {
  constexpr int lanes = RowLayout::kLanes;
  return (level.row.n_cells(h) + lanes - 1) / lanes * lanes;
}

/// The ghosts' slots in a half row: right behind the cells, and the last one.
class GhostSlots {
 public:
  GhostSlots(const LevelData& level, int h) : right_(level.row.n_cells(h)), left_(level.row.half - 1) {}
  template <class Value, class Work>
  void keep(Value* half_row, const Work& work) const {
    const Value right = half_row[right_], left = half_row[left_];
    work();
    half_row[right_] = right;
    half_row[left_] = left;
  }
  template <class Work>
  void for_each_before(int n, const Work& work) const {
    if (right_ < n) work(right_);
    if (left_ < n && left_ != right_) work(left_);  // one slot where the left ghost follows the cells
  }

 private:
  int right_, left_;
};

/// Half rows around the cells of one parity in row (j, k).
struct Lateral {
  const float *g_left, *g_right, *g_south, *g_north;
  int left, right, own;  ///< offsets within a row of a field
};

inline Lateral lateral(const LevelData& level, int j, int k, int h) {
  const int half = level.row.half;
  const float* gx = level.gx_at(j, k);
  const int left = h ? 0 : half - 1, own = h * half;
  return {gx + left, gx + own, level.gy_at(j - 1, k) + own, level.gy_at(j, k) + own, left, h ? 1 : half, own};
}

/// u = pivot (rhs + g_below u_below), rhs = b + sum of g z over the lateral neighbours.
inline void eliminate(int n, const Lateral& g, const float* __restrict__ b, const float* __restrict__ row,
                      const float* __restrict__ south, const float* __restrict__ north,
                      const float* __restrict__ pivot, const float* __restrict__ g_below,
                      const float* __restrict__ u_below, float* __restrict__ u) {
  const float *gl = g.g_left, *gr = g.g_right, *gs = g.g_south, *gn = g.g_north;
  const float *zl = row + g.left, *zr = row + g.right;
  STRATA_INDEPENDENT_LOOP
  for (int m = 0; m < n; ++m) {
    const float rhs = b[m] + (gl[m] * zl[m] + gr[m] * zr[m]) + (gs[m] * south[m] + gn[m] * north[m]);
    u[m] = pivot[m] * (rhs + g_below[m] * u_below[m]);
  }
}

inline void eliminate_from_zero(int n, const float* __restrict__ b, const float* __restrict__ pivot,
                                const float* __restrict__ g_below, const float* __restrict__ u_below,
                                float* __restrict__ u) {
  STRATA_INDEPENDENT_LOOP
  for (int m = 0; m < n; ++m) u[m] = pivot[m] * (b[m] + g_below[m] * u_below[m]);
}

inline void substitute(int n, const float* __restrict__ pivot, const float* __restrict__ g,
                       const float* __restrict__ above, float* __restrict__ z) {
  STRATA_INDEPENDENT_LOOP
  for (int m = 0; m < n; ++m) z[m] += pivot[m] * g[m] * above[m];
}

void back_substitute(const LevelData& level, int j, int h) {
  const int n = whole_vectors(level, h), own = h * level.row.half;
  for (int k = level.nz - 2; k >= 0; --k) {
    float* z = level.z + level.offset(j, k) + own;
    substitute(n, level.pivot_at(j, k) + own, level.gz_at(j, k) + own, z + level.row.stride(), z);
  }
}

// Below the lowest layer there is nothing: its row stands for its own lower neighbour with a conductance of
// 0, which the top layer's row of gz is.
void smooth(const LevelData& level, int j, int colour) {
  const int h = level.half_of(j, colour), n = whole_vectors(level, h), own = h * level.row.half;
  const float* none = level.gz_at(j, level.nz - 1) + own;
  const std::int64_t slab = level.offset(j + 1, 0) - level.offset(j, 0);
  const GhostSlots ghosts(level, h);
  for (int k = 0; k < level.nz; ++k) {
    const std::int64_t at = level.offset(j, k);
    const float* row = level.z + at;
    const float* below = k > 0 ? row - level.row.stride() : row;
    float* u = level.z + at + own;
    ghosts.keep(u, [&] {
      eliminate(n, lateral(level, j, k, h), level.b + at + own, row, row - slab + own, row + slab + own,
                level.pivot_at(j, k) + own, k > 0 ? level.gz_at(j, k - 1) + own : none,
                k > 0 ? below + own : none, u);
    });
  }
  back_substitute(level, j, h);
}

void smooth_red_from_zero(const LevelData& level, int j) {
  const int h = level.half_of(j, 0), n = whole_vectors(level, h), own = h * level.row.half;
  const float* none = level.gz_at(j, level.nz - 1) + own;
  for (int k = 0; k < level.nz; ++k) {
    const std::int64_t at = level.offset(j, k) + own;
    eliminate_from_zero(n, level.b + at, level.pivot_at(j, k) + own,
                        k > 0 ? level.gz_at(j, k - 1) + own : none,
                        k > 0 ? level.z + at - level.row.stride() : none, level.z + at);
  }
  back_substitute(level, j, h);
}

constexpr int kLongestHalf = 4096;

void lateral_residual(int n, const Lateral& g, const float* __restrict__ row, const float* __restrict__ south,
                      const float* __restrict__ north, float* __restrict__ out) {
  const float *gl = g.g_left, *gr = g.g_right, *gs = g.g_south, *gn = g.g_north;
  const float *zl = row + g.left, *zr = row + g.right;
  STRATA_INDEPENDENT_LOOP
  for (int m = 0; m < n; ++m) {
    out[m] = (gl[m] * zl[m] + gr[m] * zr[m]) + (gs[m] * south[m] + gn[m] * north[m]);
  }
}

void restrict_residual(const LevelData& level, const TransferData& transfer, const LevelData& coarse, int j) {
  const int h = level.half_of(j, 0), n = whole_vectors(level, h), own = h * level.row.half;
  const int J = transfer.coarse_j[j];
  const bool is_first = transfer.first_child[J] == j;
  const std::int64_t slab = level.offset(j + 1, 0) - level.offset(j, 0);
  const int n_slots = coarse.row.stride(), of_parity = h * n_slots;
  const int* child = transfer.red_child + of_parity;
  float* residual = level.scratch + 1;
  residual[-1] = 0.0F;
  for (int k = 0; k < level.nz; ++k) {
    const float* row = level.z + level.offset(j, k);
    lateral_residual(n, lateral(level, j, k, h), row, row - slab + own, row + slab + own, residual);
    float* __restrict__ sum = coarse.b + coarse.offset(J, k);
    if (is_first) {
      STRATA_INDEPENDENT_LOOP
      for (int s = 0; s < n_slots; ++s) sum[s] = residual[child[s]];
    } else {
      STRATA_INDEPENDENT_LOOP
      for (int s = 0; s < n_slots; ++s) sum[s] += residual[child[s]];
    }
  }
}

void prolong(const LevelData& level, const TransferData& transfer, const LevelData& coarse, int j) {
  const int h = level.half_of(j, 0), n = whole_vectors(level, h), own = h * level.row.half;
  const int* slot = transfer.coarse_slot + own;
  for (int k = 0; k < level.nz; ++k) {
    float* __restrict__ z = level.z + level.offset(j, k) + own;
    const float* __restrict__ e = coarse.z + coarse.offset(transfer.coarse_j[j], k);
    STRATA_INDEPENDENT_LOOP
    for (int m = 0; m < n; ++m) z[m] += e[slot[m]];
  }
}

void update_direction(const LevelData& level, float* direction, float beta, int j) {
  float* __restrict__ p = direction + level.offset(j, 0);
  const float* __restrict__ z = level.z + level.offset(j, 0);
  const std::int64_t n = level.offset(j + 1, 0) - level.offset(j, 0);
  STRATA_INDEPENDENT_LOOP
  for (std::int64_t s = 0; s < n; ++s) p[s] = z[s] + beta * p[s];
}

template <class Real>
double load(const LevelData& level, [[maybe_unused]] const FineData<Real>& fine, int j) {
  const std::int64_t n = level.offset(j + 1, 0) - level.offset(j, 0);
  float* __restrict__ b = level.b + level.offset(j, 0);
  const Real* __restrict__ r = fine.r + n * j;
  double sum = 0.0;
#pragma omp simd reduction(+ : sum)
  for (std::int64_t s = 0; s < n; ++s) {
    if constexpr (sizeof(Real) != sizeof(float)) b[s] = static_cast<float>(r[s]);
    sum += static_cast<double>(r[s]) * static_cast<double>(r[s]);
  }
  return sum;
}

/// Coefficients and values of p around the cells of one parity in row (j, k).
template <class Real>
struct Stencil {
  const Real *g_left, *g_right, *g_south, *g_north, *g_below, *g_above, *closure;
  const float *p, *left, *right, *south, *north, *below, *above;
};

template <class Real>
const Real* row_of(const LevelData& level, const Real* pool, const int* rows, std::int64_t index) {
  return pool + std::int64_t{rows[index]} * level.row.stride();
}

template <class Real>
Stencil<Real> stencil(const LevelData& level, const FineData<Real>& fine, int j, int k, int h) {
  const int half = level.row.half, own = h * half, left = h ? 0 : half - 1, right = h ? 1 : half;
  const std::int64_t cell = std::int64_t{j} * level.nz + k;
  const int stride = level.row.stride();
  const std::int64_t slab = std::int64_t{stride} * level.nz;
  const bool is_top = k == level.nz - 1;
  const Real* gx = row_of(level, fine.gx, level.gx_row, cell);
  const Real* none = row_of(level, fine.gz, level.gz_row, std::int64_t{j} * level.nz + level.nz - 1) + own;
  const float* p = fine.p + level.offset(j, k);
  return {gx + left,
          gx + own,
          row_of(level, fine.gy, level.gy_row, cell) + own,
          row_of(level, fine.gy, level.gy_row, cell + level.nz) + own,
          k > 0 ? row_of(level, fine.gz, level.gz_row, cell - 1) + own : none,
          row_of(level, fine.gz, level.gz_row, cell) + own,
          row_of(level, fine.closure, fine.closure_row, cell) + own,
          p + own,
          p + left,
          p + right,
          p + own - slab,
          p + own + slab,
          k > 0 ? p + own - stride : p + own,
          is_top ? p + own : p + own + stride};
}

template <class Real>
double step_half_row(int n, const Stencil<Real>& s, Real alpha, Real* __restrict__ x, Real* __restrict__ r,
                     float* __restrict__ b) {
  double sum = 0.0;
#pragma omp simd reduction(+ : sum)
  for (int m = 0; m < n; ++m) {
    const Real p = s.p[m];
    const Real lateral = s.g_left[m] * (p - static_cast<Real>(s.left[m])) +
                         s.g_right[m] * (p - static_cast<Real>(s.right[m])) +
                         s.g_south[m] * (p - static_cast<Real>(s.south[m])) +
                         s.g_north[m] * (p - static_cast<Real>(s.north[m]));
    const Real vertical = s.g_below[m] * (p - static_cast<Real>(s.below[m])) +
                          s.g_above[m] * (p - static_cast<Real>(s.above[m]));
    const Real Ap = s.closure[m] * p + lateral + vertical;
    const Real rest = r[m] - alpha * Ap;
    x[m] += alpha * p;
    r[m] = rest;
    if constexpr (sizeof(Real) != sizeof(float)) b[m] = static_cast<float>(rest);
    sum += static_cast<double>(rest) * static_cast<double>(rest);
  }
  return sum;
}

template <class Real>
double step(const LevelData& level, const FineData<Real>& fine, double alpha, int j) {
  double sum = 0.0;
  for (int k = 0; k < level.nz; ++k) {
    const std::int64_t at = (std::int64_t{j} * level.nz + k) * level.row.stride();
    for (int h = 0; h < 2; ++h) {
      const int own = h * level.row.half, n = whole_vectors(level, h);
      Real* r = fine.r + at + own;
      float* b = level.b + level.offset(j, k) + own;
      sum +=
          step_half_row(n, stencil(level, fine, j, k, h), static_cast<Real>(alpha), fine.x + at + own, r, b);
      GhostSlots(level, h).for_each_before(n, [&](int m) {
        sum -= static_cast<double>(r[m]) * static_cast<double>(r[m]);
        r[m] = 0;
        b[m] = 0.0F;
      });
    }
  }
  return sum;
}

template <class Real>
void dots_of_half_row(int n, const LevelData& level, const FineData<Real>& fine, int j, int k, int h,
                      SlabDots& dots) {
  const int half = level.row.half, own = h * half;
  const std::int64_t cell = std::int64_t{j} * level.nz + k;
  const std::int64_t slab = std::int64_t{level.row.stride()} * level.nz;
  const float* row = level.z + level.offset(j, k);
  const float* z = row + own;
  const float* right = row + (h ? 1 : half);
  const float* north = z + slab;
  const float* above = k + 1 < level.nz ? z + level.row.stride() : z;
  const float* b = level.b + level.offset(j, k) + own;
  const float *gx = level.gx_at(j, k) + own, *gy = level.gy_at(j, k) + own, *gz = level.gz_at(j, k) + own;
  float rz = 0.0F, zAz = 0.0F;
#pragma omp simd reduction(+ : rz, zAz)
  for (int m = 0; m < n; ++m) {
    const float dx = z[m] - right[m], dy = z[m] - north[m], dz = z[m] - above[m];
    rz += b[m] * z[m];
    zAz += gx[m] * dx * dx + gy[m] * dy * dy + gz[m] * dz * dz;
  }
  if (fine.closure_row[cell] != 0) {
    const Real* closure = row_of(level, fine.closure, fine.closure_row, cell) + own;
#pragma omp simd reduction(+ : zAz)
    for (int m = 0; m < n; ++m) zAz += static_cast<float>(closure[m]) * z[m] * z[m];
  }
  // A left ghost's right face is the neighbour's to count.
  GhostSlots(level, h).for_each_before(n,
                                       [&](int m) { zAz -= gx[m] * (z[m] - right[m]) * (z[m] - right[m]); });
  dots.rz += static_cast<double>(rz);
  dots.zAz += static_cast<double>(zAz);
}

template <class Real>
SlabDots dots(const LevelData& level, const FineData<Real>& fine, int j) {
  SlabDots sum;
  for (int k = 0; k < level.nz; ++k) {
    for (int h = 0; h < 2; ++h) {
      dots_of_half_row(whole_vectors(level, h), level, fine, j, k, h, sum);
    }
  }
  return sum;
}

}  // namespace

const HostKernels& kernels() {
  static const HostKernels set{STRATA_KERNEL_NAME,
                               smooth,
                               smooth_red_from_zero,
                               restrict_residual,
                               prolong,
                               update_direction,
                               {load<double>, step<double>, dots<double>},
                               {load<float>, step<float>, dots<float>}};
  return set;
}

}  // namespace strata::STRATA_KERNEL_SET
