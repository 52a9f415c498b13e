#include "solver/stress/multigrid/build_levels.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <tuple>

#include "solver/field_memory.hpp"
#include "solver/stress/multigrid/level_cells.hpp"

namespace strata {
namespace {

// A level with at most so many columns of nodes is solved directly.
constexpr long kFewColumns = 16;
// Visits of a level double while they stay below this power of how much smaller it is than the finest one: 4
// times fewer columns are worth 2 visits, strips that merge one by one are not, and the work stays bounded.
constexpr double kVisitsPower = 0.65;

/// Rows of coarse cells made of finer ones. \param first_i, first_j  fine line that the cells count from
template <class Cells>
CoarseRows merge_rows(const Cells& cells, const LateralLines& coarse, const LateralLines& fine,
                      const CoarseWindow& window, int n_layers, int first_i, int first_j) {
  CoarseRows rows;
  rows.n_cells = window.i1 - window.i0;
  rows.n_layers = n_layers;
  rows.n_groups = (rows.n_cells + kGroup - 1) / kGroup;
  const std::size_t strip_size = static_cast<std::size_t>(rows.n_groups) * kModeNumbers * kGroup;
  std::vector<Children> along_x;
  for (int i = window.i0; i < window.i1; ++i) along_x.push_back(children(coarse.axes[0], fine.axes[0], i));
  using Key = typename Cells::Key;
  std::map<std::pair<Key, Key>, std::int32_t> known;

  const auto make_strip = [&](const Children& y, const std::array<Key, 2>& keys) -> std::int32_t {
    std::vector<float> strip(strip_size, 0.0F);
    bool is_void = true;
    for (int i = 0; i < rows.n_cells; ++i) {
      const Children& x = along_x[static_cast<std::size_t>(i)];
      ModeNumbers parent{};
      for (int cy = 0; cy < y.count; ++cy) {
        ModeNumbers row{};
        for (int cx = 0; cx < x.count; ++cx)
          add_child(cells.numbers(keys[static_cast<std::size_t>(cy)], x.first + cx - first_i),
                    x.place[static_cast<std::size_t>(cx)], 1, row);
        add_child(row, y.place[static_cast<std::size_t>(cy)], 2, parent);
      }
      float* group = strip.data() + static_cast<std::size_t>(i / kGroup) * kModeNumbers * kGroup + i % kGroup;
      for (std::size_t m = 0; m < kModeNumbers; ++m) {
        group[m * kGroup] = static_cast<float>(parent[m]);
        is_void = is_void && parent[m] == 0.0;
      }
    }
    if (is_void) return -1;
    rows.strips.insert(rows.strips.end(), strip.begin(), strip.end());
    return rows.n_strips() - 1;
  };
  for (int j = window.j0; j < window.j1; ++j) {
    const Children y = children(coarse.axes[1], fine.axes[1], j);
    for (int k = 0; k < n_layers; ++k) {
      const Key lower = cells.key(y.first - first_j, k);
      const Key upper = y.count == 2 ? cells.key(y.first + 1 - first_j, k) : Key{-2, 0.0, 0.0};
      const auto [entry, is_new] = known.try_emplace({lower, upper}, 0);
      if (is_new) entry->second = make_strip(y, {lower, upper});
      rows.row.push_back(entry->second);
    }
  }
  return rows;
}

/// Which lines of an axis separate different materials, or supports, anywhere. Collective.
std::vector<std::uint8_t> edge_lines(const ElasticSystem& system, Axis axis) {
  const NodeBox& box = system.box();
  const bool along_x = axis == Axis::x;
  std::vector<std::uint8_t> is_edge(system.grid().lines[static_cast<int>(axis)].size(), 0);
  const auto& cells = system.field().of_cell;
  for (int j = along_x ? 0 : 1; j < box.cells_y(); ++j)
    for (int k = 0; k < box.cells_z(); ++k)
      for (int i = along_x ? 1 : 0; i < box.cells_x(); ++i) {
        const auto here = cells[static_cast<std::size_t>(box.cell(i, j, k))];
        const auto before =
            cells[static_cast<std::size_t>(along_x ? box.cell(i - 1, j, k) : box.cell(i, j - 1, k))];
        if (here != before) is_edge[static_cast<std::size_t>(along_x ? box.i0 + i : box.j0 + j)] = 1;
      }
  MPI_Allreduce(MPI_IN_PLACE, is_edge.data(), static_cast<int>(is_edge.size()), MPI_UINT8_T, MPI_MAX,
                system.nodes().comm());
  return is_edge;
}

LateralLines finest_lines(const ElasticSystem& system) {
  LateralLines lines;
  for (int axis = 0; axis < 2; ++axis) {
    LevelLines& of = lines.axes[static_cast<std::size_t>(axis)];
    of.place = system.grid().lines[static_cast<std::size_t>(axis)];
    of.is_edge = edge_lines(system, static_cast<Axis>(axis));
  }
  return lines;
}

void link(StressLevel& fine, const LateralLines& coarse) {
  const auto link_axis = [&](std::size_t axis, int first, int n, auto& index_view, auto& weight_view) {
    const LevelLines& lines = coarse.axes[axis];
    const auto& place = fine.lines.axes[axis].place;
    std::vector<std::int32_t> index;
    std::vector<float> weight;
    int parent = 0;
    for (int i = first; i < first + n; ++i) {
      while (parent + 2 < lines.n() && lines.finer[static_cast<std::size_t>(parent) + 1] <= i) ++parent;
      const double lower = lines.place[static_cast<std::size_t>(parent)];
      const double upper = lines.place[static_cast<std::size_t>(parent) + 1];
      index.push_back(parent);
      weight.push_back(static_cast<float>((place[static_cast<std::size_t>(i)] - lower) / (upper - lower)));
    }
    index_view = to_device<std::int32_t>("stress::coarse_index", index);
    weight_view = to_device<float>("stress::coarse_weight", weight);
  };
  link_axis(0, fine.box.i0, fine.box.nx, fine.coarse_i, fine.weight_i);
  link_axis(1, fine.box.j0, fine.box.ny, fine.coarse_j, fine.weight_j);
}

/// A displacement of a coarse level is free where matter feels it and it moves nothing that is held.
/// Bits 0 to 2: moves something held; bit 3: moves matter.
std::vector<std::uint8_t> coarse_bits(const StressLevel& fine, const std::vector<std::uint8_t>& fine_bits,
                                      const LateralLines& coarse, MPI_Comm comm) {
  const NodeBox& box = fine.box;
  NodeBox all;
  all.nx = coarse.axes[0].n();
  all.ny = coarse.axes[1].n();
  all.nz = box.nz;
  std::vector<std::uint8_t> bits(static_cast<std::size_t>(all.n_nodes()), 0);
  const auto parents = [](const auto& index, const auto& weight, int n) {
    std::vector<std::pair<int, int>> list;
    const auto i = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), index);
    const auto w = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), weight);
    for (int m = 0; m < n; ++m) {
      // Those with a weight above zero.
      const int first = w(m) >= 1.0F ? i(m) + 1 : i(m);
      const int last = w(m) <= 0.0F ? i(m) : i(m) + 1;
      list.emplace_back(first, last);
    }
    return list;
  };
  const auto of_i = parents(fine.coarse_i, fine.weight_i, box.nx),
             of_j = parents(fine.coarse_j, fine.weight_j, box.ny);
  for (int j = box.own_j0; j < box.own_j1; ++j)
    for (int k = 0; k < box.nz; ++k)
      for (int i = box.own_i0; i < box.own_i1; ++i) {
        const std::uint8_t of = fine_bits[static_cast<std::size_t>(box.node(i, j, k))];
        if (of == 0) continue;
        for (int J = of_j[static_cast<std::size_t>(j)].first; J <= of_j[static_cast<std::size_t>(j)].second;
             ++J)
          for (int I = of_i[static_cast<std::size_t>(i)].first; I <= of_i[static_cast<std::size_t>(i)].second;
               ++I)
            bits[static_cast<std::size_t>(all.node(I, J, k))] |= of;
      }
  MPI_Allreduce(MPI_IN_PLACE, bits.data(), static_cast<int>(bits.size()), MPI_UINT8_T, MPI_BOR, comm);
  return bits;
}

std::vector<std::uint8_t> free_of(const std::vector<std::uint8_t>& bits) {
  std::vector<std::uint8_t> free;
  free.reserve(bits.size());
  for (const std::uint8_t of : bits) free.push_back((of & 8) != 0 ? static_cast<std::uint8_t>(~of & 7) : 0);
  return free;
}

void allocate(StressLevel& level) {
  const auto n = static_cast<std::size_t>(3 * level.box.n_nodes());
  level.r = make_field<float>("stress::level_r", n);
  level.x = make_field<float>("stress::level_x", n);
  level.d = make_field<float>("stress::level_d", n);
  level.free_view = to_device<std::uint8_t>("stress::level_free", level.free);
}

NodeBox whole_box(const LateralLines& lines, int nz) {
  NodeBox box;
  box.nx = box.own_i1 = lines.axes[0].n();
  box.ny = box.own_j1 = lines.axes[1].n();
  box.nz = nz;
  return box;
}

/// Rows of all ranks put together, on every rank. Collective.
CoarseRows gather_rows(const CoarseRows& mine, const CoarseWindow& window, const NodeBox& box, MPI_Comm comm);

}  // namespace

Children children(const LevelLines& coarse, const LevelLines& fine, int n) {
  const auto at = static_cast<std::size_t>(n);
  Children result{coarse.finer[at], coarse.finer[at + 1] - coarse.finer[at], {}};
  const double lower = coarse.place[at], width = coarse.place[at + 1] - lower;
  for (int c = 0; c < result.count; ++c) {
    const auto line = as_index(result.first + c);
    const double middle = 0.5 * (fine.place[line] + fine.place[line + 1]);
    result.place[static_cast<std::size_t>(c)] = {2.0 * (middle - lower) / width - 1.0,
                                                 (fine.place[line + 1] - fine.place[line]) / width};
  }
  return result;
}

CoarseWindow owned_window(const ElasticSystem& system, const LateralLines& coarse) {
  const Window& nodes = system.nodes().window();
  // First coarse cell whose last child is fine cell `fine` or one behind it.
  const auto find = [](const LevelLines& lines, int fine) {
    return static_cast<int>(std::upper_bound(lines.finer.begin() + 1, lines.finer.end(), fine) -
                            lines.finer.begin()) -
           1;
  };
  const LevelLines &x = coarse.axes[0], &y = coarse.axes[1];
  return {find(x, nodes.i0), std::min(find(x, nodes.i1), x.n() - 1), find(y, nodes.j0),
          std::min(find(y, nodes.j1), y.n() - 1)};
}

ModeNumbers CoarseRows::numbers(std::int32_t strip, int cell) const {
  ModeNumbers result;
  const std::size_t first = (static_cast<std::size_t>(strip) * static_cast<std::size_t>(n_groups) +
                             static_cast<std::size_t>(cell / kGroup)) *
                                kModeNumbers * kGroup +
                            static_cast<std::size_t>(cell % kGroup);
  for (std::size_t m = 0; m < kModeNumbers; ++m) result[m] = strips[first + m * kGroup];
  return result;
}

namespace {

struct Gathered {
  std::vector<CoarseWindow> windows;
  std::vector<CoarseRows> rows;  ///< by rank
};

template <class Value>
std::vector<std::vector<Value>> gather_all(const std::vector<Value>& mine, MPI_Datatype type, MPI_Comm comm) {
  int n_ranks = 1;
  MPI_Comm_size(comm, &n_ranks);
  const int n = static_cast<int>(mine.size());
  std::vector<int> counts(static_cast<std::size_t>(n_ranks)), starts(static_cast<std::size_t>(n_ranks), 0);
  MPI_Allgather(&n, 1, MPI_INT, counts.data(), 1, MPI_INT, comm);
  for (std::size_t r = 1; r < counts.size(); ++r) starts[r] = starts[r - 1] + counts[r - 1];
  std::vector<Value> all(static_cast<std::size_t>(starts.back() + counts.back()));
  MPI_Allgatherv(mine.data(), n, type, all.data(), counts.data(), starts.data(), type, comm);
  std::vector<std::vector<Value>> by_rank;
  for (std::size_t r = 0; r < counts.size(); ++r)
    by_rank.emplace_back(all.begin() + starts[r], all.begin() + starts[r] + counts[r]);
  return by_rank;
}

Gathered gather(const CoarseRows& mine, const CoarseWindow& window, MPI_Comm comm) {
  const auto windows = gather_all<int>({window.i0, window.i1, window.j0, window.j1}, MPI_INT, comm);
  auto rows = gather_all(mine.row, MPI_INT32_T, comm);
  auto strips = gather_all(mine.strips, MPI_FLOAT, comm);
  Gathered all;
  for (std::size_t r = 0; r < windows.size(); ++r) {
    const std::vector<int>& w = windows[r];
    all.windows.push_back({w[0], w[1], w[2], w[3]});
    CoarseRows of{w[1] - w[0], mine.n_layers, (w[1] - w[0] + kGroup - 1) / kGroup, std::move(rows[r]),
                  std::move(strips[r])};
    all.rows.push_back(std::move(of));
  }
  return all;
}

CoarseRows gather_rows(const CoarseRows& mine, const CoarseWindow& window, const NodeBox& box,
                       MPI_Comm comm) {
  const Gathered all = gather(mine, window, comm);
  CoarseRows whole;
  whole.n_cells = box.cells_x();
  whole.n_layers = mine.n_layers;
  whole.n_groups = (whole.n_cells + kGroup - 1) / kGroup;
  std::map<std::vector<std::int32_t>, std::int32_t> known;
  for (int j = 0; j < box.cells_y(); ++j)
    for (int k = 0; k < mine.n_layers; ++k) {
      // The pieces of a row: rank and strip of each.
      std::vector<std::int32_t> pieces;
      bool is_void = true;
      for (std::size_t r = 0; r < all.windows.size(); ++r) {
        const CoarseWindow& w = all.windows[r];
        if (j < w.j0 || j >= w.j1 || w.i1 == w.i0) continue;
        pieces.push_back(static_cast<std::int32_t>(r));
        pieces.push_back(all.rows[r].row[as_index((j - w.j0) * mine.n_layers + k)]);
        is_void = is_void && pieces.back() < 0;
      }
      const auto [entry, is_new] = known.try_emplace(pieces, -1);
      if (is_new && !is_void) {
        entry->second = whole.n_strips();
        const std::size_t start = whole.strips.size();
        whole.strips.resize(start + static_cast<std::size_t>(whole.n_groups) * kModeNumbers * kGroup, 0.0F);
        for (std::size_t p = 0; p < pieces.size(); p += 2) {
          const auto r = static_cast<std::size_t>(pieces[p]);
          const CoarseWindow& w = all.windows[r];
          for (int i = w.i0; i < w.i1 && pieces[p + 1] >= 0; ++i) {
            const ModeNumbers numbers = all.rows[r].numbers(pieces[p + 1], i - w.i0);
            float* to = whole.strips.data() + start +
                        static_cast<std::size_t>(i / kGroup) * kModeNumbers * kGroup + i % kGroup;
            for (std::size_t m = 0; m < kModeNumbers; ++m) to[m * kGroup] = static_cast<float>(numbers[m]);
          }
        }
      }
      whole.row.push_back(entry->second);
    }
  return whole;
}

StressLevel finest_level(const ElasticSystem& system) {
  StressLevel level;
  level.box = system.box();
  level.lines = finest_lines(system);
  level.is_finest = true;
  level.fine = system.data<float>();
  level.free = system.free();
  allocate(level);
  return level;
}

}  // namespace

std::vector<StressLevel> build_levels(const ElasticSystem& system) {
  const MPI_Comm comm = system.nodes().comm();
  std::vector<StressLevel> levels;
  levels.push_back(finest_level(system));
  std::vector<std::uint8_t> bits(levels[0].free.size());
  for (std::size_t node = 0; node < bits.size(); ++node)
    if (system.has_matter(static_cast<std::int64_t>(node)))
      bits[node] = static_cast<std::uint8_t>(8 | (~levels[0].free[node] & 7));
  const auto finest_columns = static_cast<double>(levels[0].lines.n_columns());
  double width = 0.0, visits = 1.0;
  while (levels.back().lines.n_columns() > kFewColumns) {
    StressLevel& fine = levels.back();
    const LateralLines lines = coarsen_lines(fine.lines, width);
    if (lines.n_columns() == fine.lines.n_columns()) break;
    const double smaller = finest_columns / static_cast<double>(lines.n_columns());
    if (2.0 * visits <= std::pow(smaller, kVisitsPower)) {
      fine.visits = 2;
      visits *= 2.0;
    }
    link(fine, lines);
    StressLevel coarse;
    coarse.box = whole_box(lines, fine.box.nz);
    if (fine.is_finest) {
      const CoarseWindow window = owned_window(system, lines);
      coarse.rows = merge_rows(FineCells(system), lines, fine.lines, window, fine.box.cells_z(), fine.box.i0,
                               fine.box.j0);
      if (system.nodes().n_ranks() > 1) coarse.rows = gather_rows(coarse.rows, window, coarse.box, comm);
    } else {
      coarse.rows =
          merge_rows(CoarseCells(fine), lines, fine.lines,
                     {0, lines.axes[0].n() - 1, 0, lines.axes[1].n() - 1}, fine.box.cells_z(), 0, 0);
    }
    bits = coarse_bits(fine, bits, lines, fine.is_finest ? comm : MPI_COMM_SELF);
    coarse.free = free_of(bits);
    coarse.lines = lines;
    coarse.row_view = to_device<std::int32_t>("stress::level_rows", coarse.rows.row);
    coarse.strips_view = to_device<float>("stress::level_strips", coarse.rows.strips);
    allocate(coarse);
    levels.push_back(std::move(coarse));
  }
  levels.back().visits = 0;
  for (StressLevel& level : levels) factor_columns(system, level);
  return levels;
}

CellNumbers::CellNumbers(const ElasticSystem& system, const StressLevel& level)
    : system_(system), level_(level) {
  if (!level.is_finest) return;
  for (const OrthotropicStiffness& of : system.field().list) stiffness_.push_back(cell_stiffness<double>(of));
}

ModeNumbers CellNumbers::operator()(int i, int j, int k) const {
  if (!level_.is_finest) {
    const CoarseCells cells(level_);
    return cells.numbers(cells.key(j, k), i);
  }
  const std::int32_t of = system_.field().of_cell[static_cast<std::size_t>(system_.box().cell(i, j, k))];
  if (of == StiffnessField::kVoidCell) return {};
  return expand(cell_modes(stiffness_[static_cast<std::size_t>(of)],
                           system_.edges(Axis::x)[static_cast<std::size_t>(i)],
                           system_.edges(Axis::y)[static_cast<std::size_t>(j)],
                           system_.edges(Axis::z)[static_cast<std::size_t>(k)]));
}

}  // namespace strata
