// Host sweeps of the elastic multigrid. Forces of a slab of cells go to the two slabs of nodes beside it;
// once the cells on both sides of a slab of nodes are done, its r, d and x can be changed while they are in
// the cache.
#include <algorithm>
#include <cstring>
#include <vector>

#include "solver/stress/elastic_kernels.hpp"
#include "solver/stress/multigrid/smoothing_kernels.hpp"
#include "solver/stress/multigrid/stress_sweeps.hpp"

namespace strata {
namespace {

/// Room for one level's sweep.
struct WorkSpace {
  explicit WorkSpace(const StressLevel& level)
      : slab(std::size_t{3} * level.box.nz * level.box.nx),
        forces(2 * slab),
        scratch(std::max<std::size_t>(
            slab, std::size_t{24} * static_cast<std::size_t>(
                                        std::max(level.fine.strip_length, level.rows.n_groups * kGroup)))) {}
  std::size_t slab;           ///< numbers on one slab of nodes
  std::vector<float> forces;  ///< on the slabs j and j + 1
  std::vector<float> scratch;
};

class HostStressSweeps : public StressSweeps {
 public:
  void smooth(const StressLevel& level, float keep, float gain) const override {
    WorkSpace space(level);
    const SmoothData data = level.smooth_data();
    for (int j = level.box.own_j0; j < level.box.own_j1; ++j)
      kernels_.smooth(data, keep, gain, j, space.scratch.data());
  }

  void step(const StressLevel& level, float keep, float gain) const override {
    const SmoothData data = level.smooth_data();
    for_each_residual(level, [&](int j, WorkSpace& space) {
      kernels_.subtract(data, space.forces.data(), j);
      kernels_.smooth(data, keep, gain, j, space.scratch.data());
    });
  }

  void update_residual(const StressLevel& level) const override {
    const SmoothData data = level.smooth_data();
    for_each_residual(level,
                      [&](int j, WorkSpace& space) { kernels_.subtract(data, space.forces.data(), j); });
  }

  void restrict_residual(const StressLevel& level, const StressLevel& coarse) const override {
    const NodeBox &box = level.box, &to = coarse.box;
    const NodeTransfer t = level.transfer();
    std::fill(coarse.r.data(), coarse.r.data() + coarse.r.extent(0), 0.0F);
    std::fill(coarse.x.data(), coarse.x.data() + coarse.x.extent(0), 0.0F);
    std::vector<float> row(static_cast<std::size_t>(to.nx));
    for (int j = box.own_j0; j < box.own_j1; ++j) {
      const int J = t.coarse_j[j];
      const float w = t.weight_j[j];
      for (int k = 0; k < box.nz; ++k)
        for (int c = 0; c < 3; ++c) {
          std::fill(row.begin(), row.end(), 0.0F);
          const float* from = level.r.data() + box.at(c, 0, j, k);
          for (int i = box.own_i0; i < box.own_i1; ++i) {
            const auto I = static_cast<std::size_t>(t.coarse_i[i]);
            const float right = t.weight_i[i] * from[i];
            row[I] += from[i] - right;
            row[I + 1] += right;
          }
          add_row(1.0F - w, row, coarse.r.data() + to.at(c, 0, J, k));
          if (w > 0.0F) add_row(w, row, coarse.r.data() + to.at(c, 0, J + 1, k));
        }
    }
  }

  void prolong(const StressLevel& level, const StressLevel& coarse) const override {
    const NodeBox &box = level.box, &from = coarse.box;
    const NodeTransfer t = level.transfer();
    std::vector<float> row(static_cast<std::size_t>(from.nx));
    for (int j = 0; j < box.ny; ++j) {
      const int J = t.coarse_j[j];
      const float w = t.weight_j[j];
      for (int k = 0; k < box.nz; ++k) {
        const std::uint8_t* free = level.free_view.data() + box.node(0, j, k);
        for (int c = 0; c < 3; ++c) {
          const float* lower = coarse.x.data() + from.at(c, 0, J, k);
          const float* upper = coarse.x.data() + from.at(c, 0, J + 1, k);
          for (std::size_t I = 0; I < row.size(); ++I) row[I] = lower[I] + w * (upper[I] - lower[I]);
          float* d = level.d.data() + box.at(c, 0, j, k);
          float* x = level.x.data() + box.at(c, 0, j, k);
          for (int i = 0; i < box.nx; ++i) {
            const auto I = static_cast<std::size_t>(t.coarse_i[i]);
            const float value = row[I] + t.weight_i[i] * (row[I + 1] - row[I]);
            d[i] = (free[i] >> c & 1) != 0 ? value : 0.0F;
            x[i] += d[i];
          }
        }
      }
    }
  }

 private:
  static void add_row(float factor, const std::vector<float>& row, float* to) {
    for (std::size_t i = 0; i < row.size(); ++i) to[i] += factor * row[i];
  }

  /// visit(j, space) for every slab of owned nodes once the forces of A d on it, space.forces, are complete;
  /// it may change d of its slab.
  template <class Visit>
  void for_each_residual(const StressLevel& level, const Visit& visit) const {
    const NodeBox& box = level.box;
    WorkSpace space(level);
    const std::size_t bytes = space.slab * sizeof(float);
    for (int j = 0; j < box.ny; ++j) {
      if (j + 1 < box.ny) add_forces(level, j, space);
      if (j >= box.own_j0 && j < box.own_j1) visit(j, space);
      std::memcpy(space.forces.data(), space.forces.data() + space.slab, bytes);
      std::memset(space.forces.data() + space.slab, 0, bytes);
    }
  }

  /// Of the cells between slabs j and j + 1.
  void add_forces(const StressLevel& level, int j, WorkSpace& space) const {
    // The kernels count slabs from the start of a field.
    float* y = space.forces.data() - static_cast<std::ptrdiff_t>(space.slab) * j;
    if (level.is_finest) {
      fine_kernels_.add_forces(level.fine, level.d.data(), y, j, space.scratch.data());
    } else {
      kernels_.add_coarse_forces(level.coarse_data(), level.d.data(), y, j, space.scratch.data());
    }
  }

  const SmoothingKernels& kernels_ = smoothing_kernels();
  const ElasticSlabKernels<float>& fine_kernels_ = elastic_kernels().of<float>();
};

}  // namespace

std::unique_ptr<StressSweeps> make_host_stress_sweeps() {
  return std::make_unique<HostStressSweeps>();
}

std::unique_ptr<StressSweeps> make_stress_sweeps(SweepSpace space) {
  return space == SweepSpace::host ? make_host_stress_sweeps() : make_device_stress_sweeps();
}

}  // namespace strata
