#include <cmath>
#include <random>

#include <catch2/catch.hpp>

#include "mesh_models.hpp"
#include "meshes/density_classes.hpp"
#include "meshes/rasterize.hpp"

using namespace strata;
using namespace strata::test;

namespace {

Grid uneven_grid(std::mt19937& random, int nx, int ny, double width, double depth) {
  std::uniform_real_distribution<double> spacing(0.2, 1.0);
  Grid grid;
  const auto lines = [&](int n, double length) {
    std::vector<double> list{0.0};
    for (int i = 0; i < n; ++i) list.push_back(list.back() + spacing(random));
    for (double& line : list) line *= length / list.back();
    list.back() = length;
    return list;
  };
  grid.lines = {lines(nx, width), lines(ny, depth), {0.0, 1.0}};
  return grid;
}

DensityMap random_map(std::mt19937& random, int nx, int ny, double width, double depth) {
  std::uniform_real_distribution<double> density(0.0, 1.0);
  DensityMap map;
  map.material = map.first_class = MaterialId{3};
  map.n_classes = 256;
  map.highest = 1.0;
  for (int j = 0; j < ny; ++j)
    for (int i = 0; i < nx; ++i)
      map.raster.push_back({{{width * i / nx, depth * j / ny}, {width * (i + 1) / nx, depth * (j + 1) / ny}},
                            density(random)});
  return map;
}

}  // namespace

TEST_CASE("the metal of a map is kept whatever the grid, and classes are off by half a step at most") {
  std::mt19937 random(7);
  const double width = 3e-3, depth = 2e-3;
  for (const int n : {1, 3, 17, 60}) {
    const DensityMap map = random_map(random, 13, 9, width, depth);
    const Grid grid = uneven_grid(random, n, n + 1, width, depth);
    const ColumnDensities columns = column_densities(map, grid, {0, n, 0, n + 1});
    REQUIRE(columns.density.size() == static_cast<std::size_t>(n * (n + 1)));
    double of_map = 0.0, of_grid = 0.0;
    for (const Tile& tile : map.raster)
      of_map +=
          tile.value * (tile.area.upper[0] - tile.area.lower[0]) * (tile.area.upper[1] - tile.area.lower[1]);
    for (int j = 0; j <= n; ++j) {
      for (int i = 0; i < n; ++i) {
        const double density = columns.at(i, j);
        of_grid += density * grid.spacing(Axis::x, i) * grid.spacing(Axis::y, j);
        const int index = static_cast<int>(class_of(map, density)) - static_cast<int>(map.first_class);
        CHECK(std::abs(index / 255.0 - density) <= class_error(map) * (1.0 + 1e-12));
      }
    }
    CHECK(of_grid == Approx(of_map).epsilon(1e-13));
  }
}

TEST_CASE("a rank sees the same densities as all ranks together") {
  std::mt19937 random(8);
  const DensityMap map = random_map(random, 11, 10, 1e-3, 1e-3);
  const Grid grid = uneven_grid(random, 30, 25, 1e-3, 1e-3);
  const ColumnDensities whole = column_densities(map, grid, {0, 30, 0, 25});
  const ColumnDensities part = column_densities(map, grid, {7, 19, 4, 25});
  for (int j = 4; j < 25; ++j)
    for (int i = 7; i < 19; ++i) CHECK(part.at(i, j) == whole.at(i, j));
}

TEST_CASE("the ends of a map have classes of their own, a single density has one") {
  DensityMap map;
  map.first_class = MaterialId{10};
  map.n_classes = 5;
  map.lowest = 0.2;
  map.highest = 0.6;
  CHECK(class_of(map, 0.2) == MaterialId{10});
  CHECK(class_of(map, 0.6) == MaterialId{14});
  CHECK(class_of(map, 0.6 + 1e-15) == MaterialId{14});
  CHECK(class_of(map, 0.34) == MaterialId{11});
  CHECK(class_error(map) == Approx(0.05));
  map.n_classes = 1;
  CHECK(class_of(map, 0.2) == MaterialId{10});
  CHECK(class_error(map) == 0.0);
}

TEST_CASE("cells of a mapped body take the material of their class, others keep theirs") {
  Model model = empty_model(1000, 500, 100);
  add_body(model, "wired", box_um({0, 0, 0}, {1000, 500, 50}), 1);
  add_body(model, "plain", box_um({0, 0, 50}, {1000, 500, 100}), 2);
  DensityMap map;
  map.material = MaterialId{1};
  map.first_class = MaterialId{5};
  map.n_classes = 3;
  map.highest = 1.0;
  map.raster = {{{{0.0, 0.0}, {500e-6, 500e-6}}, 0.0}, {{{500e-6, 0.0}, {1000e-6, 500e-6}}, 1.0}};
  model.geometry.density_maps.push_back(map);
  model.geometry.bodies[0].density_map = 0;
  model.mesh.lateral = 334e-6;  // three cells along x: the middle one is half and half
  model.mesh.max_thickness = 1e-3;
  const Grid grid = plan_grid(model).grid;
  REQUIRE(grid.n_cells(Axis::x) == 3);
  const Partition partition(MPI_COMM_SELF, grid);
  const MaterialView materials = rasterize_materials(model.geometry, grid, partition);
  const auto id = [&](int i, int j, int k) {
    return static_cast<int>(
        materials(static_cast<std::size_t>(ghosted_index(i, j, k, grid.n_cells(Axis::x), 2))));
  };
  for (int j = 0; j < grid.n_cells(Axis::y); ++j) {
    CHECK(id(0, j, 0) == 5);
    CHECK(id(1, j, 0) == 6);
    CHECK(id(2, j, 0) == 7);
    for (int i = 0; i < 3; ++i) CHECK(id(i, j, 1) == 2);
  }
}
