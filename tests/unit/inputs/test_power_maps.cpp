// Random power maps: they cover their rectangle, keep its power, and are distributed as they say.
#include <algorithm>
#include <cmath>
#include <numeric>

#include <catch2/catch.hpp>

#include "inputs/rasters.hpp"
#include "inputs/sweep/power_maps.hpp"

using namespace strata;

namespace {

const Rectangle kDie{{1e-3, 2e-3}, {9e-3, 7e-3}};
constexpr double kWidth = 8e-3 / 12, kDepth = 5e-3 / 10;  // of a cell

double area_of(const Rectangle& r) {
  return (r.upper[0] - r.lower[0]) * (r.upper[1] - r.lower[1]);
}
double density(const Tile& tile) {
  return tile.value / area_of(tile.area);
}
double sum_of(const Raster& raster) {
  return std::accumulate(raster.begin(), raster.end(), 0.0,
                         [](double s, const Tile& t) { return s + t.value; });
}

PowerMapSpec spec_of(PowerMapSpec::Kind kind) {
  PowerMapSpec spec;
  spec.kind = kind;
  spec.cells = {12, 10};
  return spec;
}

const auto kKinds = {PowerMapSpec::Kind::floorplan, PowerMapSpec::Kind::gaussian_field,
                     PowerMapSpec::Kind::hot_spots};

}  // namespace

TEST_CASE("random maps cover their rectangle without overlap and sum to its power exactly") {
  for (const auto kind : kKinds) {
    const PowerMapSpec spec = spec_of(kind);
    for (std::uint64_t seed = 0; seed < 50; ++seed) {
      const double power = 3.7 + 0.01 * static_cast<double>(seed);
      const Raster raster = random_map(spec, kDie, power, seed);
      CHECK(sum_of(raster) == power);
      CHECK(tiled_area(raster) == Approx(area_of(kDie)).epsilon(1e-12));
      CHECK_FALSE(find_overlap(raster).has_value());
      for (const Tile& tile : raster) {
        CHECK(tile.value > 0.0);
        CHECK((tile.area.lower[0] >= kDie.lower[0] && tile.area.upper[0] <= kDie.upper[0]));
        CHECK((tile.area.lower[1] >= kDie.lower[1] && tile.area.upper[1] <= kDie.upper[1]));
      }
    }
  }
}

TEST_CASE("a map is the same for the same seed and another for another one") {
  for (const auto kind : kKinds) {
    const auto values = [&](std::uint64_t seed) {
      std::vector<double> list;
      for (const Tile& tile : random_map(spec_of(kind), kDie, 1.0, seed)) list.push_back(tile.value);
      return list;
    };
    CHECK(values(5) == values(5));
    CHECK(values(5) != values(6));
  }
  CHECK(map_seed(1, 2, "gpu.active") != map_seed(1, 3, "gpu.active"));
  CHECK(map_seed(1, 2, "gpu.active") != map_seed(1, 2, "hbm.active"));
  CHECK(map_seed(1, 2, "gpu.active") != map_seed(2, 2, "gpu.active"));
}

TEST_CASE("no power at all is spread too") {
  for (const auto kind : kKinds) CHECK(sum_of(random_map(spec_of(kind), kDie, 0.0, 3)) == 0.0);
}

TEST_CASE("a floorplan has its number of blocks, sound shapes, and densities within the contrast") {
  PowerMapSpec spec = spec_of(PowerMapSpec::Kind::floorplan);
  spec.n_blocks = 30;
  spec.contrast = 8.0;
  double largest_ratio = 1.0, mean_log = 0.0;
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    const Raster raster = random_map(spec, kDie, 2.0, seed);
    REQUIRE(raster.size() == 30);
    double low = 1e300, high = 0.0;
    for (const Tile& tile : raster) {
      const double width = tile.area.upper[0] - tile.area.lower[0];
      const double depth = tile.area.upper[1] - tile.area.lower[1];
      CHECK(std::max(width, depth) / std::min(width, depth) < 1.0 / 0.3 + 1e-9);
      low = std::min(low, density(tile));
      high = std::max(high, density(tile));
    }
    largest_ratio = std::max(largest_ratio, high / low);
    mean_log += std::log(high / low) / std::log(spec.contrast) / 100.0;
  }
  CHECK(largest_ratio <= 8.0 * (1.0 + 1e-9));
  // The range of n uniform numbers is (n-1)/(n+1) of theirs on average.
  CHECK(mean_log == Approx(29.0 / 31.0).margin(0.02));
}

TEST_CASE("a Gaussian field has the covariance it states") {
  PowerMapSpec spec = spec_of(PowerMapSpec::Kind::gaussian_field);
  spec.length_scale = 1.5e-3;
  spec.deviation = 0.7;
  constexpr int kFields = 4000;
  const auto nx = static_cast<std::size_t>(spec.cells[0]);
  struct Step {
    std::size_t i, j;
  };
  const std::vector<Step> steps{{1, 0}, {0, 1}, {2, 2}, {4, 0}, {3, 5}, {9, 8}};
  std::vector<double> half_square(steps.size(), 0.0), fourth(steps.size(), 0.0);
  for (int seed = 0; seed < kFields; ++seed) {
    std::vector<double> log_value(nx * 10);
    for (const Tile& tile : random_map(spec, kDie, 1.0, seed)) {
      const auto i = static_cast<std::size_t>((tile.area.lower[0] - kDie.lower[0]) / kWidth + 0.5);
      const auto j = static_cast<std::size_t>((tile.area.lower[1] - kDie.lower[1]) / kDepth + 0.5);
      log_value[j * nx + i] = std::log(tile.value);
    }
    for (std::size_t s = 0; s < steps.size(); ++s) {
      // Differences of logarithms: the scale of the map, fixed by its power, drops out.
      const double d = log_value[1 * nx + 2] - log_value[(1 + steps[s].j) * nx + 2 + steps[s].i];
      half_square[s] += d * d / 2.0 / kFields;
      fourth[s] += d * d * d * d / kFields;
    }
  }
  for (std::size_t s = 0; s < steps.size(); ++s) {
    const double dx = kWidth * static_cast<double>(steps[s].i), dy = kDepth * static_cast<double>(steps[s].j);
    const double variogram = 0.49 * (1.0 - std::exp(-(dx * dx + dy * dy) / (2.0 * 1.5e-3 * 1.5e-3)));
    INFO("step " << steps[s].i << ", " << steps[s].j);
    CHECK(half_square[s] == Approx(variogram).epsilon(4.0 * std::sqrt(2.0 / kFields)));
    // Of a normal variable the fourth moment is three times the square of the variance.
    CHECK(fourth[s] / std::pow(2.0 * half_square[s], 2) ==
          Approx(3.0).margin(4.0 * std::sqrt(96.0 / kFields)));
  }
}

TEST_CASE("a field far smoother than its cells is nearly uniform") {
  PowerMapSpec spec = spec_of(PowerMapSpec::Kind::gaussian_field);
  spec.length_scale = 1.0;
  spec.cells = {64, 64};
  const Raster raster = random_map(spec, kDie, 1.0, 4);
  const auto [low, high] = std::minmax_element(
      raster.begin(), raster.end(), [](const Tile& a, const Tile& b) { return a.value < b.value; });
  CHECK(high->value / low->value < 1.1);
}

TEST_CASE("hot spots have their share of the power, and their size") {
  PowerMapSpec spec = spec_of(PowerMapSpec::Kind::hot_spots);
  spec.cells = {160, 100};
  spec.n_spots = 1;
  spec.spot_radius = 0.2e-3;
  spec.spot_share = 0.4;
  for (std::uint64_t seed = 0; seed < 5; ++seed) {
    const Raster raster = random_map(spec, kDie, 10.0, seed);
    const double background = 0.6 * 10.0 / static_cast<double>(raster.size());
    double excess = 0.0;
    std::array<double, 2> mean{}, square{};
    for (const Tile& tile : raster) {
      CHECK(tile.value >= background * (1.0 - 1e-9));
      const double more = tile.value - background;
      excess += more;
      for (std::size_t axis = 0; axis < 2; ++axis) {
        const double centre = 0.5 * (tile.area.lower[axis] + tile.area.upper[axis]);
        mean[axis] += more * centre;
        square[axis] += more * centre * centre;
      }
    }
    CHECK(excess == Approx(4.0).epsilon(1e-9));
    for (std::size_t axis = 0; axis < 2; ++axis) {
      const double centre = mean[axis] / excess, edge = 4.0 * spec.spot_radius;
      if (centre < kDie.lower[axis] + edge || centre > kDie.upper[axis] - edge) continue;
      // Of equal cells the variance has a twelfth of their width squared besides.
      const double cell = 50e-6;
      CHECK(square[axis] / excess - centre * centre ==
            Approx(spec.spot_radius * spec.spot_radius + cell * cell / 12.0).epsilon(1e-3));
    }
  }
}
