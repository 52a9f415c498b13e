#include "solver/contacts.hpp"

#include <algorithm>
#include <map>
#include <string>
#include <unordered_map>

#include "meshes/rasterize.hpp"
#include "solver/report_errors.hpp"

namespace strata {

namespace {

/// A contact between two bodies, the first below the second along `axis`.
struct Candidate {
  int contact = -1;
  bool lower_is_a = false;
  int only_line = -1;  ///< grid line the contact is restricted to; -1: any
};

class ContactFinder {
 public:
  ContactFinder(const Model& model, const Grid& grid, const Partition& partition);
  void visit_layers();
  ContactPlanes planes() const;
  /// Faces of each contact on this rank.
  const std::vector<std::int64_t>& counts() const { return counts_; }

 private:
  void visit_face(int axis, int i, int j, int k, BodyIndex lower, BodyIndex upper);
  void visit_layer(int k, const std::vector<BodyIndex>& slab, const std::vector<BodyIndex>& below);
  const std::vector<Candidate>& candidates(int axis, BodyIndex lower, BodyIndex upper);
  bool faces_along(const Selection& selection, int axis, bool is_lower, BodyIndex body, int& only_line) const;
  double resistance(const Candidate& candidate, int axis, int i, int j) const;

  const Model& model_;
  const Grid& grid_;
  const Partition& partition_;
  Window window_;                               ///< painted: one column more where the domain goes on
  std::vector<std::vector<char>> in_a_, in_b_;  ///< [contact][body]
  std::vector<std::vector<double>> maps_;       ///< [contact], over window_; empty: uniform
  std::array<std::unordered_map<std::uint64_t, std::vector<Candidate>>, 3> pairs_;
  std::array<std::map<int, std::vector<double>>, 3> found_;  ///< face -> resistance of its plane
  std::array<int, 3> n_u_{}, n_v_{};
  std::vector<std::int64_t> counts_;
};

ContactFinder::ContactFinder(const Model& model, const Grid& grid, const Partition& partition)
    : model_(model), grid_(grid), partition_(partition), counts_(model.contacts.size(), 0) {
  const Window& w = partition.window();
  window_ = {std::max(w.i0 - 1, 0), std::min(w.i1 + 1, grid.n_cells(Axis::x)), std::max(w.j0 - 1, 0),
             std::min(w.j1 + 1, grid.n_cells(Axis::y))};
  n_u_ = {w.ny(), w.nx(), w.nx()};
  n_v_ = {partition.nz(), partition.nz(), w.ny()};
  const auto members = [&](const Selection& s) {
    std::vector<char> is_member(model.geometry.bodies.size(), 0);
    for (const BodyIndex b : s.bodies) is_member.at(static_cast<std::size_t>(b)) = 1;
    return is_member;
  };
  for (const Contact& c : model.contacts) {
    in_a_.push_back(members(c.a));
    in_b_.push_back(members(c.b));
    maps_.push_back(c.resistance_map.empty()
                        ? std::vector<double>{}
                        : raster_mean(c.resistance_map, c.resistance, grid.lines[0], grid.lines[1],
                                      window_.i0, window_.i1, window_.j0, window_.j1));
  }
}

/// May this face be the one the selection names? A body that is the lower one of the two shows its upper
/// face.
bool ContactFinder::faces_along(const Selection& selection, int axis, bool is_lower, BodyIndex body,
                                int& only_line) const {
  if (!selection.face) return true;
  const int face = static_cast<int>(*selection.face);
  if (face / 2 != axis || (face % 2 == 1) != is_lower) return false;
  const Box& box = model_.geometry.bodies[static_cast<std::size_t>(body)].box;
  only_line = nearest_line(grid_, static_cast<Axis>(axis), is_lower ? box.upper[axis] : box.lower[axis]);
  return true;
}

const std::vector<Candidate>& ContactFinder::candidates(int axis, BodyIndex lower, BodyIndex upper) {
  const std::uint64_t key = static_cast<std::uint64_t>(lower) << 32 | static_cast<std::uint32_t>(upper);
  const auto [at, is_new] = pairs_[axis].try_emplace(key);
  if (!is_new) return at->second;
  for (std::size_t c = 0; c < model_.contacts.size(); ++c) {
    const Contact& contact = model_.contacts[c];
    for (const bool lower_is_a : {true, false}) {
      const BodyIndex a = lower_is_a ? lower : upper, b = lower_is_a ? upper : lower;
      if (!in_a_[c][static_cast<std::size_t>(a)] || !in_b_[c][static_cast<std::size_t>(b)]) continue;
      int line_a = -1, line_b = -1;
      if (!faces_along(contact.a, axis, lower_is_a, a, line_a)) continue;
      if (!faces_along(contact.b, axis, !lower_is_a, b, line_b)) continue;
      if (line_a >= 0 && line_b >= 0 && line_a != line_b) continue;
      at->second.push_back({static_cast<int>(c), lower_is_a, std::max(line_a, line_b)});
      break;
    }
  }
  return at->second;
}

double ContactFinder::resistance(const Candidate& candidate, int axis, int i, int j) const {
  const auto c = static_cast<std::size_t>(candidate.contact);
  if (maps_[c].empty()) return model_.contacts[c].resistance;
  const int i_a = axis == 0 && candidate.lower_is_a ? i - 1 : i;
  const int j_a = axis == 1 && candidate.lower_is_a ? j - 1 : j;
  return maps_[c][static_cast<std::size_t>(j_a - window_.j0) * window_.nx() + (i_a - window_.i0)];
}

/// The face below cell (i, j, k), global numbers, along `axis`.
void ContactFinder::visit_face(int axis, int i, int j, int k, BodyIndex lower, BodyIndex upper) {
  if (lower == upper || lower == kNoBody || upper == kNoBody) return;
  const Window& w = partition_.window();
  const int line = axis == 0 ? i : axis == 1 ? j : k;
  for (const Candidate& candidate : candidates(axis, lower, upper)) {
    if (candidate.only_line >= 0 && candidate.only_line != line) continue;
    ++counts_[static_cast<std::size_t>(candidate.contact)];
    const int u = axis == 0 ? j - w.j0 : i - w.i0;
    const int v = axis == 2 ? j - w.j0 : k;
    const int face = axis == 0 ? i - w.i0 : axis == 1 ? j - w.j0 : k;
    std::vector<double>& plane = found_[axis][face];
    plane.resize(static_cast<std::size_t>(n_u_[axis]) * n_v_[axis], 0.0);
    plane[static_cast<std::size_t>(u) + static_cast<std::size_t>(n_u_[axis]) * v] =
        resistance(candidate, axis, i, j);
  }
}

void ContactFinder::visit_layer(int k, const std::vector<BodyIndex>& slab,
                                const std::vector<BodyIndex>& below) {
  const Window& w = partition_.window();
  const auto at = [&](const std::vector<BodyIndex>& layer, int i, int j) {
    return layer[static_cast<std::size_t>(j - window_.j0) * window_.nx() + (i - window_.i0)];
  };
  for (int j = w.j0; j < w.j1; ++j) {
    for (int i = std::max(w.i0, 1); i < std::min(w.i1 + 1, grid_.n_cells(Axis::x)); ++i) {
      visit_face(0, i, j, k, at(slab, i - 1, j), at(slab, i, j));
    }
  }
  for (int j = std::max(w.j0, 1); j < std::min(w.j1 + 1, grid_.n_cells(Axis::y)); ++j) {
    for (int i = w.i0; i < w.i1; ++i) visit_face(1, i, j, k, at(slab, i, j - 1), at(slab, i, j));
  }
  if (below.empty()) return;
  for (int j = w.j0; j < w.j1; ++j) {
    for (int i = w.i0; i < w.i1; ++i) visit_face(2, i, j, k, at(below, i, j), at(slab, i, j));
  }
}

void ContactFinder::visit_layers() {
  SlabPainter painter(model_.geometry, grid_, window_);
  std::vector<BodyIndex> below;
  for (int k = 0; k < partition_.nz(); ++k) {
    const std::vector<BodyIndex>& slab = painter.paint(k);
    visit_layer(k, slab, below);
    below = slab;
  }
}

ContactPlanes ContactFinder::planes() const {
  ContactPlanes result;
  const Window& w = partition_.window();
  const int n_faces[3] = {w.nx() + 1, w.ny() + 1, partition_.nz() + 1};
  for (int axis = 0; axis < 3; ++axis) {
    auto& out = result.axes[axis];
    out.n_u = n_u_[axis];
    out.plane_of_face = decltype(out.plane_of_face)("contact_plane_of_face", n_faces[axis]);
    out.resistance = decltype(out.resistance)("contact_resistance", found_[axis].size(),
                                              static_cast<std::size_t>(n_u_[axis]) * n_v_[axis]);
    const auto plane_of_face = Kokkos::create_mirror_view(out.plane_of_face);
    const auto resistance = Kokkos::create_mirror_view(out.resistance);
    Kokkos::deep_copy(plane_of_face, -1);
    int plane = 0;
    for (const auto& [face, values] : found_[axis]) {
      plane_of_face(face) = plane;
      for (std::size_t uv = 0; uv < values.size(); ++uv) resistance(plane, uv) = values[uv];
      ++plane;
    }
    Kokkos::deep_copy(out.plane_of_face, plane_of_face);
    Kokkos::deep_copy(out.resistance, resistance);
  }
  return result;
}

}  // namespace

ContactPlanes find_contacts(const Model& model, const Grid& grid, const Partition& partition) {
  ContactFinder finder(model, grid, partition);
  if (!model.contacts.empty()) finder.visit_layers();
  std::vector<std::int64_t> counts = finder.counts();
  MPI_Allreduce(MPI_IN_PLACE, counts.data(), static_cast<int>(counts.size()), MPI_INT64_T, MPI_SUM,
                partition.comm());
  for (std::size_t c = 0; c < counts.size(); ++c) {
    const Contact& contact = model.contacts[c];
    if (counts[c] == 0) {
      throw deck_error(model, contact.a.position,
                       "'" + contact.a.pattern + "' and '" + contact.b.pattern + "' touch nowhere");
    }
  }
  return finder.planes();
}

}  // namespace strata
