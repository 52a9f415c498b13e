// Decks with metal maps, solved and held against exact solutions and against the same metal painted as
// blocks.
#include <cmath>

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include "heat_models.hpp"
#include "physics/metal_medium.hpp"
#include "tests/unit/inputs/scratch_folder.hpp"

using namespace strata;
using namespace strata::testing;

namespace {

constexpr double kMetal = 400.0, kDielectric = 1.6;  // [W/(m.K)]
const std::string kTail = ", density: 1000 kg/m^3, heat_capacity: 1000 J/(kg.K)}\n";
const std::string kMaterials =
    "strata: 1\nsolver: {relative_tolerance: 1e-12}\nmaterials:\n  m: {conductivity: 400 W/(m.K)" + kTail +
    "  d: {conductivity: 1.6 W/(m.K)" + kTail;

std::string wired(double via_density, int classes = 256) {
  return fmt::format(
      "  wired: {{metal_map: {{file: f.csv, units: fraction, first_row: y_max, metal: m, dielectric: d, "
      "via_density: {}, classes: {}}}}}\n",
      via_density, classes);
}

/// One layer of 0.8 x 0.4 x 0.1 mm.
std::string layer(const std::string& material, const std::string& more = "") {
  return "assembly: {size: [0.8 mm, 0.4 mm], stack: [{name: a, thickness: 0.1 mm, material: " + material +
         more + "}]}\n";
}

std::string between(const std::string& cold, const std::string& hot) {
  return "boundaries: {" + cold + ": {fixed_temperature: 300 K}, " + hot + ": {fixed_temperature: 310 K}}\n";
}

std::string mesh(double lateral_um) {
  return fmt::format("mesh: {{lateral: {} um, per_layer: {{max_thickness: 50 um}}, growth: 0}}\n",
                     lateral_um);
}

struct Run {
  Solved solved;
  double heat = 0.0;  ///< through the hot face [W]
};

Run run(const std::string& deck, const std::string& csv, const std::string& hot) {
  const strata::test::ScratchFolder folder;
  folder.write("f.csv", csv);
  const Model model = load_model_text(deck, "test.yaml", folder.path());
  Run result{solve(model), 0.0};
  for (const BoundaryHeat& boundary : result.solved.heat.boundaries)
    if (boundary.name == hot) result.heat = std::abs(boundary.heat_out);
  REQUIRE(result.heat > 0.0);
  return result;
}

double heat(const std::string& deck, const std::string& csv, const std::string& hot) {
  return run(deck, csv, hot).heat;
}

double k_z(double density, double via) {
  return series_conductivity(density, kMetal, parallel_conductivity(via, kMetal, kDielectric));
}

}  // namespace

TEST_CASE("a map of one density conducts as the two-material rules say") {
  const std::string deck = kMaterials + wired(0.05) + layer("wired") + mesh(100);
  const double through = 10.0 * k_z(0.3, 0.05) * 0.8e-3 * 0.4e-3 / 0.1e-3;
  const double along = 10.0 * parallel_conductivity(0.3, kMetal, kDielectric) * 0.4e-3 * 0.1e-3 / 0.8e-3;
  CHECK(heat(deck + between("bottom", "top"), "0.3\n", "top") == Approx(through).epsilon(1e-10));
  CHECK(heat(deck + between("x_min", "x_max"), "0.3\n", "x_max") == Approx(along).epsilon(1e-10));
}

TEST_CASE("two halves of different density are exact side by side and one behind the other") {
  const std::string deck = kMaterials + wired(0.1) + layer("wired") + mesh(100);
  const std::string halves = "0.2,0.7\n";
  const double through = 10.0 * (k_z(0.2, 0.1) + k_z(0.7, 0.1)) * 0.5 * 0.8e-3 * 0.4e-3 / 0.1e-3;
  CHECK(heat(deck + between("bottom", "top"), halves, "top") == Approx(through).epsilon(1e-10));
  const double k_left = parallel_conductivity(0.2, kMetal, kDielectric);
  const double k_right = parallel_conductivity(0.7, kMetal, kDielectric);
  const double in_series = 10.0 * series_conductivity(0.5, k_left, k_right) * 0.4e-3 * 0.1e-3 / 0.8e-3;
  const double side_by_side = 10.0 * 0.5 * (k_left + k_right) * 0.8e-3 * 0.1e-3 / 0.4e-3;
  CHECK(heat(deck + between("x_min", "x_max"), halves, "x_max") == Approx(in_series).epsilon(1e-10));
  CHECK(heat(deck + between("y_min", "y_max"), halves, "y_max") == Approx(side_by_side).epsilon(1e-10));
}

TEST_CASE("a map that the grid resolves equals the same metal painted as blocks") {
  std::string blocks, csv;
  for (int stripe = 0; stripe < 8; ++stripe) {
    csv += stripe % 2 == 0 ? "0," : "1,";
    if (stripe % 2 == 0) continue;
    blocks += fmt::format("{}{{name: s{}, at: [{} um, 0 um], size: [100 um, 0.4 mm], material: m}}",
                          stripe > 1 ? ", " : "", stripe, 100 * stripe);
  }
  csv.back() = '\n';
  const std::string ends = "boundaries: {x_min: {fixed_temperature: 300 K}, top: {heat_flux: 1 W/mm^2}}\n";
  const Run mapped = run(kMaterials + wired(0.0) + layer("wired") + mesh(50) + ends, csv, "top");
  const Run painted =
      run(kMaterials + layer("d", ", blocks: [" + blocks + "]") + mesh(50) + ends, csv, "top");
  REQUIRE(mapped.solved.plan.grid.n_cells() == painted.solved.plan.grid.n_cells());
  for (int i = 0; i < mapped.solved.plan.grid.n_cells(Axis::x); ++i)
    for (int k = 0; k < 2; ++k)
      CHECK(mapped.solved.at(i, 0, k) == Approx(painted.solved.at(i, 0, k)).epsilon(1e-9));
}

TEST_CASE("stripes the grid smears stay within Wiener's bounds and converge to the resolved ones") {
  // An odd number of classes holds one half exactly.
  const std::string deck = kMaterials + wired(0.0, 257) + layer("wired") + between("x_min", "x_max");
  const std::string stripes = "0,1,0,1,0,1,0,1\n";
  const double scale = 10.0 * 0.4e-3 * 0.1e-3 / 0.8e-3;
  const double least = scale * series_conductivity(0.5, kMetal, kDielectric);
  const double most = scale * parallel_conductivity(0.5, kMetal, kDielectric);
  // Cells of two stripes see half metal everywhere: the upper bound. Cells of one stripe are exact.
  CHECK(heat(deck + mesh(200), stripes, "x_max") == Approx(most).epsilon(1e-10));
  CHECK(heat(deck + mesh(100), stripes, "x_max") == Approx(least).epsilon(1e-10));
  // Cells across an edge hide their share of the dielectric: the error falls as their width.
  double before = most;
  for (const int n : {27, 81, 243}) {
    const double found = heat(deck + mesh(800.0 / n * 1.0001), stripes, "x_max");
    INFO(n << " cells");
    CHECK(found >= least * (1.0 - 1e-10));
    CHECK(found <= most);
    CHECK((found - least) < 0.5 * (before - least));
    before = found;
  }
  CHECK(before == Approx(least).epsilon(0.03));
}

TEST_CASE("a part that is turned or flipped conducts as the map turned by hand") {
  const std::string ends =
      "boundaries: {x_min: {fixed_temperature: 300 K}, y_max: {convection: {film_coefficient: 1e4 W/(m^2.K), "
      "ambient: 290 K}}, top: {heat_flux: 1 W/mm^2}}\n";
  const auto placed = [&](const std::string& turn, const std::string& size) {
    return run(kMaterials + wired(0.1) +
                   "parts: {p: {size: [0.8 mm, 0.4 mm], layers: [{name: l, thickness: 0.1 mm, material: "
                   "wired}]}}\nassembly: {size: " +
                   size + ", stack: [{tier: t, place: [{part: p, at: [0 mm, 0 mm]" + turn + "}]}]}\n" +
                   mesh(50) + ends,
               "0.1,0.9\n0.3,0.6\n", "top");
  };
  const auto by_hand = [&](const std::string& csv, const std::string& size) {
    return run(kMaterials + wired(0.1) + "assembly: {size: " + size +
                   ", stack: [{name: l, thickness: 0.1 mm, material: wired}]}\n" + mesh(50) + ends,
               csv, "top");
  };
  const auto check_equal = [](const Run& a, const Run& b) {
    const Grid& grid = a.solved.plan.grid;
    REQUIRE(grid.n_cells() == b.solved.plan.grid.n_cells());
    for (int j = 0; j < grid.n_cells(Axis::y); ++j)
      for (int i = 0; i < grid.n_cells(Axis::x); ++i)
        CHECK(a.solved.at(i, j, 0) == Approx(b.solved.at(i, j, 0)).epsilon(1e-9));
  };
  const std::string upright = "[0.4 mm, 0.8 mm]", lying = "[0.8 mm, 0.4 mm]";
  check_equal(placed(", rotate: 90", upright), by_hand("0.9,0.6\n0.1,0.3\n", upright));
  check_equal(placed(", rotate: 180", lying), by_hand("0.6,0.3\n0.9,0.1\n", lying));
  check_equal(placed(", flip: true", lying), by_hand("0.9,0.1\n0.6,0.3\n", lying));
  check_equal(placed(", flip: true, rotate: 90", upright), by_hand("0.1,0.3\n0.9,0.6\n", upright));
}

TEST_CASE("constituents that depend on temperature keep working in a map") {
  const std::string deck =
      "strata: 1\nsolver: {relative_tolerance: 1e-12}\nmaterials:\n  m: {conductivity: {table: [[300 K, 400 "
      "W/(m.K)], [400 K, 200 W/(m.K)]]}" +
      kTail + "  d: {conductivity: 1.6 W/(m.K)" + kTail + wired(0.0) + layer("wired") + mesh(5) +
      "boundaries: {x_min: {fixed_temperature: 300 K}, x_max: {fixed_temperature: 400 K}}\n";
  // Kirchhoff: the integral of k = 0.5 k_m(T) + 0.5 k_d from 300 to 400 K, with k_m linear between.
  const double integral = 100.0 * (0.5 * 300.0 + 0.5 * kDielectric);
  CHECK(heat(deck, "0.5\n", "x_max") == Approx(integral * 0.4e-3 * 0.1e-3 / 0.8e-3).epsilon(1e-4));
}
