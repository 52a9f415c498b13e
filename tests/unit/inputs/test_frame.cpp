#include <catch2/catch.hpp>

#include "inputs/frame.hpp"

using namespace strata;

namespace {

// A part 4 x 2 x 1 with a marked box near its lower left corner: x 0.5..1.5, y 0.2..0.6, z 0.1..0.3.
const std::array<double, 3> kSize{4.0, 2.0, 1.0};
const Box kMarked{{0.5, 0.2, 0.1}, {1.5, 0.6, 0.3}};

void check(const Box& box, const std::array<double, 3>& lower, const std::array<double, 3>& upper) {
  for (int axis = 0; axis < 3; ++axis) {
    CHECK(box.lower[axis] == Approx(lower[axis]));
    CHECK(box.upper[axis] == Approx(upper[axis]));
  }
}

Box placed(int rotate, bool flip) {
  return Frame(kSize, rotate, flip, {10.0, 20.0, 30.0}).place(kMarked);
}

}  // namespace

TEST_CASE("a part that is not turned is only shifted") {
  check(placed(0, false), {10.5, 20.2, 30.1}, {11.5, 20.6, 30.3});
}

TEST_CASE("quarter turns go counter-clockwise") {
  // The lower left corner of the part goes to the lower right, upper right and upper left of its footprint.
  check(placed(90, false), {11.4, 20.5, 30.1}, {11.8, 21.5, 30.3});
  check(placed(180, false), {12.5, 21.4, 30.1}, {13.5, 21.8, 30.3});
  check(placed(270, false), {10.2, 22.5, 30.1}, {10.6, 23.5, 30.3});
}

TEST_CASE("a flip turns about the y direction, before the rotation") {
  check(placed(0, true), {12.5, 20.2, 30.7}, {13.5, 20.6, 30.9});
  check(placed(90, true), {11.4, 22.5, 30.7}, {11.8, 23.5, 30.9});
  check(placed(180, true), {10.5, 21.4, 30.7}, {11.5, 21.8, 30.9});
  check(placed(270, true), {10.2, 20.5, 30.7}, {10.6, 21.5, 30.9});
}

TEST_CASE("unplace undoes place for every turn") {
  const Rectangle rectangle{{0.5, 0.2}, {1.5, 0.6}};
  for (const int rotate : {0, 90, 180, 270}) {
    for (const bool flip : {false, true}) {
      const Frame frame(kSize, rotate, flip, {10.0, 20.0, 30.0});
      const Rectangle back = frame.unplace(frame.place(rectangle));
      for (int axis = 0; axis < 2; ++axis) {
        CHECK(back.lower[axis] == Approx(rectangle.lower[axis]));
        CHECK(back.upper[axis] == Approx(rectangle.upper[axis]));
      }
    }
  }
}

TEST_CASE("a face goes where a thin box on it goes") {
  const double t = 1e-3;
  const std::array<Box, 6> slices{{{{0, 0, 0}, {t, 2, 1}},
                                   {{4 - t, 0, 0}, {4, 2, 1}},
                                   {{0, 0, 0}, {4, t, 1}},
                                   {{0, 2 - t, 0}, {4, 2, 1}},
                                   {{0, 0, 0}, {4, 2, t}},
                                   {{0, 0, 1 - t}, {4, 2, 1}}}};
  for (const int rotate : {0, 90, 180, 270}) {
    for (const bool flip : {false, true}) {
      const Frame frame(kSize, rotate, flip, {0.0, 0.0, 0.0});
      const auto footprint = frame.footprint();
      const std::array<double, 3> size{footprint[0], footprint[1], 1.0};
      for (int face = 0; face < 6; ++face) {
        const Box slice = frame.place(slices[face]);
        const int turned = static_cast<int>(frame.place(static_cast<Face>(face)));
        const int axis = turned / 2;
        INFO("rotate " << rotate << " flip " << flip << " face " << face);
        CHECK(slice.upper[axis] - slice.lower[axis] == Approx(t));
        CHECK((turned % 2 == 0 ? slice.lower[axis] : size[axis] - slice.upper[axis]) ==
              Approx(0.0).margin(1e-12));
      }
    }
  }
}

TEST_CASE("the frame of a placement is the one it was placed with") {
  Placement placement;
  placement.rotate = 90;
  placement.flip = true;
  placement.box = {{10.0, 20.0, 30.0}, {12.0, 24.0, 31.0}};  // the 4 x 2 part on its side
  const Box box = Frame::of(placement).place(kMarked);
  check(box, {11.4, 22.5, 30.7}, {11.8, 23.5, 30.9});
}

TEST_CASE("edges that all but coincide are snapped together, others are left alone") {
  const Rectangle outer{{0.0, 0.0}, {1.0, 1.0}};
  const Rectangle inner = snapped(outer, {{1e-12, 0.3}, {1.0 - 1e-9, 1.0 + 1e-12}});
  CHECK(inner.lower[0] == 0.0);
  CHECK(inner.lower[1] == 0.3);
  CHECK(inner.upper[0] == 1.0 - 1e-9);
  CHECK(inner.upper[1] == 1.0);
}
