#include <algorithm>
#include <ctime>
#include <queue>
#include <random>

#include <catch2/catch.hpp>

#include "mesh_models.hpp"
#include "meshes/blocks.hpp"
#include "meshes/components.hpp"
#include "meshes/rasterize.hpp"
#include "meshes/statistics.hpp"

using namespace strata;
using namespace strata::test;

namespace {

bool never(const CellFace&) {
  return false;
}

/// Is solid, per cell, i fastest, then j, then k.
std::vector<bool> solid_cells(const Model& model, const Grid& grid) {
  SlabPainter painter(model.geometry, grid, {0, grid.n_cells(Axis::x), 0, grid.n_cells(Axis::y)});
  std::vector<bool> solid;
  for (int k = 0; k < grid.n_cells(Axis::z); ++k) {
    for (const BodyIndex body : painter.paint(k)) {
      solid.push_back(body != kNoBody && model.geometry.bodies[body].material != kVoid);
    }
  }
  return solid;
}

/// Sizes of the connected pieces of `value`, largest first, by flooding cell after cell.
std::vector<std::int64_t> flooded_sizes(std::vector<bool> solid, const Grid& grid, bool value) {
  const int nx = grid.n_cells(Axis::x);
  const int ny = grid.n_cells(Axis::y);
  const int nz = grid.n_cells(Axis::z);
  const auto at = [&](int i, int j, int k) { return i + nx * (j + std::size_t(ny) * k); };
  std::vector<std::int64_t> sizes;
  for (int k0 = 0; k0 < nz; ++k0) {
    for (int j0 = 0; j0 < ny; ++j0) {
      for (int i0 = 0; i0 < nx; ++i0) {
        if (solid[at(i0, j0, k0)] != value) continue;
        sizes.push_back(0);
        std::queue<std::array<int, 3>> todo;
        todo.push({i0, j0, k0});
        solid[at(i0, j0, k0)] = !value;
        while (!todo.empty()) {
          const auto [i, j, k] = todo.front();
          todo.pop();
          ++sizes.back();
          const std::array<std::array<int, 3>, 6> around{
              {{i - 1, j, k}, {i + 1, j, k}, {i, j - 1, k}, {i, j + 1, k}, {i, j, k - 1}, {i, j, k + 1}}};
          for (const auto& [a, b, c] : around) {
            if (a < 0 || a >= nx || b < 0 || b >= ny || c < 0 || c >= nz || solid[at(a, b, c)] != value)
              continue;
            solid[at(a, b, c)] = !value;
            todo.push({a, b, c});
          }
        }
      }
    }
  }
  std::sort(sizes.rbegin(), sizes.rend());
  return sizes;
}

Model scattered_model(std::mt19937& random, int n_bodies) {
  Model model = empty_model(1000, 900, 100);
  for (int n = 0; n < n_bodies; ++n) {
    const double x = 50.0 * static_cast<int>(random() % 18);
    const double y = 50.0 * static_cast<int>(random() % 16);
    const double z = 10.0 * static_cast<int>(random() % 9);
    add_body(model, "b" + std::to_string(n),
             box_um({x, y, z}, {x + 50.0 * (1 + random() % 2), y + 50.0 * (1 + random() % 2), z + 10}),
             random() % 4 == 0 ? 0 : 1);
  }
  model.mesh.lateral = 30e-6;
  model.mesh.max_thickness = 6e-6;
  return model;
}

}  // namespace

TEST_CASE("pieces of solid and void have the sizes that flooding cell by cell finds") {
  std::mt19937 random(3);
  for (int trial = 0; trial < 12; ++trial) {
    const Model model = scattered_model(random, 40 + 60 * trial);
    const Grid grid = plan_grid(model).grid;
    const auto solid = solid_cells(model, grid);
    std::vector<std::int64_t> sizes;
    for (const auto& component : solid_components(model.geometry, grid, never))
      sizes.push_back(component.n_cells);
    CHECK(sizes == flooded_sizes(solid, grid, true));
    sizes.clear();
    for (const auto& component : void_components(model.geometry, grid)) sizes.push_back(component.n_cells);
    std::sort(sizes.rbegin(), sizes.rend());
    CHECK(sizes == flooded_sizes(solid, grid, false));
  }
}

TEST_CASE("every face where the solid ends is asked about exactly once while nothing is fixed") {
  std::mt19937 random(8);
  const Model model = scattered_model(random, 200);
  const Grid grid = plan_grid(model).grid;
  const auto solid = solid_cells(model, grid);
  const std::array<int, 3> n{grid.n_cells(Axis::x), grid.n_cells(Axis::y), grid.n_cells(Axis::z)};
  const auto at = [&](const std::array<int, 3>& c) {
    return c[0] + n[0] * (c[1] + std::size_t(n[1]) * c[2]);
  };
  std::vector<int> asked(6 * solid.size(), 0);
  int wrong = 0;
  solid_components(model.geometry, grid, [&](const CellFace& face) {
    ++asked[6 * at(face.cell) + static_cast<int>(face.face)];
    const int a = static_cast<int>(face.face) / 2;
    const int end = static_cast<int>(face.face) % 2 == 0 ? 0 : n[a] - 1;
    if (face.is_outer != (face.cell[a] == end)) ++wrong;
    const Box& box = model.geometry.bodies[face.body].box;
    const double centre = grid.centre(Axis::x, face.cell[0]);
    if (centre < box.lower[0] || centre > box.upper[0]) ++wrong;
    return false;
  });
  for (int k = 0; k < n[2]; ++k) {
    for (int j = 0; j < n[1]; ++j) {
      for (int i = 0; i < n[0]; ++i) {
        for (int f = 0; f < 6; ++f) {
          std::array<int, 3> beside{i, j, k};
          beside[f / 2] += f % 2 == 0 ? -1 : 1;
          const bool ends = beside[f / 2] < 0 || beside[f / 2] >= n[f / 2] || !solid[at(beside)];
          const int expected = solid[at({i, j, k})] && ends ? 1 : 0;
          if (asked[6 * at({i, j, k}) + f] != expected) ++wrong;
        }
      }
    }
  }
  CHECK(wrong == 0);
}

TEST_CASE("a piece that no face fixes is told from one that a single face fixes") {
  Model model = empty_model(300, 100, 30);
  add_body(model, "base", box_um({0, 0, 0}, {300, 100, 10}));
  add_body(model, "pillar", box_um({0, 0, 10}, {100, 100, 20}));
  add_body(model, "bridge", box_um({0, 0, 20}, {150, 100, 30}));
  add_body(model, "afloat", box_um({200, 0, 20}, {300, 100, 30}));
  model.mesh.lateral = 25e-6;
  const Grid grid = plan_grid(model).grid;
  const auto components = solid_components(model.geometry, grid, [](const CellFace& face) {
    return face.face == Face::x_min && face.is_outer && face.cell == std::array<int, 3>{0, 3, 2};
  });
  REQUIRE(components.size() == 2);
  CHECK(components[0].n_cells == std::int64_t{12 + 4 + 6} * 4);
  CHECK(components[0].is_fixed);
  CHECK(components[0].body == 0);
  CHECK(components[0].cell == std::array<int, 3>{0, 0, 0});
  CHECK_FALSE(components[1].is_fixed);
  CHECK(components[1].body == 3);
  CHECK(components[1].cell == std::array<int, 3>{8, 0, 2});
  CHECK(components[1].extent.lower == std::array<int, 3>{8, 0, 2});
  CHECK(components[1].extent.upper == std::array<int, 3>{12, 4, 3});
}

TEST_CASE("cells that meet in an edge only are not connected") {
  Model model = empty_model(200, 100, 20);
  add_body(model, "left", box_um({0, 0, 0}, {100, 100, 10}));
  add_body(model, "right", box_um({100, 0, 10}, {200, 100, 20}));
  CHECK(solid_components(model.geometry, plan_grid(model).grid, never).size() == 2);
}

TEST_CASE("void regions come with bounding box, volume and the part nobody filled") {
  Model model = empty_model(1000, 1000, 30);
  add_body(model, "base", box_um({0, 0, 0}, {1000, 1000, 10}));
  add_body(model, "around", box_um({0, 0, 10}, {1000, 1000, 20}), 0, BodyKind::around);
  add_body(model, "die", box_um({100, 100, 10}, {900, 900, 20}));
  add_body(model, "lid", box_um({0, 0, 20}, {1000, 1000, 30}));
  add_body(model, "hole", box_um({400, 400, 0}, {500, 500, 10}), 0, BodyKind::block);
  model.geometry.bodies[2].box.upper[2] = 18e-6;  // two micrometres under the lid stay void
  model.mesh.lateral = 10e-6;
  const Grid grid = plan_grid(model).grid;
  const FillStatistics fill = fill_statistics(model.geometry, grid);
  REQUIRE(fill.n_void_regions == 2);
  const double around = (1e-3 * 1e-3 - 0.8e-3 * 0.8e-3) * 8e-6 + 1e-3 * 1e-3 * 2e-6;
  CHECK(fill.void_regions[0].volume == Approx(around).epsilon(1e-12));
  CHECK(fill.void_regions[0].unfilled_volume == 0.0);
  CHECK(fill.void_regions[0].box.lower[2] == Approx(10e-6));
  CHECK(fill.void_regions[0].box.upper[2] == Approx(20e-6));
  CHECK(fill.void_regions[1].box.lower[0] == Approx(400e-6));
  CHECK(fill.void_regions[1].box.upper[1] == Approx(500e-6));
  CHECK(fill.void_regions[1].n_cells == 100);
  CHECK(fill.void_fraction == Approx((around + 1e-4 * 1e-4 * 1e-5) / (1e-3 * 1e-3 * 3e-5)).epsilon(1e-12));
  CHECK(fill.n_solid_cells == grid.n_cells() - fill.void_regions[0].n_cells - 100);
  CHECK(fill_statistics(model.geometry, grid, 1).void_regions.size() == 1);
  CHECK(fill_statistics(model.geometry, grid, 1).n_void_regions == 2);
}

TEST_CASE("space that no body fills is told from void that a deck asks for") {
  Model model = empty_model(100, 100, 20);
  add_body(model, "base", box_um({0, 0, 0}, {100, 100, 10}));
  add_body(model, "gap", box_um({0, 0, 10}, {40, 100, 20}), 0, BodyKind::around);
  const FillStatistics fill = fill_statistics(model.geometry, plan_grid(model).grid);
  REQUIRE(fill.void_regions.size() == 1);
  CHECK(fill.void_regions[0].volume == Approx(1e-4 * 1e-4 * 1e-5));
  CHECK(fill.void_regions[0].unfilled_volume == Approx(0.6e-4 * 1e-4 * 1e-5));
}

TEST_CASE("grid statistics find the extreme spacings, where they are, and the worst cell") {
  Grid grid;
  grid.lines = {{{0.0, 4.0, 5.0, 15.0}, {0.0, 2.0}, {0.0, 0.5, 0.75}}};
  const GridStatistics statistics = grid_statistics(grid);
  CHECK(statistics.n_cells == 6);
  CHECK(statistics.smallest[0].size == 1.0);
  CHECK(statistics.smallest[0].centre == 4.5);
  CHECK(statistics.largest[0].size == 10.0);
  CHECK(statistics.largest[0].centre == 10.0);
  CHECK(statistics.smallest[2].size == 0.25);
  CHECK(statistics.worst_aspect_ratio == 40.0);
  CHECK(statistics.longest_edge == Axis::x);
  CHECK(statistics.shortest_edge == Axis::z);
}

TEST_CASE("blocks do not multiply with cells, and statistics of a hundred billion cells take no time") {
  Model model = empty_model(50000, 50000, 2000);
  add_body(model, "base", box_um({0, 0, 0}, {50000, 50000, 1000}));
  add_body(model, "die", box_um({10000, 10000, 1000}, {40000, 40000, 2000}));
  model.mesh.lateral = 5e-6;
  model.mesh.max_thickness = 2e-6;
  const std::clock_t start = std::clock();
  const Grid grid = plan_grid(model).grid;
  CHECK(grid.n_cells() == std::int64_t{10000} * 10000 * 1000);
  CHECK(block_grid(model.geometry, grid).grid.n_cells() == std::int64_t{3} * 3 * 2);
  CHECK(fill_statistics(model.geometry, grid).n_solid_cells ==
        std::int64_t{10000} * 10000 * 500 + std::int64_t{6000} * 6000 * 500);
  CHECK(static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC < 0.5);
}
