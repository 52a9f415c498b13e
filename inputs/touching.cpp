#include "inputs/touching.hpp"

#include <algorithm>

#include "inputs/frame.hpp"

namespace strata {

namespace {

bool overlap(const Box& a, const Box& b, int axis) {
  return std::min(a.upper[axis], b.upper[axis]) - std::max(a.lower[axis], b.lower[axis]) > kPlaceSlack;
}

/// Whether `other` is on the far side of one face of `box`.
bool meets_at(const Box& box, Face face, const Box& other) {
  const int axis = static_cast<int>(face) / 2;
  const bool is_upper = static_cast<int>(face) % 2 == 1;
  const double plane = is_upper ? box.upper[axis] : box.lower[axis];
  for (int across = 0; across < 3; ++across)
    if (across != axis && !overlap(box, other, across)) return false;
  if (is_upper) return other.lower[axis] <= plane + kPlaceSlack && other.upper[axis] > plane + kPlaceSlack;
  return other.upper[axis] >= plane - kPlaceSlack && other.lower[axis] < plane - kPlaceSlack;
}

bool meets_anywhere(const Box& box, const Box& other) {
  for (int face = 0; face < 6; ++face)
    if (meets_at(box, static_cast<Face>(face), other)) return true;
  return false;
}

bool meet(const Box& a, const std::optional<Face>& face_a, const Box& b, const std::optional<Face>& face_b) {
  if (face_a && !meets_at(a, *face_a, b)) return false;
  if (face_b && !meets_at(b, *face_b, a)) return false;
  return face_a || face_b || meets_anywhere(a, b) || meets_anywhere(b, a);
}

}  // namespace

bool touch(const Geometry& geometry, const Selection& a, const Selection& b) {
  // Bodies of b by their lower z, with the highest top up to each: those that a body of a may meet are a
  // short stretch.
  std::vector<BodyIndex> order = b.bodies;
  const auto box = [&](BodyIndex body) -> const Box& { return geometry.bodies[body].box; };
  std::sort(order.begin(), order.end(), [&](auto p, auto q) { return box(p).lower[2] < box(q).lower[2]; });
  std::vector<double> highest(order.size());
  for (std::size_t i = 0; i < order.size(); ++i)
    highest[i] = std::max(i == 0 ? box(order[i]).upper[2] : highest[i - 1], box(order[i]).upper[2]);
  for (const BodyIndex one : a.bodies) {
    const Box& mine = box(one);
    auto end = std::upper_bound(order.begin(), order.end(), mine.upper[2] + kPlaceSlack,
                                [&](double z, BodyIndex body) { return z < box(body).lower[2]; });
    for (auto i = static_cast<std::size_t>(end - order.begin()); i-- > 0;) {
      if (highest[i] < mine.lower[2] - kPlaceSlack) break;
      if (order[i] != one && meet(mine, a.face, box(order[i]), b.face)) return true;
    }
  }
  return false;
}

}  // namespace strata
