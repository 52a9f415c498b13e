#include <cmath>
#include <limits>

#include <catch2/catch.hpp>

#include "physics/heat_flux.hpp"

using namespace strata;

namespace {
constexpr double kInfinity = std::numeric_limits<double>::infinity();
}

TEST_CASE("Face conductance is half-cells and contact in series") {
  // 2 m^2, 0.1 m of 4 W/(m.K) and 0.3 m of 10 W/(m.K): 0.0125 + 0.015 m^2.K/W
  CHECK(face_conductance(2.0, 0.1, 4.0, 0.0, 0.3, 10.0) == Approx(2.0 / 0.0275).epsilon(1e-14));
  CHECK(face_conductance(2.0, 0.1, 4.0, 0.0225, 0.3, 10.0) == Approx(40.0).epsilon(1e-14));
  CHECK(face_conductance(2.0, 0.3, 10.0, 0.0225, 0.1, 4.0) == Approx(40.0).epsilon(1e-14));
}

TEST_CASE("Equal cells conduct like one slab between their centres") {
  CHECK(face_conductance(1.0, 0.2, 5.0, 0.0, 0.2, 5.0) == Approx(5.0 / 0.2).epsilon(1e-15));
}

TEST_CASE("No heat crosses a face with void on a side") {
  CHECK(face_conductance(1.0, 0.1, 0.0, 0.0, 0.1, 5.0) == 0.0);
  CHECK(face_conductance(1.0, 0.1, 5.0, 0.0, 0.1, 0.0) == 0.0);
  CHECK(half_cell_resistance(0.1, 0.0) == kInfinity);
  CHECK(half_cell_resistance(0.1, 4.0) == Approx(0.0125).epsilon(1e-15));
}

TEST_CASE("A sheet's heat splits by the conductances and its temperature satisfies the balance") {
  const double r_left = 0.02, r_right = 0.05, T_left = 310.0, T_right = 290.0, flux = 700.0;
  const double G_left = 1.0 / r_left, G_right = 1.0 / r_right;
  const double T = sheet_temperature(flux, r_left, T_left, r_right, T_right);
  CHECK(T == Approx((G_left * T_left + G_right * T_right + flux) / (G_left + G_right)).epsilon(1e-14));
  // Heat into each cell: its share of the sheet plus what conduction alone would bring.
  const double series = 1.0 / (r_left + r_right);
  const SheetSplit split = split_sheet_heat(flux, r_left, r_right);
  CHECK(split.left == Approx(flux * G_left / (G_left + G_right)).epsilon(1e-14));
  CHECK(split.left + split.right == flux);
  CHECK(G_left * (T - T_left) == Approx(split.left + series * (T_right - T_left)).epsilon(1e-12));
  CHECK(G_right * (T - T_right) == Approx(split.right + series * (T_left - T_right)).epsilon(1e-12));
}

TEST_CASE("A sheet beside void gives all its heat to the other side") {
  const SheetSplit to_left = split_sheet_heat(3.0, 0.02, kInfinity);
  CHECK(to_left.left == 3.0);
  CHECK(to_left.right == 0.0);
  const SheetSplit to_right = split_sheet_heat(3.0, kInfinity, 0.02);
  CHECK(to_right.left == 0.0);
  CHECK(to_right.right == 3.0);
  const double nan = std::numeric_limits<double>::quiet_NaN();  // void cells hold no temperature
  CHECK(sheet_temperature(100.0, 0.02, 300.0, kInfinity, nan) == Approx(302.0).epsilon(1e-15));
  CHECK(sheet_temperature(100.0, kInfinity, nan, 0.02, 300.0) == Approx(302.0).epsilon(1e-15));
}

TEST_CASE("A side without resistance takes all of a sheet's heat and sets its temperature") {
  CHECK(split_sheet_heat(3.0, 0.0, 0.02).left == 3.0);
  CHECK(split_sheet_heat(3.0, 0.02, 0.0).right == 3.0);
  CHECK(sheet_temperature(100.0, 0.0, 300.0, 0.02, 400.0) == 300.0);
  CHECK(sheet_temperature(100.0, 0.02, 400.0, 0.0, 300.0) == 300.0);
}

TEST_CASE("Without heat, the interface lies between the cells as the resistances demand") {
  CHECK(sheet_temperature(0.0, 1.0, 300.0, 3.0, 340.0) == Approx(310.0).epsilon(1e-15));
}
