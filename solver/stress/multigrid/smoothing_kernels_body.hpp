// Host kernels of the elastic multigrid; included once per instruction set, in namespace STRATA_KERNEL_SET,
// after elastic_kernels_body.hpp.

namespace strata::STRATA_KERNEL_SET {
namespace {

void add_coarse_forces(const CoarseData& data, const float* x, float* y, int j, float* scratch) {
  const NodeBox& box = data.box;
  const int n = box.cells_x(), length = data.n_groups * kGroup;
  float* left = scratch;
  float* right = scratch + static_cast<std::ptrdiff_t>(12) * length;
  for (int k = 0; k < box.cells_z(); ++k) {
    const int strip = data.row[box.cell_row(j, k)];
    if (strip < 0) continue;
    const auto rows = node_rows<const float>(box, x, j, k);
    const float* numbers =
        data.strips + static_cast<std::ptrdiff_t>(strip) * data.n_groups * kModeNumbers * kGroup;
    for (int i = 0; i < n; i += kLanes<float>) {
      const float* group =
          numbers + static_cast<std::ptrdiff_t>(i / kGroup) * kModeNumbers * kGroup + i % kGroup;
      Pack<float> u[3][8];
      load_corners<float>(rows, i, std::min(n - i, kLanes<float>), u);
      for (auto& component : u) to_modes(component);
      coarse_mode_forces(
          KOKKOS_LAMBDA(int number) {
            return load_pack(group + static_cast<std::ptrdiff_t>(number) * kGroup);
          },
          u);
      for (auto& component : u) to_corners(component);
      store_sides<float>(u, left, right, i, length);
    }
    add_sides(node_rows<float>(box, y, j, k), left, right, n, length);
  }
}

void subtract(const SmoothData& data, const float* y, int j) {
  const NodeBox& box = data.box;
  for (int k = 0; k < box.nz; ++k) {
    const std::uint8_t* free = data.free + box.node(0, j, k);
    for (int c = 0; c < 3; ++c) {
      float* r = data.r + box.at(c, 0, j, k);
      const float* force = y + box.at(c, 0, 0, k);
      const int bit = 1 << c;
      STRATA_INDEPENDENT_LOOP
      for (int i = box.own_i0; i < box.own_i1; ++i) r[i] -= (free[i] & bit) != 0 ? force[i] : 0.0F;
    }
  }
}

/// One node of every column: solution of the rows below it.
void eliminate(int n, const float* factor, const float* const r[3], const float* below, float* out) {
  const float* lower = factor + static_cast<std::ptrdiff_t>(6) * n;
  for (int c = 0; c < 3; ++c) {
    const float* l0 = lower + static_cast<std::ptrdiff_t>(3 * c) * n;
    const float* l1 = l0 + n;
    const float* l2 = l1 + n;
    const float* from = r[c];
    float* to = out + static_cast<std::ptrdiff_t>(c) * n;
    const float* b0 = below;
    const float* b1 = below + n;
    const float* b2 = b1 + n;
    STRATA_INDEPENDENT_LOOP
    for (int i = 0; i < n; ++i) to[i] = from[i] - l0[i] * b0[i] - l1[i] * b1[i] - l2[i] * b2[i];
  }
}

/// u = inverse pivot u, less what the node above takes, in place.
void substitute(int n, const float* factor, const float* lower_above, const float* above, float* u) {
  float* u0 = u;
  float* u1 = u0 + n;
  float* u2 = u1 + n;
  const float *xx = factor, *yy = xx + n, *zz = yy + n, *xy = zz + n, *xz = xy + n, *yz = xz + n;
  STRATA_INDEPENDENT_LOOP
  for (int i = 0; i < n; ++i) {
    const float a = u0[i], b = u1[i], c = u2[i];
    u0[i] = xx[i] * a + xy[i] * b + xz[i] * c;
    u1[i] = xy[i] * a + yy[i] * b + yz[i] * c;
    u2[i] = xz[i] * a + yz[i] * b + zz[i] * c;
  }
  if (above == nullptr) return;
  const float *a0 = above, *a1 = above + n, *a2 = a1 + n;
  const float* l = lower_above;
  const std::ptrdiff_t s = n;
  STRATA_INDEPENDENT_LOOP
  for (int i = 0; i < n; ++i) {
    u0[i] -= l[i] * a0[i] + l[3 * s + i] * a1[i] + l[6 * s + i] * a2[i];
    u1[i] -= l[s + i] * a0[i] + l[4 * s + i] * a1[i] + l[7 * s + i] * a2[i];
    u2[i] -= l[2 * s + i] * a0[i] + l[5 * s + i] * a1[i] + l[8 * s + i] * a2[i];
  }
}

void smooth(const SmoothData& data, float keep, float gain, int j, float* scratch) {
  const NodeBox& box = data.box;
  const int n = box.own_nx();
  const std::ptrdiff_t node = std::ptrdiff_t{3} * n, step = std::ptrdiff_t{kFactorNumbers} * n;
  const float* factors = data.factors + static_cast<std::ptrdiff_t>(data.factor[j]) * box.nz * step;
  for (int k = 0; k < box.nz; ++k) {
    const float* r[3];
    for (int c = 0; c < 3; ++c) r[c] = data.r + box.at(c, box.own_i0, j, k);
    float* to = scratch + k * node;
    // The lowest node has no block below: its L is 0, so any finite number will do.
    if (k == 0) std::fill(to, to + node, 0.0F);
    eliminate(n, factors + k * step, r, k == 0 ? to : to - node, to);
  }
  for (int k = box.nz - 1; k >= 0; --k) {
    const bool is_top = k == box.nz - 1;
    float* u = scratch + k * node;
    substitute(n, factors + k * step, is_top ? nullptr : factors + (k + 1) * step + std::ptrdiff_t{6} * n,
               is_top ? nullptr : u + node, u);
    for (int c = 0; c < 3; ++c) {
      float* d = data.d + box.at(c, box.own_i0, j, k);
      float* x = data.x + box.at(c, box.own_i0, j, k);
      const float* z = u + static_cast<std::ptrdiff_t>(c) * n;
      STRATA_INDEPENDENT_LOOP
      for (int i = 0; i < n; ++i) {
        d[i] = keep * d[i] + gain * z[i];
        x[i] += d[i];
      }
    }
  }
}

}  // namespace

const SmoothingKernels& smoothing_kernels() {
  static const SmoothingKernels set{add_coarse_forces, subtract, smooth};
  return set;
}

}  // namespace strata::STRATA_KERNEL_SET
