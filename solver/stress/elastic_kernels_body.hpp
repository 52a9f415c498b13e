// Host kernels of the elastic operator; included once per instruction set, in namespace STRATA_KERNEL_SET.

namespace strata::STRATA_KERNEL_SET {
namespace {

/// The rows of three components of the four node rows around a row of cells; row bit 1 is y, bit 2 is z.
template <class Real>
struct NodeRows {
  Real* row[4][3];
};

template <class Real>
NodeRows<Real> node_rows(const NodeBox& box, Real* field, int j, int k) {
  NodeRows<Real> rows;
  for (int r = 0; r < 4; ++r)
    for (int c = 0; c < 3; ++c) rows.row[r][c] = field + box.at(c, 0, j + (r & 1), k + (r >> 1));
  return rows;
}

template <class Real>
CellStiffness<Pack<Real>> load_stiffness(const Real* s, int n) {
  return {load_pack(s),          load_pack(s + n),      load_pack(s + 2 * n),  load_pack(s + 3 * n),
          load_pack(s + 4 * n),  load_pack(s + 5 * n),  load_pack(s + 6 * n),  load_pack(s + 7 * n),
          load_pack(s + 8 * n),  load_pack(s + 9 * n),  load_pack(s + 10 * n), load_pack(s + 11 * n),
          load_pack(s + 12 * n), load_pack(s + 13 * n), load_pack(s + 14 * n), load_pack(s + 15 * n),
          load_pack(s + 16 * n), load_pack(s + 17 * n)};
}

/// Displacements of the corners of the cells from i on; `count` cells, all lanes where that fills a pack.
template <class Real>
void load_corners(const NodeRows<const Real>& x, int i, int count, Pack<Real> (*u)[8]) {
  for (int c = 0; c < 3; ++c) {
    for (int r = 0; r < 4; ++r) {
      const Real* row = x.row[r][c] + i;
      const bool whole = count == kLanes<Real>;
      u[c][2 * r] = whole ? load_pack(row) : load_part(row, count);
      u[c][2 * r + 1] = whole ? load_pack(row + 1) : load_part(row + 1, count);
    }
  }
}

template <class Real>
void store_sides(const Pack<Real> (*u)[8], Real* left, Real* right, int i, int length) {
  for (int c = 0; c < 3; ++c) {
    for (int r = 0; r < 4; ++r) {
      store_pack(left + static_cast<std::ptrdiff_t>(c * 4 + r) * length + i, u[c][2 * r]);
      store_pack(right + static_cast<std::ptrdiff_t>(c * 4 + r) * length + i, u[c][2 * r + 1]);
    }
  }
}

/// Forces of the cells of one row, kept apart by side so that lanes do not meet in one node.
template <class Real>
void add_sides(const NodeRows<Real>& y, const Real* left, const Real* right, int n, int length) {
  for (int c = 0; c < 3; ++c) {
    for (int r = 0; r < 4; ++r) {
      Real* row = y.row[r][c];
      const Real* from_left = left + static_cast<std::ptrdiff_t>(c * 4 + r) * length;
      const Real* from_right = right + static_cast<std::ptrdiff_t>(c * 4 + r) * length;
      row[0] += from_left[0];
      STRATA_INDEPENDENT_LOOP
      for (int i = 1; i < n; ++i) row[i] += from_left[i] + from_right[i - 1];
      row[n] += from_right[n - 1];
    }
  }
}

template <class Real>
void add_forces(const ElasticData<Real>& data, const Real* x, Real* y, int j, Real* scratch) {
  const NodeBox& box = data.box;
  const int n = box.cells_x(), length = data.strip_length;
  Real* left = scratch;
  Real* right = scratch + static_cast<std::ptrdiff_t>(12) * length;
  for (int k = 0; k < box.cells_z(); ++k) {
    const int strip = data.row[box.cell_row(j, k)];
    if (data.empty[strip] != 0) continue;
    const auto rows = node_rows<const Real>(box, x, j, k);
    const Real* stiffness = data.strip(strip);
    for (int i = 0; i < n; i += kLanes<Real>) {
      Pack<Real> u[3][8];
      load_corners<Real>(rows, i, std::min(n - i, kLanes<Real>), u);
      const auto modes = cell_modes<Pack<Real>, Real>(load_stiffness(stiffness + i, length),
                                                      load_pack(data.a + i), data.b[j], data.c[k]);
      cell_forces(modes, u);
      store_sides<Real>(u, left, right, i, length);
    }
    add_sides(node_rows<Real>(box, y, j, k), left, right, n, length);
  }
}

}  // namespace

const ElasticKernels& elastic_kernels() {
  static const ElasticKernels set{{add_forces<double>}, {add_forces<float>}};
  return set;
}

}  // namespace strata::STRATA_KERNEL_SET
