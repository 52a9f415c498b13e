#include "solver/multigrid/level_rows.hpp"

#include <map>

namespace strata {
namespace {

/// Which fine slots feed a coarse one, along x.
struct SlotMaps {
  std::vector<int> first, second;  ///< children of each coarse slot; -1: none
  std::vector<int> face;           ///< fine slot whose right face is the coarse cell's; -1: none
  std::vector<float> face_ratio;   ///< fine over coarse distance of the centres beside that face
};

SlotMaps map_slots(const RowLayout& fine, const LevelAxis& fine_axis, int fine_first, const RowLayout& coarse,
                   const LevelAxis& coarse_axis, int coarse_first) {
  const auto n = static_cast<std::size_t>(coarse.stride());
  SlotMaps maps{std::vector<int>(n, -1), std::vector<int>(n, -1), std::vector<int>(n, -1),
                std::vector<float>(n, 0.0F)};
  for (int I = -1; I < coarse.nx; ++I) {
    const auto slot = static_cast<std::size_t>(coarse.slot(I));
    const int whole = I + coarse_first;
    const int next = coarse_axis.first_child[static_cast<std::size_t>(whole) + 1];
    maps.face[slot] = fine.slot(next - 1 - fine_first);
    maps.face_ratio[slot] =
        static_cast<float>(fine_axis.centre_distance(next - 1) / coarse_axis.centre_distance(whole));
    if (I < 0) continue;
    const int begin = coarse_axis.first_child[static_cast<std::size_t>(whole)];
    maps.first[slot] = fine.slot(begin - fine_first);
    if (next - begin > 1) maps.second[slot] = fine.slot(begin + 1 - fine_first);
  }
  return maps;
}

class Coarsener {
 public:
  Coarsener(const LevelRows& fine, const LateralLevel& fine_columns, const ColumnRange& children,
            const LateralLevel& coarse_columns, const ColumnRange& parents)
      : fine_(fine),
        y_(coarse_columns.axes[1]),
        fine_y_(fine_columns.axes[1]),
        first_j_(children.first[1]),
        first_J_(parents.first[1]) {
    coarse_.row = RowLayout(parents.n[0]);
    coarse_.ny = parents.n[1];
    coarse_.nz = fine.nz;
    maps_ = map_slots(fine.row, fine_columns.axes[0], children.first[0], coarse_.row, coarse_columns.axes[0],
                      parents.first[0]);
    for (RowPool<float>* pool : {&coarse_.gx, &coarse_.gy, &coarse_.gz, &coarse_.closure}) {
      *pool = RowPool<float>(coarse_.row.stride());
    }
  }

  LevelRows build() {
    for (int J = -1; J < coarse_.ny; ++J) {
      const int whole = J + first_J_;
      const int next = y_.first_child[static_cast<std::size_t>(whole) + 1] - first_j_;
      const double ratio = fine_y_.centre_distance(next - 1 + first_j_) / y_.centre_distance(whole);
      for (int k = 0; k < coarse_.nz; ++k) {
        coarse_.numbers.gy.push_back(gy_row(fine_.numbers.gy[row_place(next, k, fine_.nz)], ratio));
        if (J < 0) continue;
        const int begin = y_.first_child[static_cast<std::size_t>(whole)] - first_j_;
        add_inner_rows(begin, next - begin > 1 ? begin + 1 : -1, k);
      }
    }
    return std::move(coarse_);
  }

 private:
  static bool is_nothing(int number) { return number <= 0; }

  void add_inner_rows(int j, int partner, int k) {
    const auto number = [&](const std::vector<int>& numbers, int row) {
      return row < 0 ? -1 : numbers[row_place(row, k, fine_.nz)];
    };
    const RowNumbers& f = fine_.numbers;
    coarse_.numbers.gx.push_back(
        sum_row(gx_keys_, fine_.gx, number(f.gx, j), number(f.gx, partner), coarse_.gx, true));
    coarse_.numbers.gz.push_back(
        sum_row(gz_keys_, fine_.gz, number(f.gz, j), number(f.gz, partner), coarse_.gz, false));
    coarse_.numbers.closure.push_back(sum_row(closure_keys_, fine_.closure, number(f.closure, j),
                                              number(f.closure, partner), coarse_.closure, false));
  }

  int gy_row(int fine_number, double ratio) {
    if (is_nothing(fine_number)) return 0;
    const int ratio_number = ratios_.emplace(ratio, static_cast<int>(ratios_.size())).first->second;
    return gy_keys_.find_or({fine_number, ratio_number}, [&] {
      const int number = coarse_.gy.add();
      add_children(fine_.gy.row(fine_number), static_cast<float>(ratio), coarse_.gy.row(number));
      return number;
    });
  }

  int sum_row(KeyNumbers<2>& keys, const RowPool<float>& fine, int a, int b, RowPool<float>& coarse,
              bool across_x) {
    if (is_nothing(a) && is_nothing(b)) return 0;
    return keys.find_or({a, b}, [&] {
      const int number = coarse.add();
      for (const int child : {a, b}) {
        if (is_nothing(child)) continue;
        if (across_x) {
          add_faces(fine.row(child), coarse.row(number));
        } else {
          add_children(fine.row(child), 1.0F, coarse.row(number));
        }
      }
      return number;
    });
  }

  void add_children(const float* fine, float factor, float* coarse) const {
    for (std::size_t s = 0; s < maps_.first.size(); ++s) {
      if (maps_.first[s] >= 0) coarse[s] += factor * fine[maps_.first[s]];
      if (maps_.second[s] >= 0) coarse[s] += factor * fine[maps_.second[s]];
    }
  }

  void add_faces(const float* fine, float* coarse) const {
    for (std::size_t s = 0; s < maps_.face.size(); ++s) {
      if (maps_.face[s] >= 0) coarse[s] += maps_.face_ratio[s] * fine[maps_.face[s]];
    }
  }

  const LevelRows& fine_;
  const LevelAxis &y_, &fine_y_;
  int first_j_, first_J_;
  SlotMaps maps_;
  LevelRows coarse_;
  KeyNumbers<2> gx_keys_, gy_keys_, gz_keys_, closure_keys_;
  std::map<double, int> ratios_;
};

/// One row of pivots over the row below it; `t` is what the next one needs.
void factorise_row(const RowLayout& row, const float* gx, const float* gy, const float* gy_south,
                   const float* closure, const float* gz, const float* gz_below, const float* t_below,
                   float* pivot, float* t) {
  for (int h = 0; h < 2; ++h) {
    const int own = h * row.half, n = row.n_cells(h);
    const float* gx_left = gx + (h == 1 ? 0 : row.half - 1);
    for (int m = 0; m < n; ++m) {
      const int s = own + m;
      const float lateral = gx_left[m] + gx[s] + gy_south[s] + gy[s] + closure[s];
      const float sum = t_below[s] + gz_below[s];
      t[s] = lateral + (sum > 0.0F ? gz_below[s] * (t_below[s] / sum) : 0.0F);
      const float e = t[s] + gz[s];
      pivot[s] = e > 0.0F ? 1.0F / e : 0.0F;
    }
  }
}

/// gx, gy, gz and closure of the own cells, one after the other.
std::vector<float> pack_rows(const LevelRows& rows) {
  std::vector<float> packed;
  const int nz = rows.nz;
  packed.reserve(4 * static_cast<std::size_t>(rows.row.nx) * row_place(rows.ny, 0, nz));
  for (int j = 0; j < rows.ny; ++j) {
    for (int k = 0; k < nz; ++k) {
      const std::size_t at = row_place(j, k, nz);
      const float* parts[4] = {rows.gx.row(rows.numbers.gx[at]),
                               rows.gy.row(rows.numbers.gy[at + static_cast<std::size_t>(nz)]),
                               rows.gz.row(rows.numbers.gz[at]), rows.closure.row(rows.numbers.closure[at])};
      for (const float* part : parts) {
        for (int i = 0; i < rows.row.nx; ++i) packed.push_back(part[rows.row.slot(i)]);
      }
    }
  }
  return packed;
}

/// Values of the whole level by [(row * nz + k) * nx + i], four parts.
struct DenseLevel {
  int nx = 0, ny = 0, nz = 0;
  std::array<std::vector<float>, 4> parts;

  std::size_t at(int i, int j, int k) const {
    return row_place(j, k, nz) * static_cast<std::size_t>(nx) + static_cast<std::size_t>(i);
  }
};

DenseLevel unpack(const std::vector<float>& all, const std::vector<Window>& windows, int nz) {
  DenseLevel dense;
  for (const Window& w : windows) {
    dense.nx = std::max(dense.nx, w.i1);
    dense.ny = std::max(dense.ny, w.j1);
  }
  dense.nz = nz;
  for (auto& part : dense.parts) part.resize(dense.at(0, dense.ny, 0));
  const float* next = all.data();
  for (const Window& w : windows) {
    for (int j = w.j0; j < w.j1; ++j) {
      for (int k = 0; k < nz; ++k) {
        for (auto& part : dense.parts) {
          std::copy(next, next + w.nx(), part.begin() + static_cast<std::ptrdiff_t>(dense.at(w.i0, j, k)));
          next += w.nx();
        }
      }
    }
  }
  return dense;
}

LevelRows rows_of_dense(const DenseLevel& dense) {
  LevelRows rows;
  rows.row = RowLayout(dense.nx);
  rows.ny = dense.ny;
  rows.nz = dense.nz;
  ContentRows<float> x(rows.row), y(rows.row), z(rows.row), c(rows.row);
  rows.numbers.gy.assign(static_cast<std::size_t>(dense.nz), 0);
  for (int j = 0; j < dense.ny; ++j) {
    for (int k = 0; k < dense.nz; ++k) {
      const auto part = [&](int p) { return [&, p](int i) { return dense.parts[p][dense.at(i, j, k)]; }; };
      rows.numbers.gx.push_back(x.number(0, part(0)));
      rows.numbers.gy.push_back(y.number(0, part(1)));
      rows.numbers.gz.push_back(z.number(0, part(2)));
      rows.numbers.closure.push_back(c.number(0, part(3)));
    }
  }
  rows.gx = x.take();
  rows.gy = y.take();
  rows.gz = z.take();
  rows.closure = c.take();
  return rows;
}

}  // namespace

LevelRows round_rows(const FineRows& rows) {
  return {rows.row,
          rows.ny,
          rows.nz,
          convert_pool<float>(rows.gx),
          convert_pool<float>(rows.gy),
          convert_pool<float>(rows.gz),
          convert_pool<float>(rows.closure),
          rows.numbers};
}

LevelRows coarsen_rows(const LevelRows& fine, const LateralLevel& fine_columns, const ColumnRange& children,
                       const LateralLevel& coarse_columns, const ColumnRange& parents) {
  return Coarsener(fine, fine_columns, children, coarse_columns, parents).build();
}

PivotRows factorise_columns(const LevelRows& rows) {
  const int nz = rows.nz;
  PivotRows pivots{RowPool<float>(rows.row.stride()), {}};
  pivots.numbers.reserve(rows.numbers.gx.size());
  RowPool<float> t(rows.row.stride());
  KeyNumbers<7> keys;
  for (int j = 0; j < rows.ny; ++j) {
    for (int k = 0; k < nz; ++k) {
      const std::size_t at = row_place(j, k, nz);
      const int gx = rows.numbers.gx[at], south = rows.numbers.gy[at];
      const int north = rows.numbers.gy[at + static_cast<std::size_t>(nz)];
      const int closure = rows.numbers.closure[at], gz = rows.numbers.gz[at];
      const int gz_below = k > 0 ? rows.numbers.gz[at - 1] : 0;
      const int below = k > 0 ? pivots.numbers.back() : 0;
      pivots.numbers.push_back(keys.find_or({gx, south, north, closure, gz, gz_below, below}, [&] {
        const int number = pivots.pool.add();
        t.add();
        factorise_row(rows.row, rows.gx.row(gx), rows.gy.row(north), rows.gy.row(south),
                      rows.closure.row(closure), rows.gz.row(gz), rows.gz.row(gz_below), t.row(below),
                      pivots.pool.row(number), t.row(number));
        return number;
      }));
    }
  }
  return pivots;
}

LevelRows gather_rows(const LevelRows& mine, MPI_Comm comm, const std::vector<Window>& windows) {
  std::vector<int> counts, displacements;
  int total = 0;
  for (const Window& w : windows) {
    counts.push_back(4 * w.nx() * w.ny() * mine.nz);
    displacements.push_back(total);
    total += counts.back();
  }
  const std::vector<float> packed = pack_rows(mine);
  std::vector<float> all(static_cast<std::size_t>(total));
  MPI_Allgatherv(packed.data(), static_cast<int>(packed.size()), MPI_FLOAT, all.data(), counts.data(),
                 displacements.data(), MPI_FLOAT, comm);
  return rows_of_dense(unpack(all, windows, mine.nz));
}

}  // namespace strata
