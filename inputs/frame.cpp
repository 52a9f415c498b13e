#include "inputs/frame.hpp"

#include <algorithm>
#include <cmath>

namespace strata {

namespace {

Rectangle spanned(const std::array<double, 2>& a, const std::array<double, 2>& b) {
  return {{std::min(a[0], b[0]), std::min(a[1], b[1])}, {std::max(a[0], b[0]), std::max(a[1], b[1])}};
}

}  // namespace

Frame Frame::of(const Placement& placement) {
  const Box& box = placement.box;
  std::array<double, 3> size{};
  for (int axis = 0; axis < 3; ++axis) size[axis] = box.upper[axis] - box.lower[axis];
  if (placement.rotate % 180 != 0) std::swap(size[0], size[1]);
  return {size, placement.rotate, placement.flip, box.lower};
}

Frame Frame::of(const Box& box) {
  std::array<double, 3> size{};
  for (int axis = 0; axis < 3; ++axis) size[axis] = box.upper[axis] - box.lower[axis];
  return {size, 0, false, box.lower};
}

Frame frame_of(const Geometry& geometry, const Body& body) {
  if (body.placement >= 0) return Frame::of(geometry.placements[body.placement]);
  return Frame::of(body.parent == kNoBody ? body.box : geometry.bodies[body.parent].box);
}

std::array<double, 2> Frame::footprint() const {
  if (rotate_ % 180 != 0) return {size_[1], size_[0]};
  return {size_[0], size_[1]};
}

std::array<double, 2> Frame::turn(std::array<double, 2> p) const {
  const double w = size_[0], d = size_[1];
  if (flip_) p[0] = w - p[0];
  switch (rotate_) {
    case 90:
      return {d - p[1], p[0]};
    case 180:
      return {w - p[0], d - p[1]};
    case 270:
      return {p[1], w - p[0]};
    default:
      return p;
  }
}

std::array<double, 2> Frame::turn_back(std::array<double, 2> p) const {
  const double w = size_[0], d = size_[1];
  std::array<double, 2> q = p;
  if (rotate_ == 90) q = {p[1], d - p[0]};
  if (rotate_ == 180) q = {w - p[0], d - p[1]};
  if (rotate_ == 270) q = {w - p[1], p[0]};
  if (flip_) q[0] = w - q[0];
  return q;
}

Rectangle Frame::place(const Rectangle& rectangle) const {
  Rectangle turned = spanned(turn(rectangle.lower), turn(rectangle.upper));
  for (int axis = 0; axis < 2; ++axis) {
    turned.lower[axis] += lower_[axis];
    turned.upper[axis] += lower_[axis];
  }
  return turned;
}

Rectangle Frame::unplace(const Rectangle& rectangle) const {
  Rectangle shifted = rectangle;
  for (int axis = 0; axis < 2; ++axis) {
    shifted.lower[axis] -= lower_[axis];
    shifted.upper[axis] -= lower_[axis];
  }
  return spanned(turn_back(shifted.lower), turn_back(shifted.upper));
}

Box Frame::place(const Box& box) const {
  const Rectangle plan = place(plan_of(box));
  double bottom = box.lower[2], top = box.upper[2];
  if (flip_) {
    bottom = size_[2] - box.upper[2];
    top = size_[2] - box.lower[2];
  }
  return {{plan.lower[0], plan.lower[1], lower_[2] + bottom},
          {plan.upper[0], plan.upper[1], lower_[2] + top}};
}

Face Frame::place(Face face) const {
  if (face == Face::bottom) return flip_ ? Face::top : face;
  if (face == Face::top) return flip_ ? Face::bottom : face;
  if (flip_ && face == Face::x_min) {
    face = Face::x_max;
  } else if (flip_ && face == Face::x_max) {
    face = Face::x_min;
  }
  // One quarter turn sends x_min to y_min, y_min to x_max, x_max to y_max and y_max to x_min.
  for (int turned = 0; turned < rotate_; turned += 90) {
    switch (face) {
      case Face::x_min:
        face = Face::y_min;
        break;
      case Face::y_min:
        face = Face::x_max;
        break;
      case Face::x_max:
        face = Face::y_max;
        break;
      default:
        face = Face::x_min;
        break;
    }
  }
  return face;
}

bool contains(const Rectangle& outer, const Rectangle& inner) {
  for (int axis = 0; axis < 2; ++axis)
    if (inner.lower[axis] < outer.lower[axis] - kPlaceSlack ||
        inner.upper[axis] > outer.upper[axis] + kPlaceSlack)
      return false;
  return true;
}

Rectangle snapped(const Rectangle& outer, Rectangle inner) {
  for (int axis = 0; axis < 2; ++axis) {
    if (std::abs(inner.lower[axis] - outer.lower[axis]) <= kPlaceSlack) inner.lower[axis] = outer.lower[axis];
    if (std::abs(inner.upper[axis] - outer.upper[axis]) <= kPlaceSlack) inner.upper[axis] = outer.upper[axis];
  }
  return inner;
}

}  // namespace strata
