#include "meshes/components.hpp"

#include <algorithm>
#include <numeric>
#include <tuple>

#include "meshes/blocks.hpp"
#include "meshes/rasterize.hpp"

namespace strata {
namespace {

constexpr std::int32_t kNotMember = -1;

/// What is known of one piece; pieces that turn out to be one are added up.
struct Piece {
  std::int64_t n_cells = 0;
  double volume = 0.0;
  double unfilled_volume = 0.0;
  std::array<int, 3> cell{};
  BodyIndex body = kNoBody;
  CellRange extent;
  bool is_fixed = false;
};

void merge_into(Piece& piece, const Piece& other) {
  piece.n_cells += other.n_cells;
  piece.volume += other.volume;
  piece.unfilled_volume += other.unfilled_volume;
  piece.is_fixed = piece.is_fixed || other.is_fixed;
  for (int a = 0; a < 3; ++a) {
    piece.extent.lower[a] = std::min(piece.extent.lower[a], other.extent.lower[a]);
    piece.extent.upper[a] = std::max(piece.extent.upper[a], other.extent.upper[a]);
  }
}

/// Labels the solid (or the void) one layer of blocks after the other. Labels of the last two layers and one
/// Piece per label ever given are all that is stored; labels that meet are joined by union-find, the older
/// one stays.
class PieceScan {
 public:
  PieceScan(const Geometry& geometry, const Grid& grid, bool of_solid)
      : geometry_(geometry),
        blocks_(block_grid(geometry, grid)),
        of_solid_(of_solid),
        nx_(blocks_.grid.n_cells(Axis::x)),
        ny_(blocks_.grid.n_cells(Axis::y)),
        nz_(blocks_.grid.n_cells(Axis::z)) {}

  /// \param fixes  asked about the faces of each piece; empty: no face is looked at
  std::vector<Piece> run(const std::function<bool(const CellFace&)>& fixes) {
    SlabPainter painter(geometry_, blocks_.grid, {0, nx_, 0, ny_});
    const std::size_t n = static_cast<std::size_t>(nx_) * ny_;
    std::vector<std::int32_t> below(n, kNotMember);
    std::vector<std::int32_t> labels(n, kNotMember);
    std::vector<BodyIndex> bodies_below(n, kNoBody);
    for (int k = 0; k < nz_; ++k) {
      const std::vector<BodyIndex>& bodies = painter.paint(k);
      label_layer(k, bodies, below, labels);
      if (fixes) {
        ask_vertical_faces(k, bodies_below, bodies, below, labels, fixes);
        ask_lateral_faces(k, bodies, labels, fixes);
      }
      bodies_below = bodies;
      below.swap(labels);
    }
    if (fixes) {
      const std::vector<std::int32_t> nothing(n, kNotMember);
      ask_vertical_faces(nz_, bodies_below, bodies_below, below, nothing, fixes);
    }
    std::vector<Piece> roots;
    for (std::size_t l = 0; l < pieces_.size(); ++l) {
      if (parents_[l] == static_cast<std::int32_t>(l)) roots.push_back(pieces_[l]);
    }
    return roots;
  }

 private:
  bool is_member(BodyIndex body) const {
    return (body != kNoBody && geometry_.bodies[body].material != kVoid) == of_solid_;
  }

  std::int32_t root_of(std::int32_t label) {
    while (parents_[label] != label) {
      parents_[label] = parents_[parents_[label]];
      label = parents_[label];
    }
    return label;
  }

  std::int32_t join(std::int32_t a, std::int32_t b) {
    a = root_of(a);
    b = root_of(b);
    if (a == b) return a;
    if (b < a) std::swap(a, b);
    parents_[b] = a;
    merge_into(pieces_[a], pieces_[b]);
    return a;
  }

  Piece piece_of_block(int i, int j, int k, BodyIndex body) const {
    const std::array<int, 3> block{i, j, k};
    Piece piece;
    piece.n_cells = 1;
    piece.volume = 1.0;
    for (int a = 0; a < 3; ++a) {
      const Axis axis = static_cast<Axis>(a);
      piece.n_cells *= blocks_.cells_in(axis, block[a]);
      piece.volume *= blocks_.grid.spacing(axis, block[a]);
      piece.cell[a] = piece.extent.lower[a] = blocks_.first_cell[a][block[a]];
      piece.extent.upper[a] = blocks_.first_cell[a][block[a] + 1];
    }
    if (body == kNoBody) piece.unfilled_volume = piece.volume;
    piece.body = body;
    return piece;
  }

  void label_layer(int k, const std::vector<BodyIndex>& bodies, const std::vector<std::int32_t>& below,
                   std::vector<std::int32_t>& labels) {
    for (int j = 0; j < ny_; ++j) {
      for (int i = 0; i < nx_; ++i) {
        const std::size_t c = static_cast<std::size_t>(j) * nx_ + i;
        labels[c] = kNotMember;
        if (!is_member(bodies[c])) continue;
        std::int32_t label = kNotMember;
        const auto meet = [&](std::int32_t other) {
          if (other != kNotMember) label = label == kNotMember ? root_of(other) : join(label, other);
        };
        meet(below[c]);
        if (i > 0) meet(labels[c - 1]);
        if (j > 0) meet(labels[c - nx_]);
        const Piece block = piece_of_block(i, j, k, bodies[c]);
        if (label == kNotMember) {
          label = static_cast<std::int32_t>(pieces_.size());
          parents_.push_back(label);
          pieces_.push_back(block);
        } else {
          merge_into(pieces_[label], block);
        }
        labels[c] = label;
      }
    }
  }

  /// Asks about all cells on one face of a block, unless its piece is known to be fixed.
  void ask_face(std::int32_t label, const std::array<int, 3>& block, Face face, bool is_outer, BodyIndex body,
                const std::function<bool(const CellFace&)>& fixes) {
    Piece& piece = pieces_[root_of(label)];
    if (piece.is_fixed) return;
    std::array<int, 3> lower;
    std::array<int, 3> upper;
    for (int a = 0; a < 3; ++a) {
      lower[a] = blocks_.first_cell[a][block[a]];
      upper[a] = blocks_.first_cell[a][block[a] + 1];
    }
    const int normal = static_cast<int>(face) / 2;
    const bool is_upper_face = static_cast<int>(face) % 2 == 1;
    (is_upper_face ? lower[normal] : upper[normal]) = is_upper_face ? upper[normal] - 1 : lower[normal] + 1;
    for (int k = lower[2]; k < upper[2]; ++k) {
      for (int j = lower[1]; j < upper[1]; ++j) {
        for (int i = lower[0]; i < upper[0]; ++i) {
          if (!fixes({{i, j, k}, face, is_outer, body})) continue;
          piece.is_fixed = true;
          return;
        }
      }
    }
  }

  /// Faces between layer k - 1 and layer k, the outer ones at the bottom (k = 0) and the top (k = nz)
  /// included.
  void ask_vertical_faces(int k, const std::vector<BodyIndex>& bodies_below,
                          const std::vector<BodyIndex>& bodies, const std::vector<std::int32_t>& below,
                          const std::vector<std::int32_t>& labels,
                          const std::function<bool(const CellFace&)>& fixes) {
    for (int j = 0; j < ny_; ++j) {
      for (int i = 0; i < nx_; ++i) {
        const std::size_t c = static_cast<std::size_t>(j) * nx_ + i;
        const bool is_below = below[c] != kNotMember;
        const bool is_above = labels[c] != kNotMember;
        if (is_below == is_above) continue;
        if (is_below) {
          ask_face(below[c], {i, j, k - 1}, Face::top, k == nz_, bodies_below[c], fixes);
        } else {
          ask_face(labels[c], {i, j, k}, Face::bottom, k == 0, bodies[c], fixes);
        }
      }
    }
  }

  void ask_lateral_faces(int k, const std::vector<BodyIndex>& bodies, const std::vector<std::int32_t>& labels,
                         const std::function<bool(const CellFace&)>& fixes) {
    for (int j = 0; j < ny_; ++j) {
      for (int i = 0; i < nx_; ++i) {
        const std::size_t c = static_cast<std::size_t>(j) * nx_ + i;
        if (labels[c] == kNotMember) continue;
        const auto ask = [&](Face face, bool is_outer, std::ptrdiff_t step) {
          if (!is_outer && labels[c + step] != kNotMember) return;
          ask_face(labels[c], {i, j, k}, face, is_outer, bodies[c], fixes);
        };
        ask(Face::x_min, i == 0, -1);
        ask(Face::x_max, i == nx_ - 1, 1);
        ask(Face::y_min, j == 0, -nx_);
        ask(Face::y_max, j == ny_ - 1, nx_);
      }
    }
  }

  const Geometry& geometry_;
  BlockGrid blocks_;
  bool of_solid_;
  int nx_, ny_, nz_;
  std::vector<std::int32_t> parents_;  ///< per label
  std::vector<Piece> pieces_;          ///< per label; complete at the roots
};

}  // namespace

std::vector<SolidComponent> solid_components(const Geometry& geometry, const Grid& grid,
                                             const std::function<bool(const CellFace&)>& fixes) {
  std::vector<SolidComponent> components;
  for (const Piece& piece : PieceScan(geometry, grid, true).run(fixes)) {
    components.push_back({piece.n_cells, piece.cell, piece.body, piece.extent, piece.is_fixed});
  }
  // Pieces come in the order of their first cells, which stable sorting keeps among equals.
  std::stable_sort(components.begin(), components.end(),
                   [](const SolidComponent& a, const SolidComponent& b) { return a.n_cells > b.n_cells; });
  return components;
}

std::vector<VoidComponent> void_components(const Geometry& geometry, const Grid& grid) {
  std::vector<VoidComponent> components;
  for (const Piece& piece : PieceScan(geometry, grid, false).run({})) {
    components.push_back({piece.n_cells, piece.extent, piece.volume, piece.unfilled_volume});
  }
  std::stable_sort(components.begin(), components.end(),
                   [](const VoidComponent& a, const VoidComponent& b) { return a.volume > b.volume; });
  return components;
}

}  // namespace strata
