#include <ctime>
#include <numeric>
#include <random>

#include <catch2/catch.hpp>

#include "mesh_models.hpp"
#include "meshes/rasterize.hpp"

using namespace strata;
using namespace strata::test;

namespace {

Window whole(const Grid& grid) {
  return {0, grid.n_cells(Axis::x), 0, grid.n_cells(Axis::y)};
}

/// The body that was painted last over a point, by looking at every body.
BodyIndex body_at(const Geometry& geometry, const std::array<double, 3>& point) {
  BodyIndex found = kNoBody;
  for (BodyIndex b = 0; b < static_cast<BodyIndex>(geometry.bodies.size()); ++b) {
    const Box& box = geometry.bodies[b].box;
    bool is_inside = true;
    for (int a = 0; a < 3; ++a) is_inside = is_inside && box.lower[a] < point[a] && point[a] < box.upper[a];
    if (is_inside) found = b;
  }
  return found;
}

Model random_model(std::mt19937& random) {
  Model model = empty_model(1000, 900, 100);
  const auto pair = [&random](int steps, double size) {
    const int a = static_cast<int>(random() % steps);
    const int b = a + 1 + static_cast<int>(random() % (steps - a));
    return std::array<double, 2>{a * size / steps, b * size / steps};
  };
  for (int n = 0; n < 12; ++n) {
    const auto x = pair(17, 1000);
    const auto y = pair(13, 900);
    const auto z = pair(7, 100);
    add_body(model, "body" + std::to_string(n), box_um({x[0], y[0], z[0]}, {x[1], y[1], z[1]}),
             static_cast<int>(random() % 4));
  }
  model.mesh.lateral = 70e-6;
  model.mesh.max_thickness = 9e-6;
  return model;
}

std::vector<double> random_lines(std::mt19937& random, int n, double length) {
  std::vector<double> lines{0.0};
  for (int i = 0; i < n; ++i)
    lines.push_back(lines.back() + std::uniform_real_distribution<>(0.01, 1.0)(random));
  for (double& line : lines) line *= length / lines.back();
  lines.back() = length;
  return lines;
}

Raster random_raster(std::mt19937& random, int n, double length) {
  std::uniform_real_distribution<> at(0.0, length);
  std::uniform_real_distribution<> value(-1.0, 5.0);
  Raster raster;
  for (int t = 0; t < n; ++t) {
    const auto [x0, x1] = std::minmax({at(random), at(random)});
    const auto [y0, y1] = std::minmax({at(random), at(random)});
    raster.push_back({{{x0, y0}, {x1, y1}}, value(random)});
  }
  return raster;
}

}  // namespace

TEST_CASE("every cell of a painted slab holds the last body over its centre, in whole and partial windows") {
  std::mt19937 random(5);
  for (int trial = 0; trial < 10; ++trial) {
    const Model model = random_model(random);
    const Grid grid = plan_grid(model).grid;
    const Window part{3, grid.n_cells(Axis::x) - 2, 2, grid.n_cells(Axis::y) - 4};
    for (const Window& window : {whole(grid), part}) {
      SlabPainter painter(model.geometry, grid, window);
      int wrong = 0;
      for (int k = 0; k < grid.n_cells(Axis::z); ++k) {
        const std::vector<BodyIndex>& slab = painter.paint(k);
        REQUIRE(static_cast<int>(slab.size()) == window.nx() * window.ny());
        for (int j = window.j0; j < window.j1; ++j) {
          for (int i = window.i0; i < window.i1; ++i) {
            const std::array<double, 3> centre{grid.centre(Axis::x, i), grid.centre(Axis::y, j),
                                               grid.centre(Axis::z, k)};
            if (slab[(j - window.j0) * window.nx() + i - window.i0] != body_at(model.geometry, centre))
              ++wrong;
          }
        }
      }
      CHECK(wrong == 0);
    }
  }
}

TEST_CASE("layers crossed by the same bodies are one slab, and slabs may be painted in any order") {
  Model model = empty_model(100, 100, 100);
  add_body(model, "lower", box_um({0, 0, 0}, {100, 100, 40}));
  add_body(model, "upper", box_um({0, 0, 60}, {50, 100, 100}));
  model.mesh.max_thickness = 5e-6;
  const Grid grid = plan_grid(model).grid;
  SlabPainter painter(model.geometry, grid, whole(grid));
  CHECK(painter.n_slabs() == 3);
  CHECK(painter.slab_of(0) == 0);
  CHECK(painter.slab_of(7) == 0);
  CHECK(painter.slab_of(8) == 1);
  CHECK(painter.slab_of(19) == 2);
  CHECK(painter.paint(19) == std::vector<BodyIndex>{1, kNoBody});
  CHECK(painter.paint(0) == std::vector<BodyIndex>{0, 0});
  CHECK(painter.paint(10) == std::vector<BodyIndex>{kNoBody, kNoBody});
}

TEST_CASE("materials lie in ghosted order with void around the domain") {
  std::mt19937 random(9);
  const Model model = random_model(random);
  const Grid grid = plan_grid(model).grid;
  const Partition partition(MPI_COMM_SELF, grid);
  const auto materials = Kokkos::create_mirror_view_and_copy(
      Kokkos::HostSpace(), rasterize_materials(model.geometry, grid, partition));
  const int nx = grid.n_cells(Axis::x);
  const int ny = grid.n_cells(Axis::y);
  const int nz = grid.n_cells(Axis::z);
  REQUIRE(static_cast<std::int64_t>(materials.extent(0)) == std::int64_t{nx + 2} * nz * (ny + 2));
  int wrong = 0;
  for (int j = -1; j <= ny; ++j) {
    for (int k = 0; k < nz; ++k) {
      for (int i = -1; i <= nx; ++i) {
        std::uint16_t expected = 0;
        if (i >= 0 && i < nx && j >= 0 && j < ny) {
          const BodyIndex body = body_at(
              model.geometry, {grid.centre(Axis::x, i), grid.centre(Axis::y, j), grid.centre(Axis::z, k)});
          if (body != kNoBody) expected = static_cast<std::uint16_t>(model.geometry.bodies[body].material);
        }
        if (materials(ghosted_index(i, j, k, nx, nz)) != expected) ++wrong;
      }
    }
  }
  CHECK(wrong == 0);
}

TEST_CASE("a raster keeps its sum to rounding on any grid") {
  std::mt19937 random(11);
  for (int trial = 0; trial < 50; ++trial) {
    const double length = 0.055;
    const auto u = random_lines(random, 1 + static_cast<int>(random() % 60), length);
    const auto v = random_lines(random, 1 + static_cast<int>(random() % 60), length);
    const Raster raster = random_raster(random, 200, length);
    const auto cells =
        raster_sum(raster, u, v, 0, static_cast<int>(u.size()) - 1, 0, static_cast<int>(v.size()) - 1);
    double expected = 0.0;
    double gross = 0.0;
    for (const Tile& tile : raster) {
      expected += tile.value;
      gross += std::abs(tile.value);
    }
    CHECK(std::abs(std::accumulate(cells.begin(), cells.end(), 0.0) - expected) <= 1e-13 * gross);
  }
}

TEST_CASE("raster_sum divides a tile among cells in proportion to their overlap") {
  const std::vector<double> u{0.0, 1.0, 3.0, 4.0};
  const std::vector<double> v{0.0, 2.0, 4.0};
  const Raster raster{{{{0.5, 1.0}, {2.5, 3.0}}, 8.0}};  // area 4, 2 per unit of area
  CHECK_THAT(raster_sum(raster, u, v, 0, 3, 0, 2), Catch::Approx(std::vector<double>{1, 3, 0, 1, 3, 0}));
  CHECK_THAT(raster_sum(raster, u, v, 1, 3, 1, 2), Catch::Approx(std::vector<double>{3, 0}));
  CHECK(raster_sum(raster, u, v, 1, 1, 0, 2).empty());
}

TEST_CASE("parts of the rank windows put together give the whole raster bit by bit") {
  std::mt19937 random(13);
  const auto u = random_lines(random, 20, 1.0);
  const auto v = random_lines(random, 15, 1.0);
  const Raster raster = random_raster(random, 100, 1.0);
  const auto all = raster_sum(raster, u, v, 0, 20, 0, 15);
  const auto part = raster_sum(raster, u, v, 5, 12, 4, 11);
  for (int b = 4; b < 11; ++b) {
    for (int a = 5; a < 12; ++a) CHECK(part[(b - 4) * 7 + a - 5] == all[b * 20 + a]);
  }
}

TEST_CASE("tiles outside the cells asked for and tiles without area add nothing") {
  const std::vector<double> lines{0.0, 1.0, 2.0};
  const Raster raster{
      {{{2.0, 0.0}, {3.0, 1.0}}, 5.0}, {{{-1.0, 0.0}, {0.0, 1.0}}, 5.0}, {{{0.5, 0.5}, {0.5, 1.0}}, 5.0}};
  CHECK(raster_sum(raster, lines, lines, 0, 2, 0, 2) == std::vector<double>(4, 0.0));
}

TEST_CASE("raster_mean weighs by area and takes the outside value where no tile is") {
  const std::vector<double> lines{0.0, 1.0, 2.0};
  const Raster raster{{{{0.0, 0.0}, {1.5, 0.5}}, 10.0}, {{{0.0, 0.5}, {1.0, 1.0}}, 20.0}};
  const auto mean = raster_mean(raster, 2.0, lines, lines, 0, 2, 0, 2);
  CHECK_THAT(mean, Catch::Approx(std::vector<double>{15.0, 0.25 * 10 + 0.75 * 2, 2.0, 2.0}));
}

TEST_CASE("raster_mean of a constant is that constant, whatever lies outside") {
  std::mt19937 random(17);
  const auto u = random_lines(random, 37, 0.01);
  const auto v = random_lines(random, 23, 0.01);
  const auto tu = random_lines(random, 14, 0.01);
  const auto tv = random_lines(random, 9, 0.01);
  Raster raster;
  for (int b = 0; b < 9; ++b) {
    for (int a = 0; a < 14; ++a) raster.push_back({{{tu[a], tv[b]}, {tu[a + 1], tv[b + 1]}}, 7.0});
  }
  for (const double mean : raster_mean(raster, 1e9, u, v, 0, 37, 0, 23))
    CHECK(mean == Approx(7.0).epsilon(1e-13));
}

TEST_CASE("a million tiles are laid over a fine grid in well under a second") {
  Raster raster;
  const int n = 1000;
  for (int b = 0; b < n; ++b) {
    for (int a = 0; a < n; ++a) {
      raster.push_back({{{a * 1e-5, b * 1e-5}, {(a + 1) * 1e-5, (b + 1) * 1e-5}}, 1.0});
    }
  }
  std::vector<double> lines;
  for (int i = 0; i <= 300; ++i) lines.push_back(i * 1e-2 / 300);
  const std::clock_t start = std::clock();
  const auto cells = raster_sum(raster, lines, lines, 0, 300, 0, 300);
  const double seconds = static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
  CHECK(std::accumulate(cells.begin(), cells.end(), 0.0) == Approx(1e6).epsilon(1e-12));
  CHECK(seconds < 1.0);
}
