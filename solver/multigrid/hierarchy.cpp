#include "solver/multigrid/hierarchy.hpp"

#include <algorithm>
#include <cmath>

#include "solver/field_memory.hpp"
#include "solver/multigrid/level_rows.hpp"

namespace strata {
namespace {

// Levels of at most this many columns are held whole by every rank.
constexpr long kWholeColumns = 1024;

/// Points the plain data into the views.
void point_into_views(Level& level) {
  LevelData& d = level.data;
  d.gx = level.gx.data();
  d.gy = level.gy.data();
  d.gz = level.gz.data();
  d.pivot = level.pivot.data();
  d.gx_row = level.gx_row.data();
  d.gy_row = level.gy_row.data();
  d.gz_row = level.gz_row.data();
  d.pivot_row = level.pivot_row.data();
  d.z = level.z.data();
  d.b = level.b.data();
  d.scratch = level.scratch.data();
}

Level make_level(const LevelRows& rows, const LevelPlace& place) {
  Level level;
  level.place = place;
  LevelData& d = level.data;
  d.row = rows.row;
  d.nx = rows.row.nx;
  d.ny = rows.ny;
  d.nz = rows.nz;
  d.parity = (place.first[0] + place.first[1]) & 1;
  const PivotRows pivots = factorise_columns(rows);
  level.gx = pool_to_device<float>("multigrid_gx", rows.gx);
  level.gy = pool_to_device<float>("multigrid_gy", rows.gy);
  level.gz = pool_to_device<float>("multigrid_gz", rows.gz);
  level.pivot = pool_to_device<float>("multigrid_pivot", pivots.pool);
  level.gx_row = to_device<int>("multigrid_gx_row", rows.numbers.gx);
  level.gy_row = to_device<int>("multigrid_gy_row", rows.numbers.gy);
  level.gz_row = to_device<int>("multigrid_gz_row", rows.numbers.gz);
  level.pivot_row = to_device<int>("multigrid_pivot_row", pivots.numbers);
  const auto n = static_cast<std::size_t>(d.offset(d.ny + 1, 0));
  level.z = make_field<float>("multigrid_z", n);
  level.b = make_field<float>("multigrid_b", n);
  level.scratch =
      Kokkos::View<float*, Kokkos::HostSpace>("multigrid_scratch", static_cast<std::size_t>(d.row.half) + 1);
  point_into_views(level);
  return level;
}

/// \param parity  of the fine level, see LevelData
Transfer make_transfer(const RowLayout& fine, const RowLayout& coarse, const LateralLevel& coarse_columns,
                       const ColumnRange& children, const ColumnRange& parents) {
  const auto child = [&](int axis, int parent) {
    const int whole = parent + parents.first[axis];
    return coarse_columns.axes[axis].first_child[static_cast<std::size_t>(whole)] - children.first[axis];
  };
  std::vector<int> coarse_j, first_child, slot_of(static_cast<std::size_t>(fine.stride()), 0);
  std::vector<int> red_child(2 * static_cast<std::size_t>(coarse.stride()), -1);
  for (int J = 0; J < parents.n[1]; ++J) {
    first_child.push_back(child(1, J));
    const int n_children = child(1, J + 1) - child(1, J);
    coarse_j.insert(coarse_j.end(), static_cast<std::size_t>(n_children), J);
  }
  first_child.push_back(child(1, parents.n[1]));
  for (int I = 0; I < parents.n[0]; ++I) {
    for (int i = child(0, I); i < child(0, I + 1); ++i) {
      slot_of[static_cast<std::size_t>(fine.slot(i))] = coarse.slot(I);
      const int of_parity = (i & 1) * coarse.stride() + coarse.slot(I);
      red_child[static_cast<std::size_t>(of_parity)] = i >> 1;
    }
  }
  Transfer transfer;
  transfer.coarse_j = to_device<int>("multigrid_coarse_j", coarse_j);
  transfer.first_child = to_device<int>("multigrid_first_child", first_child);
  transfer.red_child = to_device<int>("multigrid_red_child", red_child);
  transfer.coarse_slot = to_device<int>("multigrid_coarse_slot", slot_of);
  transfer.data = {transfer.coarse_j.data(), transfer.first_child.data(), transfer.red_child.data(),
                   transfer.coarse_slot.data()};
  return transfer;
}

/// Sum over all faces of conductance times squared distance: conductivity times volume, along x and y.
std::array<double, 2> conductivity_volume(const LateralLevel& columns, const ColumnRange& own,
                                          const FineRows& rows) {
  std::vector<double> x_of_row(static_cast<std::size_t>(rows.gx.size())),
      y_of_row(static_cast<std::size_t>(rows.gy.size()));
  for (int n = 1; n < rows.gx.size(); ++n) {
    for (int i = 0; i < rows.row.nx; ++i) {
      const double d = columns.axes[0].centre_distance(i + own.first[0]);
      x_of_row[static_cast<std::size_t>(n)] += rows.gx.row(n)[rows.row.slot(i)] * d * d;
    }
  }
  for (int n = 1; n < rows.gy.size(); ++n) {
    for (int i = 0; i < rows.row.nx; ++i) {
      y_of_row[static_cast<std::size_t>(n)] += rows.gy.row(n)[rows.row.slot(i)];
    }
  }
  std::array<double, 2> sums{};
  for (const int number : rows.numbers.gx) sums[0] += x_of_row[static_cast<std::size_t>(number)];
  for (int j = 0; j < rows.ny; ++j) {
    const double d = columns.axes[1].centre_distance(j + own.first[1]);
    for (int k = 0; k < rows.nz; ++k) {
      const int number = rows.numbers.gy[row_place(j + 1, k, rows.nz)];
      sums[1] += y_of_row[static_cast<std::size_t>(number)] * d * d;
    }
  }
  return sums;
}

/// sqrt(k_x / k_y) to the nearest power of two. Collective.
double anisotropy(MPI_Comm comm, const LateralLevel& columns, const ColumnRange& own, const FineRows& rows) {
  std::array<double, 2> sums = conductivity_volume(columns, own, rows);
  MPI_Allreduce(MPI_IN_PLACE, sums.data(), 2, MPI_DOUBLE, MPI_SUM, comm);
  if (!(sums[0] > 0.0) || !(sums[1] > 0.0)) return 1.0;
  return std::exp2(std::round(0.5 * std::log2(sums[0] / sums[1])));
}

std::vector<int> starts_along(const Partition& partition, int axis, int n) {
  std::vector<int> starts;
  starts.reserve(static_cast<std::size_t>(partition.n_ranks()) + 1);
  for (int r = 0; r < partition.n_ranks(); ++r) {
    starts.push_back(axis == 0 ? partition.window(r).i0 : partition.window(r).j0);
  }
  std::sort(starts.begin(), starts.end());
  starts.erase(std::unique(starts.begin(), starts.end()), starts.end());
  starts.push_back(n);
  return starts;
}

LateralLevel finest_columns(const Grid& grid, const Partition& partition) {
  LateralLevel level;
  for (int axis = 0; axis < 2; ++axis) {
    const int n = grid.n_cells(static_cast<Axis>(axis));
    for (int i = 0; i < n; ++i) level.axes[axis].width.push_back(grid.spacing(static_cast<Axis>(axis), i));
    level.axes[axis].starts = starts_along(partition, axis, n);
  }
  return level;
}

/// Builds level after level.
class Builder {
 public:
  Builder(const Grid& grid, const Partition& partition, const FineRows& rows)
      : partition_(partition), columns_(finest_columns(grid, partition)), rows_(round_rows(rows)) {
    hierarchy_.comm = partition.comm();
    place_.comm = partition.comm();
    for (int face = 0; face < 4; ++face) {
      place_.neighbours[face] = partition.neighbour(static_cast<Face>(face));
    }
    find_blocks();
    own_ = range_of(columns_, partition.rank());
    place_.first = own_.first;
    rule_ = choose_rule(columns_, anisotropy(partition.comm(), columns_, own_, rows));
    is_spread_ = partition.n_ranks() > 1;
  }

  Hierarchy build() {
    hierarchy_.levels.push_back(make_level(rows_, place_));
    while (columns_.n_columns() > 1) {
      add_coarser();
      if (is_spread_ && should_agglomerate()) agglomerate();
    }
    return std::move(hierarchy_);
  }

 private:
  /// Place of each rank in the grid of ranks.
  void find_blocks() {
    for (int r = 0; r < partition_.n_ranks(); ++r) {
      std::array<int, 2> block{};
      for (int axis = 0; axis < 2; ++axis) {
        const auto& starts = columns_.axes[axis].starts;
        const int first = axis == 0 ? partition_.window(r).i0 : partition_.window(r).j0;
        block[axis] = static_cast<int>(std::find(starts.begin(), starts.end(), first) - starts.begin());
      }
      blocks_.push_back(block);
    }
  }

  ColumnRange range_of(const LateralLevel& columns, int rank) const {
    ColumnRange range;
    for (int axis = 0; axis < 2; ++axis) {
      const auto& starts = columns.axes[axis].starts;
      const auto block = static_cast<std::size_t>(blocks_[static_cast<std::size_t>(rank)][axis]);
      range.first[axis] = starts[block];
      range.n[axis] = starts[block + 1] - starts[block];
    }
    return range;
  }

  ColumnRange own_range(const LateralLevel& columns) const {
    if (!is_spread_) return {{0, 0}, {columns.axes[0].n(), columns.axes[1].n()}};
    return range_of(columns, partition_.rank());
  }

  void add_coarser() {
    const LateralLevel coarse = coarsen(columns_, rule_, target_);
    const ColumnRange parents = own_range(coarse);
    LevelRows rows = coarsen_rows(rows_, columns_, own_, coarse, parents);
    hierarchy_.transfers.push_back(make_transfer(rows_.row, rows.row, coarse, own_, parents));
    rows_ = std::move(rows);
    could_coarsen_ = coarse.n_columns() < columns_.n_columns();
    columns_ = coarse;
    own_ = parents;
    place_.first = own_.first;
    hierarchy_.levels.push_back(make_level(rows_, place_));
  }

  bool should_agglomerate() const { return columns_.n_columns() <= kWholeColumns || !could_coarsen_; }

  void agglomerate() {
    Agglomeration& a = hierarchy_.agglomeration;
    a.level = static_cast<int>(hierarchy_.levels.size()) - 1;
    int total = 0;
    for (int r = 0; r < partition_.n_ranks(); ++r) {
      const ColumnRange range = range_of(columns_, r);
      a.windows.push_back(
          {range.first[0], range.first[0] + range.n[0], range.first[1], range.first[1] + range.n[1]});
      a.counts.push_back(range.n[0] * range.n[1] * rows_.nz);
      a.displacements.push_back(total);
      total += a.counts.back();
    }
    rows_ = gather_rows(rows_, partition_.comm(), a.windows);
    columns_ = without_cuts(columns_);
    is_spread_ = false;
    own_ = own_range(columns_);
    place_ = LevelPlace{};
    hierarchy_.transfers.emplace_back();
    hierarchy_.levels.push_back(make_level(rows_, place_));
  }

  const Partition& partition_;
  std::vector<std::array<int, 2>> blocks_;
  LateralLevel columns_;
  LevelRows rows_;
  ColumnRange own_;
  LevelPlace place_;
  CoarseningRule rule_;
  double target_ = 0.0;
  bool is_spread_ = false;
  bool could_coarsen_ = true;
  Hierarchy hierarchy_;
};

}  // namespace

double Hierarchy::complexity() const {
  double cells = 0.0;
  for (const Level& level : levels) cells += static_cast<double>(level.n_cells());
  return cells / static_cast<double>(levels.front().n_cells());
}

double Hierarchy::bytes() const {
  double sum = 0.0;
  for (const Level& l : levels) {
    for (const FloatView& view : {l.gx, l.gy, l.gz, l.pivot, l.z, l.b}) {
      sum += static_cast<double>(view.extent(0) * sizeof(float));
    }
    for (const IntView& view : {l.gx_row, l.gy_row, l.gz_row, l.pivot_row}) {
      sum += static_cast<double>(view.extent(0) * sizeof(int));
    }
  }
  return sum;
}

Hierarchy build_hierarchy(const Grid& grid, const Partition& partition, const FineRows& rows) {
  return Builder(grid, partition, rows).build();
}

}  // namespace strata
