#include "meshes/partition.hpp"

#include <algorithm>

#include <fmt/core.h>

#include "inputs/error.hpp"

namespace strata {
namespace {

/// Starts of `parts` ranges of `n`, sizes differing by one at most; n itself at the end.
std::vector<int> balanced_starts(int n, int parts) {
  std::vector<int> starts(parts + 1);
  for (int p = 0; p <= parts; ++p) starts[p] = static_cast<int>(std::int64_t{n} * p / parts);
  return starts;
}

/// px, py with px * py == ranks and the least longest message; of equals the one with the least halo, then
/// with the fewest cuts across x, because rows along x lie together in memory. {0, 0} where no shape fits.
std::array<int, 2> choose_shape(int ranks, int nx, int ny) {
  std::array<int, 2> best{0, 0};
  std::array<std::int64_t, 2> least{};
  for (int px = 1; px <= ranks; ++px) {
    const int py = ranks / px;
    if (px * py != ranks || px > nx || py > ny) continue;
    const std::int64_t widest = (std::int64_t{nx} + px - 1) / px;
    const std::int64_t deepest = (std::int64_t{ny} + py - 1) / py;
    const std::int64_t across_x = px > 1 ? deepest : 0;
    const std::int64_t across_y = py > 1 ? widest + (px > 1 ? 2 : 0) : 0;
    const std::array<std::int64_t, 2> cost{std::max(across_x, across_y), across_x + across_y};
    if (best[0] == 0 || cost < least) {
      best = {px, py};
      least = cost;
    }
  }
  return best;
}

}  // namespace

Partition::Partition(MPI_Comm comm, const Grid& grid) : comm_(comm), nz_(grid.n_cells(Axis::z)) {
  MPI_Comm_rank(comm, &rank_);
  MPI_Comm_size(comm, &n_ranks_);
  const int nx = grid.n_cells(Axis::x);
  const int ny = grid.n_cells(Axis::y);
  shape_ = choose_shape(n_ranks_, nx, ny);
  if (shape_[0] == 0) {
    throw RefusedError(fmt::format(
        "{} ranks cannot share the {} x {} columns of this mesh: each needs at least one; use fewer ranks",
        n_ranks_, nx, ny));
  }
  const auto [px, py] = shape_;
  x_starts_ = balanced_starts(nx, px);
  y_starts_ = balanced_starts(ny, py);
  number_windows();
  const int a = rank_ % px;
  const int b = rank_ / px;
  neighbours_ = {a > 0 ? rank_ - 1 : MPI_PROC_NULL, a + 1 < px ? rank_ + 1 : MPI_PROC_NULL,
                 b > 0 ? rank_ - px : MPI_PROC_NULL, b + 1 < py ? rank_ + px : MPI_PROC_NULL};
}

void Partition::number_windows() {
  const auto [px, py] = shape_;
  windows_.clear();
  first_.clear();
  std::int64_t first = 0;
  for (int r = 0; r < n_ranks_; ++r) {
    const int a = r % px;
    const int b = r / px;
    windows_.push_back({x_starts_[a], x_starts_[a + 1], y_starts_[b], y_starts_[b + 1]});
    first_.push_back(first);
    first += std::int64_t{windows_.back().nx()} * windows_.back().ny() * nz_;
  }
}

Partition Partition::nodes_of(const Partition& cells) {
  Partition nodes = cells;
  ++nodes.x_starts_.back();
  ++nodes.y_starts_.back();
  ++nodes.nz_;
  nodes.number_windows();
  return nodes;
}

std::int64_t Partition::global_index(int i, int j, int k) const {
  const auto part_of = [](const std::vector<int>& starts, int index) {
    return static_cast<int>(std::upper_bound(starts.begin(), starts.end(), index) - starts.begin()) - 1;
  };
  const int owner = part_of(x_starts_, i) + shape_[0] * part_of(y_starts_, j);
  const Window& w = windows_[owner];
  return first_[owner] + owned_index(i - w.i0, j - w.j0, k, w.nx(), nz_);
}

}  // namespace strata
