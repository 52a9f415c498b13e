#include "postproc/calculix/held_nodes.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "postproc/calculix/outer_faces.hpp"
#include "solver/stress/matter.hpp"

namespace strata {
namespace {

using Lines = std::array<int, 3>;
using Motion = std::array<double, 6>;

std::array<double, 3> place(const SolidMesh& mesh, const Lines& lines) {
  const auto& l = mesh.grid().lines;
  return {l[0][lines[0]], l[1][lines[1]], l[2][lines[2]]};
}

double distance(const std::array<double, 3>& a, const std::array<double, 3>& b) {
  return std::hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
}

/// One connected piece: its nodes in order, and the rigid motions that are held so far.
class Piece {
 public:
  Piece(const SolidMesh& mesh, std::vector<Lines> nodes) : mesh_(mesh), nodes_(std::move(nodes)) {
    origin_ = place(mesh, nodes_.front());
    for (const Lines& node : nodes_) size_ = std::max(size_, distance(place(mesh, node), origin_));
  }

  /// Counts what is held already.
  void take_all(const HeldNodes& held) {
    for (const Lines& node : nodes_) {
      if (held_.size() == 6) return;
      const auto found = held.find(node);
      if (found == held.end()) continue;
      for (int axis = 0; axis < 3; ++axis)
        if (found->second[axis]) take(node, axis);
    }
  }

  /// Three nodes far apart: the first, the one farthest from it, and the one farthest from both.
  std::array<Lines, 3> corners() const {
    const auto farthest = [&](const auto& measure) {
      return *std::max_element(nodes_.begin(), nodes_.end(),
                               [&](const Lines& a, const Lines& b) { return measure(a) < measure(b); });
    };
    const Lines first = nodes_.front();
    const Lines second =
        farthest([&](const Lines& n) { return distance(place(mesh_, n), place(mesh_, first)); });
    const Lines third = farthest([&](const Lines& n) {
      return std::min(distance(place(mesh_, n), place(mesh_, first)),
                      distance(place(mesh_, n), place(mesh_, second)));
    });
    return {first, second, third};
  }

  /// What a held displacement would hold of the motions that are free: between 0 and some 1.
  double grip(const Lines& node, int axis) const { return norm(free_part(node, axis)); }

  /// Counts a held displacement.
  void take(const Lines& node, int axis) {
    constexpr double kNothing = 1e-6;  // of a motion of size 1
    Motion row = free_part(node, axis);
    const double size = norm(row);
    if (size < kNothing) return;
    for (double& value : row) value /= size;
    held_.push_back(row);
  }

  bool is_free() const { return held_.size() < 6; }

 private:
  static double norm(const Motion& row) {
    double sum = 0.0;
    for (const double value : row) sum += value * value;
    return std::sqrt(sum);
  }

  /// The motions' displacements of a node along an axis, less what is held of them.
  Motion free_part(const Lines& node, int axis) const {
    Motion row = motion(node, axis);
    for (const Motion& known : held_) {
      double along = 0.0;
      for (std::size_t n = 0; n < row.size(); ++n) along += row[n] * known[n];
      for (std::size_t n = 0; n < row.size(); ++n) row[n] -= along * known[n];
    }
    return row;
  }

  /// Displacement of a node along an axis in the three translations and the three turns about the origin.
  Motion motion(const Lines& node, int axis) const {
    const std::array<double, 3> p = place(mesh_, node);
    const double x = (p[0] - origin_[0]) / size_, y = (p[1] - origin_[1]) / size_,
                 z = (p[2] - origin_[2]) / size_;
    if (axis == 0) return {1.0, 0.0, 0.0, 0.0, z, -y};
    if (axis == 1) return {0.0, 1.0, 0.0, -z, 0.0, x};
    return {0.0, 0.0, 1.0, y, -x, 0.0};
  }

  const SolidMesh& mesh_;
  std::vector<Lines> nodes_;
  std::array<double, 3> origin_{};
  double size_ = 0.0;
  std::vector<Motion> held_;  // orthonormal
};

/// The nodes of every piece of matter.
std::vector<std::vector<Lines>> nodes_of_pieces(const SolidMesh& mesh) {
  const std::vector<std::int32_t> piece = mesh.pieces();
  std::vector<std::vector<Lines>> nodes;
  mesh.for_each_element([&](int i, int j, int k) {
    const auto n = static_cast<std::size_t>(piece[mesh.cell(i, j, k)]);
    if (n >= nodes.size()) nodes.resize(n + 1);
    for (const Lines& corner : SolidMesh::corners(i, j, k)) nodes[n].push_back(corner);
  });
  for (std::vector<Lines>& list : nodes) {
    std::sort(list.begin(), list.end(), LinesOrder());
    list.erase(std::unique(list.begin(), list.end()), list.end());
  }
  return nodes;
}

/// The last support on a face that covers one of its cell faces; nullptr where none does.
const Support* support_of(const Model& model, const Grid& grid, const OuterFace& face) {
  const auto& all = stress_analysis(model).supports;
  const auto last = std::find_if(all.rbegin(), all.rend(), [&](const Support& support) {
    return support.face == face.face && lies_in(grid, face, support.patch);
  });
  return last == all.rend() ? nullptr : &*last;
}

}  // namespace

HeldNodes supported_nodes(const Model& model, const SolidMesh& mesh) {
  HeldNodes all;
  for (const Face side : {Face::x_min, Face::x_max, Face::y_min, Face::y_max, Face::bottom, Face::top}) {
    for (const OuterFace& face : outer_faces(mesh, side, std::nullopt)) {
      const Support* support = support_of(model, mesh.grid(), face);
      if (support == nullptr) continue;
      for (const Lines& node : face.nodes())
        for (int axis = 0; axis < 3; ++axis)
          if (support->displacement[axis]) all[node][axis] = support->displacement[axis];
    }
  }
  for (const Face face : model.geometry.symmetry) {
    for (const OuterFace& cell : outer_faces(mesh, face, std::nullopt))
      for (const Lines& node : cell.nodes()) all[node][static_cast<int>(face) / 2] = 0.0;
  }
  return all;
}

int hold_rigid_motions(const SolidMesh& mesh, HeldNodes& held) {
  int n_motions = 0;
  for (std::vector<Lines>& nodes : nodes_of_pieces(mesh)) {
    Piece piece(mesh, std::move(nodes));
    piece.take_all(held);
    const std::array<Lines, 3> corners = piece.corners();
    for (int n = 0; n < 6 && piece.is_free(); ++n) {
      // The firmest first: a displacement that barely resists a turn would let it grow large.
      std::pair<Lines, int> best{corners[0], 0};
      for (const Lines& node : corners)
        for (const int axis : {0, 1, 2})
          if (piece.grip(node, axis) > piece.grip(best.first, best.second)) best = {node, axis};
      piece.take(best.first, best.second);
      held[best.first][static_cast<std::size_t>(best.second)] = 0.0;
      ++n_motions;
    }
  }
  return n_motions;
}

}  // namespace strata
