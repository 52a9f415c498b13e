#include <cmath>
#include <functional>

#include <catch2/catch.hpp>

#include "postproc/stress/stress_summary.hpp"
#include "postproc/stress/warpage.hpp"

using namespace strata;

namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

/// Nodes on graded lines with the areas of the cells around them.
SurfaceMap surface(std::vector<double> x, std::vector<double> y, std::vector<Face> symmetry,
                   const std::function<double(double, double)>& height) {
  SurfaceMap map{std::move(x), std::move(y), {}, {}, std::move(symmetry)};
  const auto share = [](const std::vector<double>& lines, std::size_t n) {
    const double before = n > 0 ? lines[n] - lines[n - 1] : 0.0;
    const double after = n + 1 < lines.size() ? lines[n + 1] - lines[n] : 0.0;
    return 0.5 * (before + after);
  };
  for (std::size_t j = 0; j < map.y.size(); ++j) {
    for (std::size_t i = 0; i < map.x.size(); ++i) {
      map.height.push_back(height(map.x[i], map.y[j]));
      map.weight.push_back(share(map.x, i) * share(map.y, j));
    }
  }
  return map;
}

const std::vector<double> kWhole{-10e-3, -9e-3, -5e-3, -1e-3, 0.0, 1e-3, 5e-3, 9e-3, 10e-3};
const std::vector<double> kHalf{0.0, 1e-3, 5e-3, 9e-3, 10e-3};

/// A cap of curvature 2 /m on 20 mm x 20 mm: its middle is 0.2 mm above the corners.
double cap(double x, double y) {
  return 3e-3 - (x * x + y * y);
}

}  // namespace

TEST_CASE("a cap warps by its height over the diagonal, positive where the middle is up") {
  for (const ReferencePlane reference : {ReferencePlane::least_squares, ReferencePlane::corners}) {
    const Warpage convex = measure_warpage(surface(kWhole, kWhole, {}, cap), reference);
    CHECK(convex.value == Approx(200e-6).epsilon(1e-10));
    CHECK(convex.curvature[0] == Approx(2.0).epsilon(1e-9));
    CHECK(convex.curvature[1] == Approx(2.0).epsilon(1e-9));
    CHECK(convex.highest_position == std::array<double, 2>{0.0, 0.0});
    const Warpage concave = measure_warpage(
        surface(kWhole, kWhole, {}, [](double x, double y) { return -cap(x, y); }), reference);
    CHECK(concave.value == Approx(-200e-6).epsilon(1e-10));
    CHECK(warpage_shape(convex) == std::string("convex"));
    CHECK(warpage_shape(concave) == std::string("concave"));
  }
}

TEST_CASE("the corners of a cap lie in their reference plane, not in that of the least squares") {
  const Warpage corners = measure_warpage(surface(kWhole, kWhole, {}, cap), ReferencePlane::corners);
  CHECK(corners.lowest == Approx(0.0).margin(1e-15));
  CHECK(corners.highest == Approx(200e-6).epsilon(1e-10));
  const Warpage squares = measure_warpage(surface(kWhole, kWhole, {}, cap), ReferencePlane::least_squares);
  CHECK(squares.lowest < -100e-6);
  CHECK(squares.highest < 100e-6);
}

TEST_CASE("a plane however tilted is flat") {
  const auto tilted = [](double x, double y) { return 1e-3 + 0.02 * x - 0.05 * y; };
  for (const ReferencePlane reference : {ReferencePlane::least_squares, ReferencePlane::corners}) {
    CHECK(std::abs(measure_warpage(surface(kWhole, kHalf, {}, tilted), reference).value) < 1e-15);
  }
}

TEST_CASE("tilt does not change the warpage of a cap") {
  const auto tilted = [](double x, double y) { return cap(x, y) + 0.03 * x + 0.01 * y; };
  for (const ReferencePlane reference : {ReferencePlane::least_squares, ReferencePlane::corners}) {
    CHECK(measure_warpage(surface(kWhole, kWhole, {}, tilted), reference).value ==
          Approx(200e-6).epsilon(1e-9));
  }
}

TEST_CASE("one bent corner: least squares and corners give different, known numbers") {
  // Four nodes of equal weight, one 4 um up: both planes leave +-1 um at the corners.
  const auto map = surface({0.0, 1e-3}, {0.0, 1e-3}, {},
                           [](double x, double y) { return x > 0.0 && y > 0.0 ? 4e-6 : 0.0; });
  for (const ReferencePlane reference : {ReferencePlane::least_squares, ReferencePlane::corners}) {
    CHECK(std::abs(measure_warpage(map, reference).value) == Approx(2e-6).epsilon(1e-9));
  }
  // A bump in the middle of nine nodes (weights 1 2 1, 2 4 2, 1 2 1): the mean plane lies at a quarter of it.
  const auto bump = surface({0.0, 1e-3, 2e-3}, {0.0, 1e-3, 2e-3}, {},
                            [](double x, double y) { return x == 1e-3 && y == 1e-3 ? 4e-6 : 0.0; });
  const Warpage squares = measure_warpage(bump, ReferencePlane::least_squares);
  CHECK(squares.highest == Approx(3e-6).epsilon(1e-9));
  CHECK(squares.lowest == Approx(-1e-6).epsilon(1e-9));
  const Warpage corners = measure_warpage(bump, ReferencePlane::corners);
  CHECK(corners.highest == Approx(4e-6).epsilon(1e-9));
  CHECK(corners.lowest == Approx(0.0).margin(1e-15));
}

TEST_CASE("a half and a quarter give the warpage of the whole") {
  // Neither a parabola nor even in y, so that the plane matters.
  const auto form = [](double x, double y) {
    return 1e-4 * std::cos(150.0 * x) + 40.0 * std::pow(x, 4) / 1e-4 - y * y + 0.01 * y +
           3.0 * y * y * y / 1e-3;
  };
  const auto even = [&](double x, double y) { return form(x, std::abs(y)); };
  for (const ReferencePlane reference : {ReferencePlane::least_squares, ReferencePlane::corners}) {
    const Warpage whole = measure_warpage(surface(kWhole, kWhole, {}, form), reference);
    const Warpage half = measure_warpage(surface(kHalf, kWhole, {Face::x_min}, form), reference);
    CHECK(half.value == Approx(whole.value).epsilon(1e-9));
    CHECK(half.curvature[1] == Approx(whole.curvature[1]).epsilon(1e-8));
    const Warpage all = measure_warpage(surface(kWhole, kWhole, {}, even), reference);
    const Warpage quarter =
        measure_warpage(surface(kHalf, kHalf, {Face::x_min, Face::y_min}, even), reference);
    CHECK(quarter.value == Approx(all.value).epsilon(1e-9));
    CHECK(quarter.highest == Approx(all.highest).epsilon(1e-9));
    CHECK(quarter.curvature[0] == Approx(all.curvature[0]).epsilon(1e-8));
  }
}

TEST_CASE("a saddle is called one") {
  const Warpage saddle =
      measure_warpage(surface(kWhole, kWhole, {}, [](double x, double y) { return x * x - 0.9 * y * y; }),
                      ReferencePlane::least_squares);
  CHECK(warpage_shape(saddle) == std::string("saddle"));
  CHECK(saddle.curvature[0] == Approx(-2.0).epsilon(1e-9));
}

TEST_CASE("nodes off the surface do not count, and a surface without nodes has no warpage") {
  SurfaceMap map = surface(kWhole, kWhole, {}, cap);
  for (std::size_t n = 0; n < map.height.size(); ++n) {
    const bool is_inside =
        std::abs(map.x[n % map.x.size()]) < 6e-3 && std::abs(map.y[n / map.x.size()]) < 6e-3;
    if (is_inside) continue;
    map.height[n] = kNan;
    map.weight[n] = 0.0;
  }
  const Warpage inner = measure_warpage(map, ReferencePlane::corners);
  CHECK(inner.value == Approx(50e-6).epsilon(1e-9));
  CHECK(std::isnan(inner.deviation.front()));
  map.weight.assign(map.weight.size(), 0.0);
  CHECK(std::isnan(measure_warpage(map, ReferencePlane::least_squares).value));
}
