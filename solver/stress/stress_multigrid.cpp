#include "solver/stress/stress_multigrid.hpp"

#include <cmath>
#include <random>
#include <vector>

#include "solver/cell_loop.hpp"
#include "solver/field_memory.hpp"
#include "solver/stress/multigrid/build_levels.hpp"
#include "solver/stress/multigrid/coarsest_solve.hpp"
#include "solver/stress/multigrid/stress_sweeps.hpp"
#include "solver/stress/multigrid/tilt_space.hpp"

namespace strata {
namespace {

// Chebyshev polynomials of the fourth kind, two terms (J. Lottes, "Optimal polynomial smoothers for multigrid
// V-cycles", Numer. Linear Algebra Appl. 30 (2023) e2518): d_1 = 4/3 z / lambda,
// d_(k+1) = (2k - 1) / (2k + 3) d_k + (8k + 4) / (2k + 3) z / lambda.
constexpr float kFirstGain = 4.0F / 3.0F;
constexpr float kSecondKeep = 1.0F / 5.0F;
constexpr float kSecondGain = 12.0F / 5.0F;
// Steps of the power method for the largest eigenvalue, and what is added for what they do not see yet.
constexpr int kPowerSteps = 10;
constexpr float kSafety = 1.05F;

double square_sum(const NodeBox& box, const FloatView& field) {
  double sum = 0.0;
  Kokkos::parallel_reduce(
      "stress::square_sum", FlatRange(0, box.n_owned()),
      KOKKOS_LAMBDA(const std::int64_t node, double& partial) {
        const auto i = static_cast<int>(node % box.own_nx()) + box.own_i0;
        const auto k = static_cast<int>(node / box.own_nx() % box.nz);
        const auto j = static_cast<int>(node / box.own_nx() / box.nz) + box.own_j0;
        for (int c = 0; c < 3; ++c) {
          const double value = field(box.at(c, i, j, k));
          partial += value * value;
        }
      },
      sum);
  return sum;
}

/// field = values of owned nodes times scale.
void load(const NodeBox& box, const ConstNodeView& owned, double scale, const FloatView& field) {
  for_each_cell(
      "stress::load", box.own_i0, box.own_i1, box.own_j0, box.own_j1, 0, box.nz,
      KOKKOS_LAMBDA(int i, int j, int k) {
        for (int c = 0; c < 3; ++c)
          field(box.at(c, i, j, k)) = static_cast<float>(scale * owned(box.owned_at(c, i, j, k)));
      });
}

void store(const NodeBox& box, const FloatView& field, double scale, const NodeView& owned) {
  for_each_cell(
      "stress::store", box.own_i0, box.own_i1, box.own_j0, box.own_j1, 0, box.nz,
      KOKKOS_LAMBDA(int i, int j, int k) {
        for (int c = 0; c < 3; ++c) owned(box.owned_at(c, i, j, k)) = scale * field(box.at(c, i, j, k));
      });
}

/// r = 0 where nothing is free: the restriction of residuals beside a support ends there too.
void keep_free(const StressLevel& level) {
  const SmoothData data = level.smooth_data();
  const NodeBox box = level.box;
  for_each_cell(
      "stress::keep_free_residual", {box.nx, box.ny, box.nz}, KOKKOS_LAMBDA(int i, int j, int k) {
        const std::uint8_t bits = data.free[box.node(i, j, k)];
        for (int c = 0; c < 3; ++c) {
          if ((bits >> c & 1) == 0) data.r[box.at(c, i, j, k)] = 0.0F;
        }
      });
}

/// d = -x, x = 0, r = 0: a step with r -= A d then leaves A x in r.
void prepare_product(const FloatView& r, const FloatView& x, const FloatView& d, float scale) {
  Kokkos::parallel_for(
      "stress::prepare_product", FlatRange(0, static_cast<std::int64_t>(x.extent(0))),
      KOKKOS_LAMBDA(const std::int64_t n) {
        d(n) = -scale * x(n);
        x(n) = 0.0F;
        r(n) = 0.0F;
      });
}

/// Random numbers where displacements are free.
void fill_random(const StressLevel& level) {
  const auto x = Kokkos::create_mirror_view(level.x);
  const NodeBox& box = level.box;
  for (int j = 0; j < box.ny; ++j)
    for (int k = 0; k < box.nz; ++k)
      for (int i = 0; i < box.nx; ++i) {
        // The same for a node whatever the ranks.
        std::minstd_rand random(static_cast<unsigned>(1 + (box.i0 + i) + 7919 * (box.j0 + j) + 104729 * k));
        random.discard(3);
        const std::uint8_t bits = level.free[static_cast<std::size_t>(box.node(i, j, k))];
        for (int c = 0; c < 3; ++c) {
          const double value = static_cast<double>(random()) / std::minstd_rand::max() - 0.5;
          x(static_cast<std::size_t>(box.at(c, i, j, k))) =
              (bits >> c & 1) != 0 ? static_cast<float>(value) : 0.0F;
        }
      }
  Kokkos::deep_copy(level.x, x);
}

}  // namespace

struct StressMultigrid::Hierarchy {
  Hierarchy(const ElasticSystem& elastic, const RigidMotions& motions)
      : system(elastic),
        levels(build_levels(elastic)),
        coarsest(elastic, motions, levels.back()),
        sweeps(make_stress_sweeps(natural_sweep_space())) {
    if (levels.size() > 1 && TiltSpace::is_needed(elastic))
      tilts = std::make_unique<TiltSpace>(elastic, levels[0], levels[1]);
    for (std::size_t l = 0; l + 1 < levels.size(); ++l) levels[l].eigenvalue = largest_eigenvalue(levels[l]);
  }

  void exchange(const StressLevel& level, const FloatView& field) const {
    if (level.is_finest && !level.box.is_whole()) system.halo().exchange(field);
  }

  double norm(const StressLevel& level, const FloatView& field) const {
    double sum = square_sum(level.box, field);
    if (level.is_finest) MPI_Allreduce(MPI_IN_PLACE, &sum, 1, MPI_DOUBLE, MPI_SUM, system.nodes().comm());
    return std::sqrt(sum);
  }

  float largest_eigenvalue(const StressLevel& level) const {
    fill_random(level);
    double growth = 1.0;
    for (int step = 0; step < kPowerSteps; ++step) {
      const double size = norm(level, level.x);
      if (size == 0.0) return 1.0F;
      prepare_product(level.r, level.x, level.d, static_cast<float>(1.0 / size));
      exchange(level, level.d);
      sweeps->step(level, 0.0F, 1.0F);
      growth = norm(level, level.x);
    }
    return kSafety * static_cast<float>(growth);
  }

  /// The coarse right-hand side is the sum of what the ranks restricted. Collective.
  void sum_over_ranks(const StressLevel& coarse) const {
    const auto r = Kokkos::create_mirror_view(coarse.r);
    Kokkos::deep_copy(r, coarse.r);
    MPI_Allreduce(MPI_IN_PLACE, r.data(), static_cast<int>(r.extent(0)), MPI_FLOAT, MPI_SUM,
                  system.nodes().comm());
    Kokkos::deep_copy(coarse.r, r);
  }

  /// Adds to x, which may not be 0 any more, a correction for r. \param is_current  r is; else it lacks A d
  void cycle(std::size_t l, bool is_current) const {
    const StressLevel& level = levels[l];
    if (l + 1 == levels.size()) {
      coarsest.solve(level);
      return;
    }
    const float unit = 1.0F / level.eigenvalue;
    if (is_current) {
      sweeps->smooth(level, 0.0F, kFirstGain * unit);
    } else {
      exchange(level, level.d);
      sweeps->step(level, 0.0F, kFirstGain * unit);
    }
    exchange(level, level.d);
    sweeps->step(level, kSecondKeep, kSecondGain * unit);
    exchange(level, level.d);
    sweeps->update_residual(level);
    const StressLevel& coarse = levels[l + 1];
    sweeps->restrict_residual(level, coarse);
    if (level.is_finest && system.nodes().n_ranks() > 1) sum_over_ranks(coarse);
    keep_free(coarse);
    const bool has_tilts = level.is_finest && tilts;
    if (has_tilts) tilts->solve(level.r);
    const int visits = l + 2 == levels.size() ? 1 : level.visits;
    for (int visit = 0; visit < visits; ++visit) cycle(l + 1, visit == 0);
    sweeps->prolong(level, coarse);
    if (has_tilts) tilts->add(level.d, level.x);
    sweeps->step(level, 0.0F, kFirstGain * unit);
    exchange(level, level.d);
    sweeps->step(level, kSecondKeep, kSecondGain * unit);
  }

  const ElasticSystem& system;
  std::vector<StressLevel> levels;
  CoarsestSolve coarsest;
  std::unique_ptr<StressSweeps> sweeps;
  std::unique_ptr<TiltSpace> tilts;  ///< where thin layers need it
};

StressMultigrid::StressMultigrid(const ElasticSystem& system, const RigidMotions& motions)
    : hierarchy_(std::make_unique<Hierarchy>(system, motions)) {}

StressMultigrid::~StressMultigrid() = default;

void StressMultigrid::apply(const ConstNodeView& r, const NodeView& z) const {
  const Hierarchy& h = *hierarchy_;
  const StressLevel& finest = h.levels.front();
  // Single precision has a narrow range, forces a wide one.
  double sum = 0.0;
  Kokkos::parallel_reduce(
      "stress::residual_norm", FlatRange(0, static_cast<std::int64_t>(r.extent(0))),
      KOKKOS_LAMBDA(const std::int64_t n, double& partial) { partial += r(n) * r(n); }, sum);
  MPI_Allreduce(MPI_IN_PLACE, &sum, 1, MPI_DOUBLE, MPI_SUM, h.system.nodes().comm());
  const double size = std::sqrt(sum);
  if (size == 0.0) {
    Kokkos::deep_copy(z, 0.0);
    return;
  }
  load(finest.box, r, 1.0 / size, finest.r);
  Kokkos::deep_copy(finest.x, 0.0F);
  h.cycle(0, true);
  store(finest.box, finest.x, size, z);
}

}  // namespace strata
