#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <random>

#include <catch2/catch.hpp>

#include "inputs/error.hpp"
#include "meshes/subdivide.hpp"

using namespace strata;

namespace {

double total(const std::vector<double>& widths) {
  return std::accumulate(widths.begin(), widths.end(), 0.0);
}

double ratio(double a, double b) {
  return std::max(a / b, b / a);
}

double worst_inner_ratio(const std::vector<double>& widths) {
  double worst = 1.0;
  for (std::size_t c = 0; c + 1 < widths.size(); ++c)
    worst = std::max(worst, ratio(widths[c], widths[c + 1]));
  return worst;
}

/// Cells that a continuous size function of slope log(growth) would need: a lower bound that knows no whole
/// numbers.
double continuous_cells(const std::vector<Interval>& intervals, double growth) {
  const double slope = std::log(growth);
  std::vector<double> start{0.0};
  for (const Interval& i : intervals) start.push_back(start.back() + i.length);
  double cells = 0.0;
  for (std::size_t i = 0; i < intervals.size(); ++i) {
    const int samples = 400;
    for (int s = 0; s < samples; ++s) {
      const double x = start[i] + (s + 0.5) / samples * intervals[i].length;
      double size = std::numeric_limits<double>::infinity();
      for (std::size_t o = 0; o < intervals.size(); ++o) {
        const double distance = std::max({0.0, start[o] - x, x - start[o + 1]});
        size = std::min(size, std::min(intervals[o].length, intervals[o].max_size) + slope * distance);
      }
      cells += intervals[i].length / samples / size;
    }
  }
  return cells;
}

}  // namespace

TEST_CASE("without growth an interval is filled by the fewest equal cells") {
  const auto widths =
      divide_intervals({{1.0, 0.3}, {0.6, 0.2}, {5.0, std::numeric_limits<double>::infinity()}}, 0.0);
  CHECK(widths[0] == std::vector<double>(4, 0.25));
  CHECK(widths[1].size() == 3);
  CHECK(widths[2] == std::vector<double>{5.0});
}

TEST_CASE("equal intervals with a growth limit are divided as without it") {
  const std::vector<Interval> intervals(7, {1.0, 0.25});
  for (const auto& widths : divide_intervals(intervals, 1.2)) {
    REQUIRE(widths.size() == 4);
    for (const double width : widths) CHECK(width == Approx(0.25).epsilon(1e-12));
  }
}

TEST_CASE("cells grow from a thin interval by the growth limit until they are as large as allowed") {
  const double growth = 1.3;
  const std::vector<Interval> intervals{{1000.0, 100.0}, {1.0, 100.0}, {1000.0, 100.0}};
  const auto widths = divide_intervals(intervals, growth);
  REQUIRE(widths[1].size() == 1);
  CHECK(widths[0].back() <= growth * (1 + 1e-9));
  CHECK(widths[2].front() <= growth * (1 + 1e-9));
  CHECK(worst_inner_ratio(widths[0]) <= growth * (1 + 1e-9));
  CHECK(worst_inner_ratio(widths[2]) <= growth * (1 + 1e-9));
  CHECK(total(widths[0]) == Approx(1000.0).epsilon(1e-13));
  CHECK(widths[2].back() > 80.0);
  // 17 cells of 1.3, 1.3^2, ... 1.3^17 = 86.5 fill 370.5; 100 at most in each of the others makes 7 more.
  CHECK(widths[2].size() == 24);
  CHECK(widths[0].size() == 24);
}

TEST_CASE("cells shrink toward both ends where both neighbours are fine") {
  const auto widths = divide_intervals({{1.0, 50.0}, {300.0, 50.0}, {2.0, 50.0}}, 1.25);
  CHECK(ratio(widths[1].front(), 1.0) <= 1.25 * (1 + 1e-9));
  CHECK(ratio(widths[1].back(), 2.0) <= 1.25 * (1 + 1e-9));
  CHECK(worst_inner_ratio(widths[1]) <= 1.25 * (1 + 1e-9));
  CHECK(total(widths[1]) == Approx(300.0).epsilon(1e-13));
}

TEST_CASE("growth holds on random lines wherever intervals are long enough, with few cells") {
  std::mt19937 random(20261124);
  int n_checked = 0;
  int n_above = 0;
  for (int trial = 0; trial < 400; ++trial) {
    const double growth = std::uniform_real_distribution<>(1.1, 2.0)(random);
    std::vector<Interval> intervals;
    const int n = 1 + static_cast<int>(random() % 20);
    for (int i = 0; i < n; ++i) {
      const double length = std::pow(10.0, std::uniform_real_distribution<>(0.0, 4.0)(random));
      const double size = random() % 4 == 0 ? 60.0 : 200.0;
      intervals.push_back({length, size});
    }
    const auto widths = divide_intervals(intervals, growth);
    double cells = 0.0;
    for (int i = 0; i < n; ++i) {
      CAPTURE(trial, i, growth, intervals[i].length);
      CHECK(total(widths[i]) == Approx(intervals[i].length).epsilon(1e-12));
      for (const double width : widths[i]) {
        CHECK(width > 0.0);
        CHECK(width <= intervals[i].max_size * (1 + 1e-8));
      }
      CHECK(worst_inner_ratio(widths[i]) <= growth * (1 + 1e-9));
      cells += static_cast<double>(widths[i].size());
      // Long enough: one cell more or less is a smaller step than the growth^2 that the ends leave free.
      const double enough = 1.0 + 1.0 / (1.0 - 1.0 / (growth * growth));
      if (i + 1 < n && widths[i].size() >= enough && widths[i + 1].size() >= enough) {
        const double across = ratio(widths[i].back(), widths[i + 1].front());
        CHECK(across <= 1.2 * growth);
        if (across > growth * (1 + 1e-6)) ++n_above;
        ++n_checked;
      }
    }
    CAPTURE(trial, growth, n);
    CHECK(cells <= 1.15 * continuous_cells(intervals, growth) + 1.5 * n);
  }
  CHECK(n_checked > 500);
  CHECK(n_above * 400 < n_checked);
}

TEST_CASE("one fine interval does not refine a row of equal short ones for ever") {
  std::vector<Interval> intervals(40, {1.0, 1.0});
  intervals[0] = {0.5, 1.0};
  std::size_t cells = 0;
  for (const auto& widths : divide_intervals(intervals, 1.3)) cells += widths.size();
  CHECK(cells <= 44);
}

TEST_CASE("mirrored intervals get the mirrored cells, and symmetric ones symmetric cells") {
  std::mt19937 random(20261125);
  const auto mirrored = [](auto row) {
    std::reverse(row.begin(), row.end());
    return row;
  };
  int n_graded = 0;
  for (int trial = 0; trial < 1000; ++trial) {
    const double growth = std::uniform_real_distribution<>(1.1, 2.5)(random);
    std::vector<Interval> intervals;
    const int n = 1 + static_cast<int>(random() % 12);
    for (int i = 0; i < n; ++i) {
      // Few values, so that many intervals tie.
      const double lengths[4] = {1.0, 3.0, 3.7, 0.1 * static_cast<double>(1 + random() % 50)};
      intervals.push_back({lengths[random() % 4], random() % 3 == 0 ? 0.2 : 0.6});
    }
    if (trial % 2 == 0) {
      // A row that is its own mirror image, with a middle interval or a line in the middle.
      const std::vector<Interval> other = mirrored(intervals);
      intervals.insert(intervals.end(), other.begin() + static_cast<int>(random() % 2), other.end());
    }
    std::vector<Interval> image = mirrored(intervals);
    // The same lengths as differences of other coordinates.
    for (Interval& interval : image) interval.length = (40.0 + interval.length) - 40.0;
    const auto widths = divide_intervals(intervals, growth);
    const auto widths_of_image = mirrored(divide_intervals(image, growth));
    for (std::size_t i = 0; i < intervals.size(); ++i) {
      CAPTURE(trial, i, growth, intervals.size());
      REQUIRE(widths[i].size() == widths_of_image[i].size());
      const std::vector<double> expected = mirrored(widths_of_image[i]);
      for (std::size_t c = 0; c < expected.size(); ++c)
        CHECK(widths[i][c] == Approx(expected[c]).epsilon(1e-9));
      if (widths[i].front() != Approx(widths[i].back())) ++n_graded;
    }
  }
  CHECK(n_graded > 500);
}

TEST_CASE("intervals that would need too many cells are refused") {
  CHECK_THROWS_AS(divide_intervals({{1.0, 1e-8}}, 0.0), RefusedError);
  CHECK_THROWS_AS(divide_intervals({{0.6, 1e-7}, {0.6, 1e-7}}, 1.3), RefusedError);
  CHECK_THROWS_AS(divide_intervals({{1e-9, 1.0}, {1.0, 1.0}}, 1.0 + 1e-9), RefusedError);
}
