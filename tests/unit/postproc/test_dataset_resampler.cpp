#include <algorithm>
#include <cmath>
#include <random>

#include <catch2/catch.hpp>

#include "postproc/dataset/resampler.hpp"

using namespace strata;
using Field = std::vector<double>;

namespace {

class Random {
 public:
  explicit Random(unsigned seed) : engine_(seed) {}
  double number(double lower, double upper) {
    return std::uniform_real_distribution<double>(lower, upper)(engine_);
  }
  std::vector<double> lines(int n_cells, double length) {
    std::vector<double> lines{0.0, length};
    for (int n = 1; n < n_cells; ++n) lines.push_back(number(0.0, length));
    std::sort(lines.begin(), lines.end());
    return lines;
  }
  Field field(std::size_t n, double lower, double upper) {
    Field values(n);
    for (double& value : values) value = number(lower, upper);
    return values;
  }

 private:
  std::minstd_rand engine_;
};

double overlap(const std::vector<double>& a, std::size_t i, const std::vector<double>& b, std::size_t j) {
  return std::max(0.0, std::min(a[i + 1], b[j + 1]) - std::max(a[i], b[j]));
}

std::size_t count(const std::vector<double>& lines) {
  return lines.size() - 1;
}

/// Calls visit(old cell, new cell, volume of the overlap) for every pair of cells.
template <class Visit>
void for_each_pair(const GridLines& from, const GridLines& to, const Visit& visit) {
  for (std::size_t K = 0; K < count(to[2]); ++K)
    for (std::size_t J = 0; J < count(to[1]); ++J)
      for (std::size_t I = 0; I < count(to[0]); ++I)
        for (std::size_t k = 0; k < count(from[2]); ++k)
          for (std::size_t j = 0; j < count(from[1]); ++j)
            for (std::size_t i = 0; i < count(from[0]); ++i)
              visit((k * count(from[1]) + j) * count(from[0]) + i, (I * count(to[1]) + J) * count(to[2]) + K,
                    overlap(from[0], i, to[0], I) * overlap(from[1], j, to[1], J) *
                        overlap(from[2], k, to[2], K));
}

/// Sum of value * volume; the order of cells is that of old (z, y, x) or new (x, y, z) fields.
double integral(const GridLines& lines, const Field& values, bool is_old) {
  double sum = 0.0;
  for (std::size_t k = 0; k < count(lines[2]); ++k)
    for (std::size_t j = 0; j < count(lines[1]); ++j)
      for (std::size_t i = 0; i < count(lines[0]); ++i) {
        const std::size_t cell = is_old ? (k * count(lines[1]) + j) * count(lines[0]) + i
                                        : (i * count(lines[1]) + j) * count(lines[2]) + k;
        sum += values[cell] * (lines[0][i + 1] - lines[0][i]) * (lines[1][j + 1] - lines[1][j]) *
               (lines[2][k + 1] - lines[2][k]);
      }
  return sum;
}

double volume_of(const GridLines& lines, std::size_t new_cell) {
  const std::size_t k = new_cell % count(lines[2]), j = new_cell / count(lines[2]) % count(lines[1]),
                    i = new_cell / count(lines[2]) / count(lines[1]);
  return (lines[0][i + 1] - lines[0][i]) * (lines[1][j + 1] - lines[1][j]) * (lines[2][k + 1] - lines[2][k]);
}

/// Grids of random lines; the new one is larger by a fifth.
struct Grids {
  GridLines from, to;
  explicit Grids(Random& random) {
    const std::array<int, 3> old_cells{7, 5, 9}, new_cells{6, 8, 5};
    for (std::size_t axis = 0; axis < 3; ++axis) {
      from[axis] = random.lines(old_cells[axis], 1e-3);
      to[axis] = random.lines(new_cells[axis], 1.2e-3);
    }
  }
};

}  // namespace

TEST_CASE("volume means agree with the sum over all pairs of cells, and keep the integral") {
  Random random(1);
  for (int n = 0; n < 5; ++n) {
    const Grids grids(random);
    Resampler resampler(grids.from, grids.to);
    const Field old = random.field(resampler.n_from(), 0.0, 1e9);
    Field expected(resampler.n_to(), 0.0);
    for_each_pair(grids.from, grids.to,
                  [&](std::size_t a, std::size_t b, double volume) { expected[b] += old[a] * volume; });
    const Field mean = resampler.volume_mean(old);
    REQUIRE(mean.size() == expected.size());
    for (std::size_t cell = 0; cell < mean.size(); ++cell)
      CHECK(mean[cell] * volume_of(grids.to, cell) == Approx(expected[cell]).epsilon(1e-12).margin(1e-14));
    CHECK(integral(grids.to, mean, false) == Approx(integral(grids.from, old, true)).epsilon(1e-13));
  }
}

TEST_CASE("means over matter agree with the sum over all pairs of cells") {
  Random random(2);
  const Grids grids(random);
  Resampler resampler(grids.from, grids.to);
  Field solid(resampler.n_from()), old = random.field(solid.size(), 300.0, 400.0);
  for (std::size_t cell = 0; cell < solid.size(); ++cell) {
    solid[cell] = random.number(0.0, 1.0) < 0.4 ? 0.0 : 1.0;
    if (solid[cell] == 0.0) old[cell] = std::nan("");
  }
  Field sum(resampler.n_to(), 0.0), matter(resampler.n_to(), 0.0);
  for_each_pair(grids.from, grids.to, [&](std::size_t a, std::size_t b, double volume) {
    if (solid[a] == 0.0) return;
    sum[b] += old[a] * volume;
    matter[b] += volume;
  });
  const Field fraction = resampler.volume_mean(solid);
  const Field mean = resampler.matter_mean(old, solid, fraction, 300.0);
  int n_empty = 0;
  for (std::size_t cell = 0; cell < mean.size(); ++cell) {
    CHECK(fraction[cell] == Approx(matter[cell] / volume_of(grids.to, cell)).margin(1e-14));
    if (matter[cell] > 0.0) CHECK(mean[cell] == Approx(sum[cell] / matter[cell]).epsilon(1e-12));
    if (matter[cell] == 0.0) CHECK(mean[cell] == 300.0);
    n_empty += matter[cell] == 0.0 ? 1 : 0;
  }
  CHECK(n_empty > 0);
}

TEST_CASE("a uniform field stays uniform") {
  Random random(3);
  Grids grids(random);
  for (auto& axis : grids.to) axis = random.lines(6, 1e-3);
  Resampler resampler(grids.from, grids.to);
  const Field ones(resampler.n_from(), 1.0), field(resampler.n_from(), 345.6);
  const Field fraction = resampler.volume_mean(ones);
  for (const double value : resampler.volume_mean(field)) CHECK(value == Approx(345.6).epsilon(1e-14));
  for (const double value : resampler.matter_mean(field, ones, fraction, 345.6)) CHECK(value == 345.6);
  for (const double value : resampler.series_through_z(field)) CHECK(value == Approx(345.6).epsilon(1e-14));
}

TEST_CASE("equal grids give equal bits") {
  Random random(4);
  const Grids grids(random);
  Resampler resampler(grids.from, grids.from);
  REQUIRE(resampler.is_identity());
  const Field old = random.field(resampler.n_from(), 0.0, 400.0);
  Field solid(old.size(), 1.0);
  solid[3] = 0.0;
  std::vector<std::uint16_t> ids(old.size());
  for (std::size_t cell = 0; cell < ids.size(); ++cell) ids[cell] = static_cast<std::uint16_t>(cell % 11);
  const Field fraction = resampler.volume_mean(solid), mean = resampler.volume_mean(old),
              series = resampler.series_through_z(old),
              matter = resampler.matter_mean(old, solid, fraction, 293.15);
  const auto new_ids = resampler.majority(ids);
  for_each_pair(grids.from, grids.from, [&](std::size_t a, std::size_t b, double volume) {
    if (volume == 0.0) return;
    CHECK(mean[b] == old[a]);
    CHECK(series[b] == old[a]);
    CHECK(matter[b] == (a == 3 ? 293.15 : old[a]));
    CHECK(new_ids[b] == ids[a]);
  });
}

TEST_CASE("conductivity is parallel in the plane and one behind the other through it") {
  // A column of 1 mm: half copper beside half epoxy, below a layer of silicon, below void.
  const GridLines from{Field{0.0, 1.0, 2.0}, Field{0.0, 1.0}, Field{0.0, 1.0, 4.0, 5.0}};
  const GridLines to{Field{0.0, 2.0}, Field{0.0, 1.0}, Field{0.0, 5.0}};
  Resampler resampler(from, to);
  const Field series = resampler.series_through_z({400.0, 1.0, 100.0, 100.0, 0.0, 0.0});
  REQUIRE(series.size() == 1);
  CHECK(series[0] == Approx(4.0 / (1.0 / 200.5 + 3.0 / 100.0)).epsilon(1e-14));
  CHECK(resampler.series_through_z(Field(6, 0.0)) == Field{0.0});
}

TEST_CASE("the material of most of the matter wins, whatever the void") {
  const GridLines from{Field{0.0, 1.0, 2.0, 10.0}, Field{0.0, 1.0}, Field{0.0, 1.0}};
  Resampler whole(from, {Field{0.0, 10.0}, Field{0.0, 1.0}, Field{0.0, 1.0}});
  CHECK(whole.majority({3, 5, 0}) == std::vector<std::uint16_t>{3});
  CHECK(whole.majority({5, 3, 0}) == std::vector<std::uint16_t>{3});
  CHECK(whole.majority({5, 5, 3}) == std::vector<std::uint16_t>{3});
  CHECK(whole.majority({0, 0, 0}) == std::vector<std::uint16_t>{0});
  Resampler beyond(from, {Field{0.0, 1.5, 10.0, 12.0}, Field{0.0, 1.0}, Field{0.0, 1.0}});
  CHECK(beyond.majority({4, 9, 0}) == std::vector<std::uint16_t>{4, 9, 0});
}

TEST_CASE("area means keep the integral over the plane") {
  Random random(5);
  const Grids grids(random);
  const Resampler resampler(grids.from, grids.to);
  const std::size_t nx = count(grids.from[0]), ny = count(grids.from[1]);
  const std::size_t to_nx = count(grids.to[0]), to_ny = count(grids.to[1]);
  const Field old = random.field(nx * ny, 0.0, 1e4);
  const Field mean = resampler.area_mean(old);
  double before = 0.0, after = 0.0;
  for (std::size_t i = 0; i < nx; ++i)
    for (std::size_t j = 0; j < ny; ++j)
      before += old[j * nx + i] * (grids.from[0][i + 1] - grids.from[0][i]) *
                (grids.from[1][j + 1] - grids.from[1][j]);
  for (std::size_t i = 0; i < to_nx; ++i)
    for (std::size_t j = 0; j < to_ny; ++j)
      after +=
          mean[i * to_ny + j] * (grids.to[0][i + 1] - grids.to[0][i]) * (grids.to[1][j + 1] - grids.to[1][j]);
  CHECK(after == Approx(before).epsilon(1e-13));
}

TEST_CASE("centres of old cells find the new cells that hold them") {
  const Resampler resampler({Field{0.0, 1.0, 2.0, 5.0}, Field{0.0, 1.0}, Field{0.0, 1.0}},
                            {Field{0.7, 1.2, 3.0}, Field{0.0, 1.0}, Field{0.0, 1.0}});
  CHECK(resampler.holders(0) == std::vector<int>{-1, 1, -1});
}
