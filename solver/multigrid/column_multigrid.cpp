#include "solver/multigrid/column_multigrid.hpp"

namespace strata {
namespace {

auto to_host(const FloatView& view) {
  return Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), view);
}

}  // namespace

ColumnMultigrid::ColumnMultigrid(const Grid& grid, const Partition& partition, const FineRows& rows,
                                 SweepSpace space)
    : hierarchy_(build_hierarchy(grid, partition, rows)), sweeps_(make_sweeps(space)) {
  for (const Level& level : hierarchy_.levels) halos_.emplace_back(level);
}

void ColumnMultigrid::cycle() const {
  cycle_from(0);
}

void ColumnMultigrid::finish_down(int l) const {
  const Level& level = hierarchy_.levels[static_cast<std::size_t>(l)];
  const LevelHalo& halo = halos_[static_cast<std::size_t>(l)];
  halo.exchange(level.z);
  sweeps_->smooth(level, 1);
  if (static_cast<std::size_t>(l) + 1 == hierarchy_.levels.size()) return;
  halo.exchange(level.z);
  sweeps_->restrict_residual(level, hierarchy_.transfers[static_cast<std::size_t>(l)],
                             hierarchy_.levels[static_cast<std::size_t>(l) + 1]);
}

void ColumnMultigrid::go_up(int l) const {
  const Level& level = hierarchy_.levels[static_cast<std::size_t>(l)];
  const LevelHalo& halo = halos_[static_cast<std::size_t>(l)];
  if (static_cast<std::size_t>(l) + 1 < hierarchy_.levels.size()) {
    sweeps_->prolong(level, hierarchy_.transfers[static_cast<std::size_t>(l)],
                     hierarchy_.levels[static_cast<std::size_t>(l) + 1]);
  }
  halo.exchange(level.z);
  sweeps_->smooth(level, 1);
  halo.exchange(level.z);
  sweeps_->smooth(level, 0);
  halo.exchange(level.z);
}

void ColumnMultigrid::cycle_from(int l) const {
  if (l == hierarchy_.agglomeration.level) {
    gather_right_hand_side();
    cycle_from(l + 1);
    take_own_correction();
    return;
  }
  sweeps_->smooth_red_from_zero(hierarchy_.levels[static_cast<std::size_t>(l)]);
  finish_down(l);
  if (static_cast<std::size_t>(l) + 1 < hierarchy_.levels.size()) cycle_from(l + 1);
  go_up(l);
}

/// b of the spread level of all ranks into b of the whole one.
void ColumnMultigrid::gather_right_hand_side() const {
  const Agglomeration& a = hierarchy_.agglomeration;
  const Level& spread = hierarchy_.levels[static_cast<std::size_t>(a.level)];
  const Level& whole = hierarchy_.levels[static_cast<std::size_t>(a.level) + 1];
  const LevelData &from = spread.data, &to = whole.data;
  const auto mine = to_host(spread.b);
  std::vector<float> packed;
  packed.reserve(static_cast<std::size_t>(spread.n_cells()));
  for (int j = 0; j < from.ny; ++j) {
    for (int k = 0; k < from.nz; ++k) {
      for (int i = 0; i < from.nx; ++i) packed.push_back(mine(from.offset(j, k) + from.row.slot(i)));
    }
  }
  std::vector<float> all(static_cast<std::size_t>(whole.n_cells()));
  MPI_Allgatherv(packed.data(), static_cast<int>(packed.size()), MPI_FLOAT, all.data(), a.counts.data(),
                 a.displacements.data(), MPI_FLOAT, hierarchy_.comm);
  const auto b = Kokkos::create_mirror_view(whole.b);
  Kokkos::deep_copy(b, 0.0F);
  const float* next = all.data();
  for (const Window& w : a.windows) {
    for (int j = w.j0; j < w.j1; ++j) {
      for (int k = 0; k < to.nz; ++k) {
        for (int i = w.i0; i < w.i1; ++i) b(to.offset(j, k) + to.row.slot(i)) = *next++;
      }
    }
  }
  Kokkos::deep_copy(whole.b, b);
}

/// z of the whole level into this rank's part of the spread one, ghosts too.
void ColumnMultigrid::take_own_correction() const {
  const Agglomeration& a = hierarchy_.agglomeration;
  const Level& spread = hierarchy_.levels[static_cast<std::size_t>(a.level)];
  const Level& whole = hierarchy_.levels[static_cast<std::size_t>(a.level) + 1];
  const LevelData &from = whole.data, &to = spread.data;
  const auto all = to_host(whole.z);
  const auto z = Kokkos::create_mirror_view(spread.z);
  Kokkos::deep_copy(z, 0.0F);
  const int i0 = spread.place.first[0], j0 = spread.place.first[1];
  for (int j = -1; j <= to.ny; ++j) {
    if (j0 + j < 0 || j0 + j >= from.ny) continue;
    for (int k = 0; k < to.nz; ++k) {
      for (int i = -1; i <= to.nx; ++i) {
        if (i0 + i < 0 || i0 + i >= from.nx) continue;
        z(to.offset(j, k) + to.row.slot(i)) = all(from.offset(j0 + j, k) + from.row.slot(i0 + i));
      }
    }
  }
  Kokkos::deep_copy(spread.z, z);
}

}  // namespace strata
