// One-dimensional walls, whose discrete solution is exact: composite wall with contact, sheet sources, k(T),
// boundaries.
#include <cmath>

#include <catch2/catch.hpp>

#include "heat_models.hpp"

using namespace strata;
using namespace strata::testing;

namespace {

const BoundaryHeat& boundary(const HeatSolution& heat, const std::string& name) {
  for (const BoundaryHeat& b : heat.boundaries) {
    if (b.name == name) return b;
  }
  throw std::runtime_error("no boundary " + name);
}

Model composite_wall() {
  Model m;
  const int si = add_material(m, "silicon", bulk(148.0));
  const int tim = add_material(m, "tim", bulk(4.0));
  const int cu = add_material(m, "copper", bulk(390.0));
  add_stack(m, 1e-3, 1e-3, {{"die", si, 0.7e-3}, {"tim", tim, 50e-6}, {"lid", cu, 2e-3}}, 0.5e-3, 0.3e-3);
  m.solver.relative_tolerance = 1e-13;
  return m;
}

void add_contact(Model& m, const std::string& a, const std::string& b, double resistance) {
  Contact contact;
  contact.a = select(m, a);
  contact.b = select(m, b);
  contact.resistance = resistance;
  m.contacts.push_back(contact);
}

}  // namespace

TEST_CASE("a composite wall with a contact resistance conducts exactly") {
  Model m = composite_wall();
  add_contact(m, "die", "tim", 5e-6);
  add_boundary(m, "bottom", Face::bottom, FixedTemperature{350.0});
  add_boundary(m, "top", Face::top, FixedTemperature{300.0});
  const Solved s = solve(m);
  const double q = 50.0 / (0.7e-3 / 148.0 + 50e-6 / 4.0 + 2e-3 / 390.0 + 5e-6);
  CHECK(q == Approx(1.8276233e6).epsilon(1e-7));
  CHECK(boundary(s.heat, "top").heat_out / 1e-6 == Approx(q).epsilon(1e-12));
  CHECK(boundary(s.heat, "bottom").heat_out / 1e-6 == Approx(-q).epsilon(1e-12));
  // Linear inside the die: the first cell centre is half a cell above the hot face.
  const double z = s.plan.grid.centre(Axis::z, 0);
  CHECK(s.at(0, 0, 0) == Approx(350.0 - q * z / 148.0).epsilon(1e-13));
  CHECK(s.heat.convergence.corrections == 1);
}

TEST_CASE("a sheet source beside a contact warms its own side of it") {
  // Two ways out of the sheet: through the contact and the lower layers to the bottom, or up to the top.
  for (const bool is_above : {true, false}) {
    Model m = composite_wall();
    add_contact(m, "die", "tim", 5e-6);
    add_sheet_source(m, is_above ? "tim" : "die", is_above ? Face::bottom : Face::top, 2.0);
    add_boundary(m, "bottom", Face::bottom, FixedTemperature{300.0});
    add_boundary(m, "top", Face::top, Convection{1e4, 310.0, {}, {}});
    const Solved s = solve(m);
    const double down = 0.7e-3 / 148.0 + (is_above ? 5e-6 : 0.0);
    const double up = 50e-6 / 4.0 + 2e-3 / 390.0 + 1e-4 + (is_above ? 0.0 : 5e-6);
    const double T = (300.0 / down + 310.0 / up + 2e6) / (1.0 / down + 1.0 / up);
    REQUIRE(s.heat.active_faces.size() == 1);
    const ActiveFace& face = s.heat.active_faces.front();
    REQUIRE(face.temperature.size() == 4);
    double power = 0.0;
    for (std::size_t c = 0; c < 4; ++c) {
      CHECK(face.temperature[c] == Approx(T).epsilon(1e-13));
      power += face.power[c];
    }
    CHECK(power == Approx(2.0).epsilon(1e-14));
    CHECK(boundary(s.heat, "bottom").heat_out == Approx((T - 300.0) / down * 1e-6).epsilon(1e-11));
    CHECK(boundary(s.heat, "top").heat_out == Approx((T - 310.0) / up * 1e-6).epsilon(1e-11));
  }
}

TEST_CASE("sheets on both sides of one contact act together") {
  Model m = composite_wall();
  add_contact(m, "die", "tim", 5e-6);
  add_sheet_source(m, "die", Face::top, 1.0);
  add_sheet_source(m, "tim", Face::bottom, 3.0);
  add_boundary(m, "bottom", Face::bottom, FixedTemperature{300.0});
  add_boundary(m, "top", Face::top, FixedTemperature{300.0});
  const Solved s = solve(m);
  // Nodes at the two sides of the contact, rises u (die side) and v (tim side), per area.
  const double gd = 148.0 / 0.7e-3, gc = 1.0 / 5e-6, gu = 1.0 / (50e-6 / 4.0 + 2e-3 / 390.0);
  const double det = (gd + gc) * (gu + gc) - gc * gc;
  const double u = (1e6 * (gu + gc) + 3e6 * gc) / det, v = (3e6 * (gd + gc) + 1e6 * gc) / det;
  CHECK(s.heat.active_faces[0].temperature[0] == Approx(300.0 + u).epsilon(1e-13));
  CHECK(s.heat.active_faces[1].temperature[0] == Approx(300.0 + v).epsilon(1e-13));
}

TEST_CASE("a sheet source on the outside combines with the boundary there") {
  const double r = 0.7e-3 / 148.0 + 50e-6 / 4.0 + 2e-3 / 390.0;  // wall
  const auto face_temperature = [](const ThermalCondition& condition) {
    Model m = composite_wall();
    add_sheet_source(m, "die", Face::bottom, 2.0);
    add_boundary(m, "bottom", Face::bottom, condition);
    add_boundary(m, "top", Face::top, FixedTemperature{300.0});
    const Solved s = solve(m);
    CHECK(s.heat.balance.relative <= 1e-8);
    return s.heat.active_faces.front().temperature[0];
  };
  CHECK(face_temperature(Adiabatic{}) == Approx(300.0 + 2e6 * r).epsilon(1e-13));
  CHECK(face_temperature(HeatFlux{-5e5}) == Approx(300.0 + 1.5e6 * r).epsilon(1e-13));
  CHECK(face_temperature(FixedTemperature{305.0}) == Approx(305.0).epsilon(1e-13));
  const double h = 2e4, T = (h * 290.0 + 300.0 / r + 2e6) / (h + 1.0 / r);
  CHECK(face_temperature(Convection{h, 290.0, {}, {}}) == Approx(T).epsilon(1e-13));
}

TEST_CASE("conductivity that falls with temperature meets Kirchhoff's closed form") {
  // k = 148 (T/300)^-1.3, 1 mm, one face at 300 K, q = 5e7 W/m2 on the other: 1185.514 K.
  std::vector<double> errors;
  for (const int n : {40, 80, 160}) {
    Model m;
    BulkMaterial law = bulk(148.0);
    law.conductivity.fill(PowerLaw{148.0, 300.0, -1.3, 200.0, 2000.0});
    const int si = add_material(m, "silicon", law);
    add_stack(m, 1e-3, 1e-3, {{"slab", si, 1e-3}}, 1e-3, 1e-3 / n);
    add_boundary(m, "bottom", Face::bottom, FixedTemperature{300.0});
    add_boundary(m, "top", Face::top, HeatFlux{5e7});
    const Solved s = solve(m);
    const double exact = 300.0 * std::pow(1.0 - 0.3 * 5e7 * 1e-3 / (148.0 * 300.0), -1.0 / 0.3);
    CHECK(exact == Approx(1185.514).epsilon(1e-6));
    const double computed = boundary(s.heat, "top").surface_temperature_mean;
    errors.push_back(std::abs(computed - exact));
    CHECK(s.heat.convergence.corrections < 25);
    CHECK(s.heat.convergence.relative_residual <= 1e-8);
    CHECK(boundary(s.heat, "bottom").heat_out == Approx(50.0).epsilon(1e-8));
    CAPTURE(s.heat.convergence.corrections);
  }
  for (std::size_t e = 1; e < errors.size(); ++e) {
    const double order = std::log2(errors[e - 1] / errors[e]);
    CHECK(order > 1.8);
    CHECK(order < 2.2);
  }
}

TEST_CASE("a property used outside its range is reported with the temperature reached") {
  Model m;
  BulkMaterial law = bulk(100.0);
  law.conductivity.fill(TableLaw{{300.0, 320.0}, {100.0, 90.0}});
  const int si = add_material(m, "silicon", law);
  add_stack(m, 1e-3, 1e-3, {{"slab", si, 1e-3}}, 1e-3, 1e-4);
  add_boundary(m, "bottom", Face::bottom, FixedTemperature{310.0});
  add_boundary(m, "top", Face::top, HeatFlux{5e6});
  const Solved s = solve(m);
  REQUIRE(s.heat.warnings.size() == 1);
  CHECK_THAT(s.heat.warnings[0], Catch::Contains("silicon") && Catch::Contains("320"));
}

TEST_CASE("no power and one ambient is a legal model at ambient temperature") {
  Model m = composite_wall();
  add_boundary(m, "top", Face::top, Convection{1e4, 313.15, {}, {}});
  add_boundary(m, "bottom", Face::bottom, Convection{15.0, 313.15, {}, {}});
  const Solved s = solve(m);
  for (const double T : s.heat.temperature) CHECK(T == 313.15);
  CHECK(s.heat.convergence.iterations == 0);
  CHECK(s.heat.balance.relative == 0.0);
}

TEST_CASE("faces nobody named are reported as adiabatic, symmetry planes as such") {
  Model m = composite_wall();
  m.geometry.symmetry = {Face::x_min};
  add_volume_source(m, "die", 1.0);
  add_boundary(m, "top", Face::top, Convection{1e4, 313.15, {}, {}});
  const Solved s = solve(m);
  CHECK(boundary(s.heat, "top").heat_out == Approx(1.0).epsilon(1e-8));
  CHECK(boundary(s.heat, "x_min (symmetry)").is_named);
  CHECK_FALSE(boundary(s.heat, "y_max (adiabatic)").is_named);
  CHECK(boundary(s.heat, "y_max (adiabatic)").area == Approx(2.75e-6));
  CHECK(boundary(s.heat, "y_max (adiabatic)").heat_out == 0.0);
  CHECK(s.heat.boundaries.size() == 6);
}
