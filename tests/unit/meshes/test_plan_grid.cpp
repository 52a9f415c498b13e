#include <algorithm>
#include <ctime>

#include <catch2/catch.hpp>

#include "inputs/error.hpp"
#include "mesh_models.hpp"
#include "meshes/grid.hpp"

using namespace strata;
using namespace strata::test;
using Catch::Matchers::Contains;

namespace {

std::vector<double> lines_um(const Grid& grid, Axis axis) {
  std::vector<double> lines = grid.lines[static_cast<int>(axis)];
  for (double& line : lines) line /= kMicro;
  return lines;
}

/// The lines that plan_grid found, in micrometres.
std::vector<double> planned_um(const Model& model, Axis axis) {
  return lines_um(plan_grid(model).grid, axis);
}

const GridPlan::Cause* cause_named(const GridPlan& plan, const std::string& name) {
  for (const auto& cause : plan.causes) {
    if (cause.name == name) return &cause;
  }
  return nullptr;
}

}  // namespace

TEST_CASE(
    "lines stand on every body edge and layer interface and nowhere else when nothing limits the cells") {
  Model model = empty_model(1000, 800, 100);
  add_body(model, "base", box_um({0, 0, 0}, {1000, 800, 60}));
  add_body(model, "die", box_um({100, 200, 60}, {700, 650, 100}));
  CHECK_THAT(planned_um(model, Axis::x), Catch::Approx(std::vector<double>{0, 100, 700, 1000}));
  CHECK_THAT(planned_um(model, Axis::y), Catch::Approx(std::vector<double>{0, 200, 650, 800}));
  CHECK_THAT(planned_um(model, Axis::z), Catch::Approx(std::vector<double>{0, 60, 100}));
}

TEST_CASE("a coarser grid has larger lateral cells and the same layers") {
  Model model = empty_model(1000, 800, 100);
  add_body(model, "base", box_um({0, 0, 0}, {1000, 800, 100}));
  MeshRegion region;
  region.name = "hot";
  region.box = box_um({0, 0, 0}, {200, 800, 100});
  region.lateral = 25e-6;
  region.max_thickness = 20e-6;
  model.mesh.regions.push_back(region);
  model.mesh.lateral = 100e-6;
  const Grid coarse = plan_coarser_grid(model, 2.0).grid;
  CHECK(coarse.n_cells(Axis::x) == 200 / 50 + 800 / 200);
  CHECK(coarse.n_cells(Axis::y) == 800 / 50);
  CHECK(coarse.lines[2] == plan_grid(model).grid.lines[2]);
  CHECK(plan_coarser_grid(model, 1.0).grid.lines == plan_grid(model).grid.lines);
}

TEST_CASE("mesh regions, patches and source regions get lines where they differ from bodies") {
  Model model = empty_model(1000, 1000, 100);
  const BodyIndex body = add_body(model, "base", box_um({0, 0, 0}, {1000, 1000, 100}));
  MeshRegion region;
  region.name = "hot";
  region.box = box_um({100, 150, -50}, {200, 250, 2000});
  region.lateral = 50e-6;
  model.mesh.regions.push_back(region);
  Boundary side;
  side.name = "x_min.inlet";
  side.face = Face::x_min;
  side.patch = Rectangle{{300e-6, 20e-6}, {350e-6, 40e-6}};  // in y and z
  model.boundaries.push_back(side);
  Boundary front;
  front.name = "y_max.inlet";
  front.face = Face::y_max;
  front.patch = Rectangle{{420e-6, 30e-6}, {440e-6, 70e-6}};  // in x and z
  model.boundaries.push_back(front);
  HeatSource source;
  source.body = body;
  source.region = box_um({600, 610, 0}, {700, 720, 100});
  model.sources.push_back(source);
  CHECK_THAT(planned_um(model, Axis::x),
             Catch::Approx(std::vector<double>{0, 100, 150, 200, 420, 440, 600, 700, 1000}));
  CHECK_THAT(planned_um(model, Axis::y),
             Catch::Approx(std::vector<double>{0, 150, 200, 250, 300, 350, 610, 720, 1000}));
  CHECK_THAT(planned_um(model, Axis::z), Catch::Approx(std::vector<double>{0, 20, 30, 40, 70, 100}));
}

TEST_CASE(
    "lateral lines closer than the tolerance merge onto the larger body, which is said with both names") {
  Model model = empty_model(1000, 1000, 20);
  add_body(model, "small", box_um({100, 100, 0}, {300.4, 300, 10}));
  add_body(model, "large", box_um({300, 100, 10}, {900, 900, 20}));
  const GridPlan plan = plan_grid(model);
  CHECK_THAT(lines_um(plan.grid, Axis::x), Catch::Approx(std::vector<double>{0, 100, 300, 900, 1000}));
  REQUIRE(plan.merged.size() == 1);
  CHECK_THAT(plan.merged[0],
             Contains("small") && Contains("large") && Contains("0.4 um away") && Contains("x = "));
  // The small body is found by its own coordinate.
  CHECK(cells_of(plan.grid, model.geometry.bodies[0].box).upper[0] == 2);
}

TEST_CASE("the domain wins a merge, then the larger body, then the earlier one") {
  Model model = empty_model(1000, 1000, 20);
  add_body(model, "first", box_um({0.6, 0, 0}, {500, 1000, 10}));
  add_body(model, "second", box_um({500.5, 0, 10}, {999.9, 1000, 20}));  // as large as the first
  const GridPlan plan = plan_grid(model);
  CHECK_THAT(lines_um(plan.grid, Axis::x), Catch::Approx(std::vector<double>{0, 500, 1000}));
  CHECK(plan.merged.size() == 3);
}

TEST_CASE("a tolerance of exactly the distance keeps both lines") {
  Model model = empty_model(1000, 1000, 20);
  add_body(model, "a", box_um({0, 0, 0}, {500, 1000, 10}));
  add_body(model, "b", box_um({501, 0, 10}, {1000, 1000, 20}));
  const GridPlan plan = plan_grid(model);
  CHECK_THAT(lines_um(plan.grid, Axis::x), Catch::Approx(std::vector<double>{0, 500, 501, 1000}));
  CHECK(plan.merged.empty());
}

TEST_CASE("a chain of close lines does not drift: no edge moves by the tolerance or more") {
  Model model = empty_model(1000, 1000, 100);
  for (int n = 0; n < 10; ++n) {
    add_body(model, "step" + std::to_string(n),
             box_um({0, 0, 10.0 * n}, {500 + 0.4 * n, 1000, 10.0 * (n + 1)}));
  }
  const GridPlan plan = plan_grid(model);
  for (const Body& body : model.geometry.bodies) {
    const int line = nearest_line(plan.grid, Axis::x, body.box.upper[0]);
    CHECK(std::abs(plan.grid.lines[0][line] - body.box.upper[0]) < 1e-6);
  }
  const auto& x = plan.grid.lines[0];
  for (std::size_t i = 0; i + 1 < x.size(); ++i) CHECK(x[i + 1] - x[i] >= 1e-6 * (1 - 1e-9));
}

TEST_CASE("an edge that merged is found on its line even where finer cells lie nearer to it") {
  Model model = empty_model(1000, 1000, 20);
  add_body(model, "large", box_um({0, 0, 0}, {500, 1000, 10}));
  add_body(model, "small", box_um({500.9, 0, 10}, {800, 1000, 20}));
  MeshRegion region;
  region.name = "fine";
  region.box = box_um({490, 0, 0}, {510, 1000, 20});
  region.lateral = 0.5e-6;
  model.mesh.regions.push_back(region);
  const Grid grid = plan_grid(model).grid;
  CHECK(cells_of(grid, model.geometry.bodies[0].box).upper[0] ==
        cells_of(grid, model.geometry.bodies[1].box).lower[0]);
}

TEST_CASE("a body, patch or source that would vanish is an error with its name") {
  Model model = empty_model(1000, 1000, 20);
  add_body(model, "large", box_um({0, 0, 0}, {500, 1000, 20}));
  SECTION("body between merging lines") {
    add_body(model, "sliver", box_um({500, 0, 0}, {500.5, 1000, 20}));
    CHECK_THROWS_AS(plan_grid(model), DeckError);
    CHECK_THROWS_WITH(plan_grid(model), Contains("sliver") && Contains("vanishes"));
  }
  SECTION("body thinner than the tolerance by itself") {
    add_body(model, "sliver", box_um({700, 0, 0}, {700.9, 1000, 20}));
    CHECK_THROWS_WITH(plan_grid(model), Contains("sliver"));
  }
  SECTION("layer without thickness") {
    add_body(model, "flat", box_um({0, 0, 7}, {1000, 1000, 7}));
    CHECK_THROWS_WITH(plan_grid(model), Contains("flat") && Contains("no thickness"));
  }
  SECTION("boundary patch") {
    Boundary boundary;
    boundary.name = "top.inlet";
    boundary.face = Face::top;
    boundary.patch = Rectangle{{100e-6, 100e-6}, {200e-6, 100.2e-6}};
    model.boundaries.push_back(boundary);
    CHECK_THROWS_WITH(plan_grid(model), Contains("top.inlet"));
  }
  SECTION("heat source") {
    HeatSource source;
    source.target = "large.active";
    source.body = 0;
    source.region = box_um({100, 100, 0}, {100.5, 300, 20});
    model.sources.push_back(source);
    CHECK_THROWS_WITH(plan_grid(model), Contains("large.active"));
  }
  SECTION("body outside the domain") {
    add_body(model, "stray", box_um({900, 0, 0}, {1100, 1000, 20}));
    CHECK_THROWS_WITH(plan_grid(model), Contains("stray") && Contains("out of the assembly"));
  }
}

TEST_CASE("z lines a nanometre apart both stay, and lines equal within rounding are one") {
  Model model = empty_model(1000, 1000, 100);
  add_body(model, "a", box_um({0, 0, 0}, {500, 1000, 50}));
  add_body(model, "b", box_um({500, 0, 0}, {1000, 1000, 50.001}));
  add_body(model, "c", box_um({0, 0, 50 + 1e-9}, {500, 1000, 100}));
  const auto z = planned_um(model, Axis::z);
  CHECK_THAT(z, Catch::Approx(std::vector<double>{0, 50, 50.001, 100}).epsilon(1e-7));
  CHECK(z.size() == 4);
}

TEST_CASE("spacings keep to the general and the regional limits with the fewest equal cells") {
  Model model = empty_model(1000, 1000, 100);
  model.mesh.lateral = 200e-6;
  model.mesh.max_thickness = 30e-6;
  add_body(model, "base", box_um({0, 0, 0}, {1000, 1000, 100}));
  MeshRegion region;
  region.name = "hot";
  region.box = box_um({400, 0, 40}, {500, 1000, 60});
  region.lateral = 50e-6;
  region.max_thickness = 5e-6;
  model.mesh.regions.push_back(region);
  const Grid grid = plan_grid(model).grid;
  CHECK_THAT(lines_um(grid, Axis::x), Catch::Approx(std::vector<double>{
                                          0, 200, 400, 450, 500, 500 + 500.0 / 3, 500 + 1000.0 / 3, 1000}));
  // The region spans all of y, so its limit holds for all of y.
  CHECK(grid.n_cells(Axis::y) == 20);
  CHECK_THAT(lines_um(grid, Axis::z), Catch::Approx(std::vector<double>{0, 20, 40, 45, 50, 55, 60, 80, 100}));
}

TEST_CASE("each layer gets its least number of cells over its own thickness and no more") {
  Model model = empty_model(1000, 1000, 100);
  model.mesh.min_cells_per_layer = 3;
  add_body(model, "left", box_um({0, 0, 0}, {500, 1000, 100}), 1, BodyKind::fill);
  add_body(model, "right0", box_um({500, 0, 0}, {1000, 1000, 70}));
  add_body(model, "right1", box_um({500, 0, 70}, {1000, 1000, 100}));
  CHECK(plan_grid(model).grid.n_cells(Axis::z) == 6);
  model.geometry.bodies.resize(1);
  add_body(model, "block", box_um({500, 0, 0}, {1000, 1000, 70}), 1, BodyKind::block);
  // Only the fill counts: its 100 um hold two intervals, of which the thicker is divided.
  CHECK_THAT(planned_um(model, Axis::z), Catch::Approx(std::vector<double>{0, 35, 70, 100}));
}

TEST_CASE("the causes name who asks for lines alone and what would go without them") {
  Model model = empty_model(1000, 1000, 100);
  model.mesh.lateral = 100e-6;
  model.geometry.placements.resize(2);
  model.geometry.placements[0].part = "hbm";
  model.geometry.placements[1].part = "gpu";
  add_body(model, "substrate", box_um({0, 0, 0}, {1000, 1000, 40}));
  model.mesh.max_thickness = 20e-6;
  add_body(model, "hbm0.base", box_um({110, 0, 40}, {250, 1000, 50}));
  model.geometry.bodies.back().placement = 0;
  add_body(model, "hbm0.dram[1]", box_um({110, 0, 50}, {250, 1000, 100}));
  model.geometry.bodies.back().placement = 0;
  add_body(model, "gpu0.die", box_um({300, 0, 40}, {800, 1000, 100}));
  model.geometry.bodies.back().placement = 1;
  const GridPlan plan = plan_grid(model);
  // x: 0 | 110 250 | 300 800 | 1000: 2 + 2 + 1 + 5 + 2 = 12 cells
  REQUIRE(plan.grid.n_cells(Axis::x) == 12);
  REQUIRE(plan.grid.n_cells(Axis::z) == 2 + 1 + 3);
  const auto* hbm = cause_named(plan, "hbm");
  REQUIRE(hbm != nullptr);
  CHECK(hbm->lines[0] == 2);  // 300 um between the domain and the gpu would take 3 cells, not 5
  CHECK(hbm->lines[1] == 0);
  CHECK(hbm->lines[2] == 1);  // 60 um between substrate and top would take 3 cells, not 4
  CHECK(hbm->cells == 12 * 10 * 6 - 10 * 10 * 5);
  CHECK(cause_named(plan, "gpu") == nullptr);  // 750 um right of the hbm take 8 cells with or without it
  const auto* substrate = cause_named(plan, "substrate");
  REQUIRE(substrate != nullptr);
  CHECK(substrate->lines == std::array<int, 3>{0, 0, 1});
  CHECK(std::is_sorted(plan.causes.begin(), plan.causes.end(),
                       [](const auto& a, const auto& b) { return a.cells > b.cells; }));
}

TEST_CASE("forty thousand layers are planned in well under a second") {
  Model model = empty_model(1000, 1000, 40000);
  model.mesh.lateral = 100e-6;
  model.mesh.growth = 1.3;
  for (int n = 0; n < 40000; ++n) {
    add_body(model, "layer[" + std::to_string(n + 1) + "]", box_um({0, 0, 1.0 * n}, {1000, 1000, n + 1.0}));
  }
  add_body(model, "lid", box_um({200, 200, 0}, {800, 800, 40000}));
  const std::clock_t start = std::clock();
  const GridPlan plan = plan_grid(model);
  const double seconds = static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
  CHECK(plan.grid.n_cells(Axis::z) == 40000);
  CHECK(seconds < 1.0);
}

TEST_CASE("a mesh beyond ten million lines on one axis is refused, not attempted") {
  Model model = empty_model(50000, 1000, 100);
  add_body(model, "base", box_um({0, 0, 0}, {50000, 1000, 100}));
  model.mesh.lateral = 1e-9;
  CHECK_THROWS_AS(plan_grid(model), RefusedError);
}

TEST_CASE("an assembly without extent is an error") {
  CHECK_THROWS_AS(plan_grid(empty_model(1000, 0, 10)), DeckError);
}

TEST_CASE("nearest_line finds the nearer of two lines and the ends for what lies beyond") {
  Grid grid;
  grid.lines[0] = {0.0, 1.0, 3.0};
  CHECK(nearest_line(grid, Axis::x, -5.0) == 0);
  CHECK(nearest_line(grid, Axis::x, 0.49) == 0);
  CHECK(nearest_line(grid, Axis::x, 0.5) == 0);
  CHECK(nearest_line(grid, Axis::x, 0.51) == 1);
  CHECK(nearest_line(grid, Axis::x, 2.01) == 2);
  CHECK(nearest_line(grid, Axis::x, 9.0) == 2);
}
