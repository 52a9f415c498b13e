// The frame of a part and the way a placement turns it: flip (180 degrees about y), then rotation about z,
// then the shift to its place. Every box, rectangle and face of a part goes through here, power maps too.
#pragma once

#include "inputs/model.hpp"

namespace strata {

class Frame {
 public:
  /// \param size   width, depth and height before turning [m]
  /// \param lower  lower left bottom corner after turning [m]
  Frame(const std::array<double, 3>& size, int rotate, bool flip, const std::array<double, 3>& lower)
      : size_(size), lower_(lower), rotate_(rotate), flip_(flip) {}

  /// The frame in which a placement's part was described.
  static Frame of(const Placement& placement);
  /// A frame that only shifts, for layers of the assembly.
  static Frame of(const Box& box);

  /// Width and depth after turning [m].
  std::array<double, 2> footprint() const;

  Box place(const Box& box) const;
  Rectangle place(const Rectangle& rectangle) const;
  Face place(Face face) const;

  /// The way back: where a placed rectangle was in the part [m].
  Rectangle unplace(const Rectangle& rectangle) const;

 private:
  std::array<double, 2> turn(std::array<double, 2> point) const;
  std::array<double, 2> turn_back(std::array<double, 2> point) const;
  std::array<double, 3> size_;
  std::array<double, 3> lower_;
  int rotate_;
  bool flip_;
};

/// The frame in which the maps and rectangles of a body lie: that of its part, or of its layer of the
/// assembly. It turns and shifts in the plane; its heights mean nothing.
Frame frame_of(const Geometry& geometry, const Body& body);

/// The rectangle under a box.
inline Rectangle plan_of(const Box& box) {
  return {{box.lower[0], box.lower[1]}, {box.upper[0], box.upper[1]}};
}
/// Area of a rectangle [m^2].
inline double area_of(const Rectangle& r) {
  return (r.upper[0] - r.lower[0]) * (r.upper[1] - r.lower[1]);
}
/// Volume of a box [m^3].
inline double volume_of(const Box& box) {
  return area_of(plan_of(box)) * (box.upper[2] - box.lower[2]);
}

/// Slack for comparing places that were reached by different sums: far above rounding, far below any feature
/// [m].
inline constexpr double kPlaceSlack = 1e-10;

/// Whether `inner` lies in `outer`, up to kPlaceSlack.
bool contains(const Rectangle& outer, const Rectangle& inner);
/// `inner` with edges that all but coincide with those of `outer` moved onto them, so that they give one grid
/// line.
Rectangle snapped(const Rectangle& outer, Rectangle inner);

}  // namespace strata
