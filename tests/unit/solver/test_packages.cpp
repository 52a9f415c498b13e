// Properties every solution has, on a stepped package with voids, contacts, sheets and every kind of
// boundary.
#include <algorithm>
#include <cmath>

#include <catch2/catch.hpp>

#include "heat_models.hpp"

using namespace strata;
using namespace strata::testing;

namespace {

double mean_of(const ActiveFace& face) {
  double sum = 0.0, power = 0.0;
  for (std::size_t c = 0; c < face.temperature.size(); ++c) {
    sum += face.temperature[c] * face.power[c];
    power += face.power[c];
  }
  return sum / power;
}

double total_power(const Solved& s) {
  const Window& w = s.partition.window();
  double sum = 0.0;
  std::size_t cell = 0;
  for (int j = w.j0; j < w.j1; ++j) {
    for (int k = 0; k < s.partition.nz(); ++k) {
      for (int i = w.i0; i < w.i1; ++i, ++cell) {
        if (s.heat.material[cell] == 0) continue;
        sum += s.heat.power_density[cell] * s.plan.grid.spacing(Axis::x, i) *
               s.plan.grid.spacing(Axis::y, j) * s.plan.grid.spacing(Axis::z, k);
      }
    }
  }
  return sum;
}

const BoundaryHeat& boundary(const HeatSolution& heat, const std::string& name) {
  for (const BoundaryHeat& b : heat.boundaries) {
    if (b.name == name) return b;
  }
  throw std::runtime_error("no boundary " + name);
}

/// One ambient, two dies, all linear: what reciprocity and linearity need.
Model plain_package(double power0, double power1) {
  Model m = stepped_package(false);
  m.sources.clear();
  m.boundaries.clear();
  if (power0 != 0.0) add_sheet_source(m, "die0", Face::bottom, power0);
  if (power1 != 0.0) add_sheet_source(m, "die1", Face::top, power1);
  add_boundary(m, "top", Face::top, Convection{5000.0, 300.0, {}, {}});
  add_boundary(m, "exposed", std::nullopt, Convection{20.0, 300.0, {}, {}});
  m.solver.relative_tolerance = 1e-12;
  return m;
}

}  // namespace

TEST_CASE("the heat of all sources leaves through the boundaries") {
  for (const bool nonlinear : {false, true}) {
    const Solved s = solve(stepped_package(nonlinear));
    double out = 0.0;
    for (const BoundaryHeat& b : s.heat.boundaries) out += b.heat_out;
    CHECK(out == Approx(10.5).epsilon(1e-8));
    CHECK(total_power(s) == Approx(10.5).epsilon(1e-13));
    CHECK(s.heat.balance.source == Approx(10.5).epsilon(1e-14));
    CHECK(s.heat.balance.relative <= s.heat.balance.bound);
    CHECK(s.heat.balance.bound == 1e-8);
    CHECK(s.heat.convergence.relative_residual <= 1e-8);
    CHECK(s.heat.convergence.fallback.empty());
    CHECK((s.heat.convergence.corrections > 1) == nonlinear);
    CHECK(boundary(s.heat, "x_max").heat_out == Approx(-1000.0 * boundary(s.heat, "x_max").area));
    CHECK(boundary(s.heat, "top.inlet").area == Approx(2e-6));
    CHECK(boundary(s.heat, "top.inlet").surface_temperature_mean == Approx(310.0).epsilon(1e-13));
    CHECK(boundary(s.heat, "top").area == Approx(78e-6));
  }
}

TEST_CASE("temperatures rise in proportion to the power") {
  const Solved one = solve(plain_package(2.0, 1.0)), three = solve(plain_package(6.0, 3.0));
  for (std::size_t c = 0; c < one.heat.temperature.size(); ++c) {
    if (one.heat.material[c] == 0) {
      CHECK(std::isnan(one.heat.temperature[c]));
    } else {
      REQUIRE(three.heat.temperature[c] - 300.0 ==
              Approx(3.0 * (one.heat.temperature[c] - 300.0)).epsilon(1e-9));
    }
  }
}

TEST_CASE("two dies warm each other alike") {
  Model first = plain_package(1.0, 0.0), second = plain_package(0.0, 1.0);
  // The one that is off keeps its active face and its unit weights.
  add_sheet_source(first, "die1", Face::top, 1e-300);
  add_sheet_source(second, "die0", Face::bottom, 1e-300);
  const Solved a = solve(first), b = solve(second);
  const double r10 = mean_of(a.heat.active_faces[1]) - 300.0;
  const double r01 = mean_of(b.heat.active_faces[0]) - 300.0;
  CHECK(r10 > 0.1);
  CHECK(r10 == Approx(r01).epsilon(1e-9));
}

TEST_CASE("nothing is colder than the coldest ambient when all sources heat") {
  const Solved s = solve(plain_package(7.0, 3.0));
  double coldest = 1e9;
  for (const double T : s.heat.temperature) coldest = std::isnan(T) ? coldest : std::min(coldest, T);
  CHECK(coldest > 300.0);
}

TEST_CASE("a body in void is solved as if it were meshed alone") {
  const Convection film{800.0, 290.0, {}, {}};
  const auto block = [&](double shift) {
    Model m;
    const int a = add_material(m, "a", bulk(100.0, 50.0, 10.0)), b = add_material(m, "b", bulk(1.0));
    add_stack(m, 4e-3, 3e-3, {}, 0.25e-3, 0.1e-3);
    m.geometry.domain.upper = {4e-3 + 2 * shift, 3e-3 + 2 * shift, 1e-3 + shift};
    add_body(m, "lower", a, {{shift, shift, 0.0}, {4e-3 + shift, 3e-3 + shift, 0.6e-3}});
    add_body(m, "upper", b, {{shift, shift, 0.6e-3}, {4e-3 + shift, 3e-3 + shift, 1e-3}});
    add_volume_source(m, "lower", 3.0);
    m.sources.back().region.upper[0] = m.sources.back().region.lower[0] + 1e-3;
    add_sheet_source(m, "upper", Face::top, 2.0);
    add_boundary(m, "bottom", Face::bottom, FixedTemperature{300.0});
    if (shift > 0.0) {
      add_boundary(m, "exposed", std::nullopt, film);
    } else {
      for (const Face f : {Face::x_min, Face::x_max, Face::y_min, Face::y_max, Face::top}) {
        add_boundary(m, "side", f, film);
      }
    }
    m.solver.relative_tolerance = 1e-12;
    return m;
  };
  const Solved alone = solve(block(0.0)), inside = solve(block(1e-3));
  const Grid &small = alone.plan.grid, &large = inside.plan.grid;
  const int shift = nearest_line(large, Axis::x, 1e-3);
  REQUIRE(nearest_line(large, Axis::y, 1e-3) == shift);
  REQUIRE(large.n_cells(Axis::x) == small.n_cells(Axis::x) + 2 * shift);
  double hottest = 0.0, difference = 0.0;
  for (int k = 0; k < small.n_cells(Axis::z); ++k) {
    for (int j = 0; j < small.n_cells(Axis::y); ++j) {
      for (int i = 0; i < small.n_cells(Axis::x); ++i) {
        const double T = alone.at(i, j, k);
        hottest = std::max(hottest, T - 290.0);
        difference = std::max(difference, std::abs(T - inside.at(i + shift, j + shift, k)));
      }
    }
  }
  CHECK(hottest > 10.0);
  CHECK(difference < 1e-10 * hottest);
  CHECK(std::isnan(inside.at(0, 0, 0)));
  CHECK(mean_of(alone.heat.active_faces[0]) == Approx(mean_of(inside.heat.active_faces[0])).epsilon(1e-12));
  double side = 0.0;
  for (const BoundaryHeat& b : alone.heat.boundaries) side += b.name == "side" ? b.heat_out : 0.0;
  CHECK(boundary(inside.heat, "exposed").heat_out == Approx(side).epsilon(1e-9));
}

TEST_CASE("a film coefficient given as a map equals the same film in rectangles") {
  Model mapped = plain_package(5.0, 0.0), patched = mapped;
  const Rectangle left{{0.0, 0.0}, {5e-3, 8e-3}}, right{{5e-3, 0.0}, {10e-3, 8e-3}};
  mapped.boundaries[0].condition =
      Convection{1.0, 300.0, {{left, 2000.0}, {right, 4000.0}}, {{left, 290.0}, {right, 310.0}}};
  patched.boundaries[0].condition = Convection{2000.0, 290.0, {}, {}};
  patched.boundaries[0].patch = left;
  add_boundary(patched, "top.right", Face::top, Convection{4000.0, 310.0, {}, {}});
  patched.boundaries.back().patch = right;
  const Solved a = solve(mapped), b = solve(patched);
  for (std::size_t c = 0; c < a.heat.temperature.size(); ++c) {
    if (a.heat.material[c] != 0)
      REQUIRE(a.heat.temperature[c] == Approx(b.heat.temperature[c]).epsilon(1e-12));
  }
}

TEST_CASE("later boundaries replace earlier ones where they overlap") {
  Model m = plain_package(5.0, 0.0);
  add_boundary(m, "lid", Face::top, Convection{100.0, 300.0, {}, {}});
  const Solved s = solve(m);
  CHECK(boundary(s.heat, "top").area == 0.0);
  CHECK(boundary(s.heat, "lid").area == Approx(80e-6));
}

TEST_CASE("power on an active face arrives where a block is painted, and blocks of a die show its face") {
  Model m = plain_package(7.0, 0.0);
  // A foreign body over a corner of the die: heat arrives there too, but it is no place of the die's face.
  add_body(m, "foreign", 4, {{1e-3, 1e-3, 0.5e-3}, {2e-3, 2e-3, 0.7e-3}});
  const Solved s = solve(m);
  const ActiveFace& face = s.heat.active_faces.front();
  double power = 0.0;
  std::size_t hidden = 0;
  for (std::size_t c = 0; c < face.temperature.size(); ++c) {
    power += face.power[c];
    hidden += std::isnan(face.temperature[c]);
  }
  CHECK(power == Approx(7.0).epsilon(1e-13));
  CHECK(total_power(s) == Approx(7.0).epsilon(1e-13));
  CHECK(hidden == 4);  // 1 mm^2 of 0.5 mm cells; the 1 mm^2 of die0.core shows
}

TEST_CASE("a contact acts only where its pair touches, and a later one replaces it") {
  Model m = plain_package(7.0, 0.0);
  const double with = mean_of(solve(m).heat.active_faces.front());
  m.contacts[0].resistance = 0.0;
  const double without = mean_of(solve(m).heat.active_faces.front());
  CHECK(with > without + 0.5);
  Contact later = m.contacts[0];
  m.contacts[0].resistance = 1.0;
  later.resistance = 9.0;
  // The map decides inside its tiles.
  later.resistance_map = {{{{0.0, 0.0}, {10e-3, 8e-3}}, 5e-6}};
  m.contacts.push_back(later);
  CHECK(mean_of(solve(m).heat.active_faces.front()) == Approx(with).epsilon(1e-12));
  // The side of the die meets nothing of the lid.
  m.contacts.back().a.face = Face::x_max;
  CHECK_THROWS_WITH(solve(m), Catch::Contains("'die0' and 'tim' touch nowhere"));
}

TEST_CASE("upright contacts act on the sides of a body") {
  Model m;
  const int a = add_material(m, "a", bulk(100.0));
  add_stack(m, 2e-3, 1e-3, {}, 0.25e-3, 0.5e-3);
  m.geometry.domain.upper[2] = 1e-3;
  add_body(m, "left", a, {{0.0, 0.0, 0.0}, {1e-3, 1e-3, 1e-3}});
  add_body(m, "right", a, {{1e-3, 0.0, 0.0}, {2e-3, 1e-3, 1e-3}});
  Contact contact;
  contact.a = select(m, "right", Face::x_min);
  contact.b = select(m, "left");
  contact.resistance = 2e-5;
  m.contacts.push_back(contact);
  add_boundary(m, "x_min", Face::x_min, FixedTemperature{300.0});
  add_boundary(m, "x_max", Face::x_max, FixedTemperature{340.0});
  m.solver.relative_tolerance = 1e-13;
  CHECK(boundary(solve(m).heat, "x_min").heat_out ==
        Approx(40.0 / (2e-3 / 100.0 + 2e-5) * 1e-6).epsilon(1e-12));
}

TEST_CASE("conductivities that jump by 1e5 across micrometre layers converge and balance") {
  for (const double tolerance : {1e-8, 1e-13}) {
    Model m;
    const int copper = add_material(m, "copper", bulk(400.0));
    const int air = add_material(m, "air", bulk(4e-3));
    add_stack(m, 10e-3, 10e-3,
              {{"base", copper, 1e-3}, {"foil", copper, 1e-6}, {"gap", air, 1e-6}, {"lid", copper, 2e-3}},
              0.5e-3, 0.25e-3);
    add_body(m, "cavity", air, {{2e-3, 2e-3, 0.5e-3}, {8e-3, 8e-3, 1e-3}});
    add_sheet_source(m, "lid", Face::bottom, 20.0);
    m.sources.back().region = {{2e-3, 2e-3, 1.002e-3}, {5e-3, 5e-3, 1.002e-3}};
    add_boundary(m, "bottom", Face::bottom, Convection{1e4, 300.0, {}, {}});
    add_boundary(m, "top", Face::top, FixedTemperature{305.0});
    m.solver.relative_tolerance = tolerance;
    const Solved s = solve(m);
    CHECK(s.heat.convergence.fallback.empty());
    CHECK(s.heat.balance.relative <= 1e-8);
    // What rounding holds above the target is said; nothing is hidden.
    CHECK((s.heat.convergence.relative_residual <= tolerance || s.heat.warnings.size() == 1));
    CHECK(s.heat.convergence.relative_residual <= std::max(tolerance, 1e-11));
  }
}
