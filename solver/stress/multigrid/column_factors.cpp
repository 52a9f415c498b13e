// Factors of the columns of a level: blocks between the nodes of a slab, and their LDL^T.
#include <map>
#include <utility>

#include "solver/field_memory.hpp"
#include "solver/stress/multigrid/build_levels.hpp"
#include "solver/stress/multigrid/level_cells.hpp"

namespace strata {

namespace {

/// Blocks of the matrix between the nodes of one slab of columns.
struct SlabBlocks {
  std::vector<double> own;    ///< [k][6][i]
  std::vector<double> below;  ///< [k][9][i]: of node k with node k - 1
};

/// Corner blocks of rows of cells, kept while they are likely to come again.
template <class Cells>
class RowBlocks {
 public:
  RowBlocks(const Cells& cells, int n_cells) : cells_(cells), n_cells_(n_cells) {}

  const std::vector<CornerBlocks>& of(const typename Cells::Key& key) {
    const auto found = known_.find(key);
    if (found != known_.end()) return found->second;
    if (known_.size() > kMost) known_.clear();
    std::vector<CornerBlocks>& blocks = known_[key];
    blocks.reserve(static_cast<std::size_t>(n_cells_));
    for (int i = 0; i < n_cells_; ++i) blocks.push_back(corner_blocks(cells_.numbers(key, i)));
    return blocks;
  }

 private:
  static constexpr std::size_t kMost = 512;
  const Cells& cells_;
  int n_cells_;
  std::map<typename Cells::Key, std::vector<CornerBlocks>> known_;
};

template <class Cells>
class ColumnFactors {
 public:
  ColumnFactors(const Cells& cells, const StressLevel& level)
      : level_(level), box_(level.box), cells_(cells), blocks_(cells, box_.cells_x()) {}

  void fill(std::vector<std::int32_t>& factor, std::vector<float>& factors) {
    std::map<Slab, std::int32_t> known;
    factor.assign(static_cast<std::size_t>(box_.ny), -1);
    for (int j = box_.own_j0; j < box_.own_j1; ++j) {
      const auto [entry, is_new] = known.try_emplace(slab(j), static_cast<std::int32_t>(known.size()));
      if (is_new) append_factors(j, factors);
      factor[static_cast<std::size_t>(j)] = entry->second;
    }
  }

 private:
  using Key = typename Cells::Key;
  /// What decides the factors of a slab of nodes.
  using Slab = std::pair<std::vector<Key>, std::vector<std::uint8_t>>;

  Slab slab(int j) const {
    Slab result;
    for (const int cell_j : {j - 1, j}) {
      const bool is_inside = cell_j >= 0 && cell_j < box_.cells_y();
      for (int k = 0; k < box_.cells_z(); ++k)
        result.first.push_back(is_inside ? cells_.key(cell_j, k) : Key{-3, 0.0, 0.0});
    }
    const auto first = level_.free.begin() + box_.node(0, j, 0);
    result.second.assign(first, first + std::int64_t{box_.nx} * box_.nz);
    return result;
  }

  SlabBlocks assemble(int j) {
    const auto n = static_cast<std::size_t>(box_.nx);
    SlabBlocks slab{std::vector<double>(static_cast<std::size_t>(box_.nz) * 6 * n, 0.0),
                    std::vector<double>(static_cast<std::size_t>(box_.nz) * 9 * n, 0.0)};
    for (int side = 0; side < 2; ++side) {
      const int cell_j = j - 1 + side, y = 1 - side;
      if (cell_j < 0 || cell_j >= box_.cells_y()) continue;
      for (int k = 0; k < box_.cells_z(); ++k) {
        const std::vector<CornerBlocks>& row = blocks_.of(cells_.key(cell_j, k));
        for (int i = 0; i < box_.cells_x(); ++i) {
          for (int x = 0; x < 2; ++x) {
            const auto column = as_index(i + x);
            for (int z = 0; z < 2; ++z) {
              const auto& own = row[static_cast<std::size_t>(i)].own[as_index(x + 2 * y + 4 * z)];
              for (std::size_t m = 0; m < 6; ++m)
                slab.own[(static_cast<std::size_t>(k + z) * 6 + m) * n + column] += own[m];
            }
            const auto& below = row[static_cast<std::size_t>(i)].below[as_index(x + 2 * y)];
            for (std::size_t m = 0; m < 9; ++m)
              slab.below[(static_cast<std::size_t>(k + 1) * 9 + m) * n + column] += below[m];
          }
        }
      }
    }
    return slab;
  }

  void append_factors(int j, std::vector<float>& factors) {
    SlabBlocks slab = assemble(j);
    const auto n = static_cast<std::size_t>(box_.nx), n_own = static_cast<std::size_t>(box_.own_nx());
    const std::size_t first = factors.size();
    factors.resize(first + static_cast<std::size_t>(box_.nz) * kFactorNumbers * n_own);
    for (int i = box_.own_i0; i < box_.own_i1; ++i) {
      double inverse[9] = {};  // of the pivot below
      for (int k = 0; k < box_.nz; ++k) {
        const auto at = static_cast<std::size_t>(k), column = static_cast<std::size_t>(i);
        const std::uint8_t bits = level_.free[static_cast<std::size_t>(box_.node(i, j, k))];
        const std::uint8_t bits_below =
            k > 0 ? level_.free[static_cast<std::size_t>(box_.node(i, j, k - 1))] : 0;
        double coupling[9], lower[9] = {}, pivot[9];
        for (std::size_t m = 0; m < 9; ++m) {
          const bool counts = (bits >> (m / 3) & 1) != 0 && (bits_below >> (m % 3) & 1) != 0;
          coupling[m] = counts ? slab.below[(at * 9 + m) * n + column] : 0.0;
        }
        for (std::size_t r = 0; r < 3; ++r)
          for (std::size_t c = 0; c < 3; ++c)
            for (std::size_t m = 0; m < 3; ++m) lower[3 * r + c] += coupling[3 * r + m] * inverse[3 * m + c];
        static constexpr std::size_t kPlace[9] = {0, 3, 4, 3, 1, 5, 4, 5, 2};
        for (std::size_t m = 0; m < 9; ++m) {
          const std::size_t r = m / 3, c = m % 3;
          const bool counts = (bits >> r & 1) != 0 && (bits >> c & 1) != 0;
          pivot[m] = counts ? slab.own[(at * 6 + kPlace[m]) * n + column] : (r == c ? 1.0 : 0.0);
          for (std::size_t q = 0; q < 3; ++q) pivot[m] -= lower[3 * r + q] * coupling[3 * c + q];
        }
        invert(pivot, inverse);
        const auto own_column = static_cast<std::size_t>(i - box_.own_i0);
        float* to = factors.data() + first + at * kFactorNumbers * n_own + own_column;
        static constexpr std::size_t kSymmetric[6] = {0, 4, 8, 1, 2, 5};
        for (std::size_t m = 0; m < 6; ++m) to[m * n_own] = static_cast<float>(inverse[kSymmetric[m]]);
        for (std::size_t m = 0; m < 9; ++m) to[(6 + m) * n_own] = static_cast<float>(lower[m]);
      }
    }
  }

  /// Of a symmetric positive definite 3 x 3 matrix.
  static void invert(const double* m, double* inverse) {
    const double a = m[4] * m[8] - m[5] * m[5], b = m[2] * m[5] - m[1] * m[8], c = m[1] * m[5] - m[2] * m[4];
    const double scale = 1.0 / (m[0] * a + m[1] * b + m[2] * c);
    inverse[0] = a * scale;
    inverse[1] = inverse[3] = b * scale;
    inverse[2] = inverse[6] = c * scale;
    inverse[4] = (m[0] * m[8] - m[2] * m[2]) * scale;
    inverse[5] = inverse[7] = (m[1] * m[2] - m[0] * m[5]) * scale;
    inverse[8] = (m[0] * m[4] - m[1] * m[1]) * scale;
  }

  const StressLevel& level_;
  const NodeBox& box_;
  const Cells& cells_;
  RowBlocks<Cells> blocks_;
};

}  // namespace

void factor_columns(const ElasticSystem& system, StressLevel& level) {
  std::vector<std::int32_t> factor;
  std::vector<float> factors;
  if (level.is_finest) {
    const FineCells cells(system);
    ColumnFactors<FineCells>(cells, level).fill(factor, factors);
  } else {
    const CoarseCells cells(level);
    ColumnFactors<CoarseCells>(cells, level).fill(factor, factors);
  }
  level.factor_view = to_device<std::int32_t>("stress::level_factor", factor);
  level.factors_view = to_device<float>("stress::level_factors", factors);
}

}  // namespace strata
