#include <cmath>

#include <catch2/catch.hpp>

#include "postproc/stress/invariants.hpp"

using namespace strata;

namespace {

/// A tensor with the given eigenvalues, turned about z and then about x.
Voigt turned(const std::array<double, 3>& values, double about_z, double about_x) {
  const double cz = std::cos(about_z), sz = std::sin(about_z), cx = std::cos(about_x), sx = std::sin(about_x);
  const double q[3][3] = {{cz, -sz, 0}, {cx * sz, cx * cz, -sx}, {sx * sz, sx * cz, cx}};
  const auto entry = [&](int r, int c) {
    double sum = 0.0;
    for (int n = 0; n < 3; ++n) sum += q[r][n] * values[static_cast<std::size_t>(n)] * q[c][n];
    return sum;
  };
  return {entry(0, 0), entry(1, 1), entry(2, 2), entry(1, 2), entry(0, 2), entry(0, 1)};
}

}  // namespace

TEST_CASE("von Mises of textbook states") {
  CHECK(von_mises({100, 0, 0, 0, 0, 0}) == Approx(100));
  CHECK(von_mises({0, 0, 0, 0, 0, 50}) == Approx(50 * std::sqrt(3.0)));
  CHECK(von_mises({70, 70, 70, 0, 0, 0}) == 0.0);
  CHECK(von_mises({-80, -80, 0, 0, 0, 0}) == Approx(80));
}

TEST_CASE("principal stresses of tensors with known eigenvalues, largest first") {
  const std::array<std::array<double, 3>, 6> all{{{90e6, 20e6, -50e6},
                                                  {1.0, 1.0, -2.0},
                                                  {2.0, -1.0, -1.0},
                                                  {5e6, 5e6, 5e6},
                                                  {-1e6, -2e6, -3e6},
                                                  {1e6, 1e-3, 0.0}}};
  for (const auto& values : all) {
    for (const double angle : {0.0, 0.3, 1.1, 2.5}) {
      const auto found = principal_stresses(turned(values, angle, 0.7 * angle + 0.1));
      for (std::size_t n = 0; n < 3; ++n) {
        CHECK(found[n] == Approx(values[n]).margin(1e-7 * std::abs(values[0]) + 1e-7 * std::abs(values[2])));
      }
    }
  }
}

TEST_CASE("no stress has principal stresses of zero") {
  CHECK(principal_stresses({}) == std::array<double, 3>{0.0, 0.0, 0.0});
}
