// Device sweeps of the elastic multigrid: one thread per node or per column of nodes.
#include "solver/cell_loop.hpp"
#include "solver/field_memory.hpp"
#include "solver/stress/elastic_apply.hpp"
#include "solver/stress/multigrid/stress_sweeps.hpp"

namespace strata {
namespace {

/// Force of coarse cell (ci, cj, ck) on its corner `corner`.
KOKKOS_INLINE_FUNCTION void coarse_corner_force(const CoarseData& data, const float* x, int ci, int cj,
                                                int ck, int corner, float* force) {
  const NodeBox& box = data.box;
  const int strip = data.row[box.cell_row(cj, ck)];
  if (strip < 0) return;
  const float* number =
      data.strips + (std::int64_t{strip} * data.n_groups + ci / kGroup) * kModeNumbers * kGroup + ci % kGroup;
  float u[3][8];
  for (int c = 0; c < 3; ++c)
    for (int p = 0; p < 8; ++p) u[c][p] = x[box.at(c, ci + (p & 1), cj + ((p >> 1) & 1), ck + (p >> 2))];
  for (auto& component : u) to_modes(component);
  coarse_mode_forces([number](int n) { return number[std::int64_t{n} * kGroup]; }, u);
  for (int c = 0; c < 3; ++c) {
    to_corners(u[c]);
    force[c] += u[c][corner];
  }
}

void coarse_forces(const CoarseData& data, const FloatView& x, const FloatView& y) {
  const NodeBox box = data.box;
  for_each_cell(
      "stress::coarse_forces", {box.nx, box.ny, box.nz}, KOKKOS_LAMBDA(int i, int j, int k) {
        float force[3] = {0, 0, 0};
        for (int corner = 0; corner < 8; ++corner) {
          const int ci = i - (corner & 1), cj = j - ((corner >> 1) & 1), ck = k - (corner >> 2);
          if (ci < 0 || cj < 0 || ck < 0 || ci >= box.cells_x() || cj >= box.cells_y() || ck >= box.cells_z())
            continue;
          coarse_corner_force(data, x.data(), ci, cj, ck, corner, force);
        }
        for (int c = 0; c < 3; ++c) y(box.at(c, i, j, k)) = force[c];
      });
}

void subtract_free(const SmoothData& data, const FloatView& y) {
  const NodeBox box = data.box;
  for_each_cell(
      "stress::subtract_free", box.own_i0, box.own_i1, box.own_j0, box.own_j1, 0, box.nz,
      KOKKOS_LAMBDA(int i, int j, int k) {
        const std::uint8_t bits = data.free[box.node(i, j, k)];
        for (int c = 0; c < 3; ++c) {
          if ((bits >> c & 1) != 0) data.r[box.at(c, i, j, k)] -= y(box.at(c, i, j, k));
        }
      });
}

/// Column (i, j): z = B^-1 r by elimination upwards, then substitution downwards. z lies in `work`.
KOKKOS_INLINE_FUNCTION void solve_column(const SmoothData& data, int i, int j, float* work) {
  const NodeBox& box = data.box;
  const std::int64_t n = box.own_nx(), step = kFactorNumbers * n;
  const float* factor = data.factors + std::int64_t{data.factor[j]} * box.nz * step + (i - box.own_i0);
  float below[3] = {0, 0, 0};
  for (int k = 0; k < box.nz; ++k) {
    const float* lower = factor + k * step + 6 * n;
    float u[3];
    for (int c = 0; c < 3; ++c) {
      u[c] = data.r[box.at(c, i, j, k)];
      for (int m = 0; m < 3; ++m) u[c] -= lower[(3 * c + m) * n] * below[m];
    }
    for (int c = 0; c < 3; ++c) work[box.at(c, i, j, k)] = below[c] = u[c];
  }
  float above[3] = {0, 0, 0};
  for (int k = box.nz - 1; k >= 0; --k) {
    const float* f = factor + k * step;
    const float a = work[box.at(0, i, j, k)], b = work[box.at(1, i, j, k)], c = work[box.at(2, i, j, k)];
    float u[3] = {f[0] * a + f[3 * n] * b + f[4 * n] * c, f[3 * n] * a + f[n] * b + f[5 * n] * c,
                  f[4 * n] * a + f[5 * n] * b + f[2 * n] * c};
    if (k + 1 < box.nz) {
      const float* lower = f + step + 6 * n;
      for (int m = 0; m < 3; ++m)
        for (int q = 0; q < 3; ++q) u[m] -= lower[(3 * q + m) * n] * above[q];
    }
    for (int m = 0; m < 3; ++m) work[box.at(m, i, j, k)] = above[m] = u[m];
  }
}

void smooth_columns(const SmoothData& data, float keep, float gain, const FloatView& work) {
  const NodeBox box = data.box;
  for_each_cell(
      "stress::smooth_columns", box.own_i0, box.own_i1, box.own_j0, box.own_j1, 0, 1,
      KOKKOS_LAMBDA(int i, int j, int) {
        solve_column(data, i, j, work.data());
        for (int k = 0; k < box.nz; ++k)
          for (int c = 0; c < 3; ++c) {
            const std::int64_t at = box.at(c, i, j, k);
            data.d[at] = keep * data.d[at] + gain * work(at);
            data.x[at] += data.d[at];
          }
      });
}

void restrict_on_device(const NodeBox& box, const NodeTransfer& t, const FloatView& r, const NodeBox& to,
                        const FloatView& coarse_r) {
  for_each_cell(
      "stress::restrict", box.own_i0, box.own_i1, box.own_j0, box.own_j1, 0, box.nz,
      KOKKOS_LAMBDA(int i, int j, int k) {
        const int I = t.coarse_i[i], J = t.coarse_j[j];
        const float wi = t.weight_i[i], wj = t.weight_j[j];
        for (int c = 0; c < 3; ++c) {
          const float value = r(box.at(c, i, j, k));
          Kokkos::atomic_add(&coarse_r(to.at(c, I, J, k)), (1.0F - wi) * (1.0F - wj) * value);
          Kokkos::atomic_add(&coarse_r(to.at(c, I + 1, J, k)), wi * (1.0F - wj) * value);
          Kokkos::atomic_add(&coarse_r(to.at(c, I, J + 1, k)), (1.0F - wi) * wj * value);
          Kokkos::atomic_add(&coarse_r(to.at(c, I + 1, J + 1, k)), wi * wj * value);
        }
      });
}

void prolong_on_device(const SmoothData& data, const NodeTransfer& t, const NodeBox& from,
                       const FloatView& coarse_x) {
  const NodeBox box = data.box;
  for_each_cell(
      "stress::prolong", {box.nx, box.ny, box.nz}, KOKKOS_LAMBDA(int i, int j, int k) {
        const int I = t.coarse_i[i], J = t.coarse_j[j];
        const float wi = t.weight_i[i], wj = t.weight_j[j];
        const std::uint8_t bits = data.free[box.node(i, j, k)];
        for (int c = 0; c < 3; ++c) {
          const float lower =
              (1.0F - wi) * coarse_x(from.at(c, I, J, k)) + wi * coarse_x(from.at(c, I + 1, J, k));
          const float upper =
              (1.0F - wi) * coarse_x(from.at(c, I, J + 1, k)) + wi * coarse_x(from.at(c, I + 1, J + 1, k));
          const std::int64_t at = box.at(c, i, j, k);
          data.d[at] = (bits >> c & 1) != 0 ? lower + wj * (upper - lower) : 0.0F;
          data.x[at] += data.d[at];
        }
      });
}

class DeviceStressSweeps : public StressSweeps {
 public:
  void smooth(const StressLevel& level, float keep, float gain) const override {
    smooth_columns(level.smooth_data(), keep, gain, work_for(level));
  }
  void step(const StressLevel& level, float keep, float gain) const override {
    update_residual(level);
    smooth(level, keep, gain);
  }
  void update_residual(const StressLevel& level) const override {
    const FloatView work = work_for(level);
    if (level.is_finest) {
      elastic_forces_on_device<float>(level.fine, level.d, work);
    } else {
      coarse_forces(level.coarse_data(), level.d, work);
    }
    subtract_free(level.smooth_data(), work);
  }
  void restrict_residual(const StressLevel& level, const StressLevel& coarse) const override {
    Kokkos::deep_copy(coarse.r, 0.0F);
    Kokkos::deep_copy(coarse.x, 0.0F);
    restrict_on_device(level.box, level.transfer(), level.r, coarse.box, coarse.r);
  }
  void prolong(const StressLevel& level, const StressLevel& coarse) const override {
    prolong_on_device(level.smooth_data(), level.transfer(), coarse.box, coarse.x);
  }

 private:
  /// Room for one field of the level; the finest asks first and its room serves all.
  FloatView work_for(const StressLevel& level) const {
    if (work_.extent(0) < level.r.extent(0)) work_ = make_field<float>("stress::work", level.r.extent(0));
    return work_;
  }

  mutable FloatView work_;
};

}  // namespace

std::unique_ptr<StressSweeps> make_device_stress_sweeps() {
  return std::make_unique<DeviceStressSweeps>();
}

}  // namespace strata
