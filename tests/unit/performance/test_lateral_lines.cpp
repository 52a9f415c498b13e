// Lines with an exact number of cells, even and graded.
#include <algorithm>
#include <cmath>

#include <catch2/catch.hpp>

#include "inputs/error.hpp"
#include "tests/performance/lateral_lines.hpp"

using namespace strata::performance;

namespace {

const std::vector<double> kHard{0.0, 1.3, 1.7, 6.0, 10.0};

bool holds(const std::vector<double>& lines, double coordinate) {
  return std::find(lines.begin(), lines.end(), coordinate) != lines.end();
}

}  // namespace

TEST_CASE("divided lines have the cells asked for, ascend and keep every hard line") {
  for (const int n : {4, 5, 16, 64, 257}) {
    for (const auto& lines : {even_lines(kHard, n), graded_lines(kHard, {1.3, 6.0}, n, 2.0, 50.0)}) {
      REQUIRE(lines.size() == static_cast<std::size_t>(n) + 1);
      CHECK(std::adjacent_find(lines.begin(), lines.end(), std::greater_equal<>()) == lines.end());
      for (const double hard : kHard) CHECK(holds(lines, hard));
    }
  }
}

TEST_CASE("even lines are even as far as the hard lines allow") {
  CHECK(width_contrast(even_lines(kHard, 500)) < 1.06);
  CHECK(width_contrast(even_lines({0.0, 5.0, 10.0}, 64)) == Approx(1.0));
}

TEST_CASE("graded lines have the contrast asked for and are finest at the edges") {
  const std::vector<double> lines = graded_lines(kHard, {1.3, 6.0}, 128, 2.0, 50.0);
  CHECK(width_contrast(lines) == Approx(50.0).epsilon(0.1));
  double finest = 1e30;
  double where = 0.0;
  for (std::size_t i = 0; i + 1 < lines.size(); ++i) {
    if (lines[i + 1] - lines[i] < finest) {
      finest = lines[i + 1] - lines[i];
      where = 0.5 * (lines[i] + lines[i + 1]);
    }
  }
  CHECK(std::min(std::abs(where - 1.3), std::abs(where - 6.0)) < 2.0 * finest);
}

TEST_CASE("more intervals than cells are refused") {
  CHECK_THROWS_AS(even_lines(kHard, 3), strata::Error);
}
