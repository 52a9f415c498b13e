// S11: manufactured displacements in bodies whose stiffness varies smoothly, or jumps at an interface across
// which the traction matches. The order of displacements and stresses is bounded on both sides.
#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include <fmt/format.h>

#include "physics/elastic_constants.hpp"
#include "tests/verification/elastic_fields.hpp"
#include "tests/verification/exact_solutions.hpp"
#include "tests/verification/suite.hpp"

namespace strata::verification {
namespace {

using Stress = std::array<double, 6>;    // xx yy zz yz xz xy [Pa]
using Gradient = std::array<Vector, 3>;  // [component][along]

/// A displacement with its gradient, and the stiffness it lives in.
struct Manufactured {
  std::function<Vector(const Vector&)> displacement;
  std::function<Gradient(const Vector&)> gradient;
  StiffnessOf stiffness;

  Stress stress(const Vector& x) const {
    const OrthotropicStiffness c = stiffness(x);
    const Gradient g = gradient(x);
    return {c.c11 * g[0][0] + c.c12 * g[1][1] + c.c13 * g[2][2],
            c.c12 * g[0][0] + c.c22 * g[1][1] + c.c23 * g[2][2],
            c.c13 * g[0][0] + c.c23 * g[1][1] + c.c33 * g[2][2],
            c.c44 * (g[1][2] + g[2][1]),
            c.c55 * (g[0][2] + g[2][0]),
            c.c66 * (g[0][1] + g[1][0])};
  }

  /// Body force -div(stress), by differences of fourth order whose error is below 1e-11 of it.
  Vector force(const Vector& x) const {
    constexpr double kStep = 2e-4;
    constexpr std::array<std::array<int, 3>, 3> kVoigt{{{0, 5, 4}, {5, 1, 3}, {4, 3, 2}}};
    Vector f{};
    for (int along = 0; along < 3; ++along) {
      const auto at = [&](double steps) {
        Vector shifted = x;
        shifted[along] += steps * kStep;
        return stress(shifted);
      };
      const Stress m2 = at(-2.0), m1 = at(-1.0), p1 = at(1.0), p2 = at(2.0);
      for (int c = 0; c < 3; ++c) {
        const int n = kVoigt[c][along];
        f[c] -= (m2[n] - 8.0 * m1[n] + 8.0 * p1[n] - p2[n]) / (12.0 * kStep);
      }
    }
    return f;
  }
};

OrthotropicStiffness laminate() {
  OrthotropicElasticity law;
  law.youngs_modulus = {ConstantLaw{25e9}, ConstantLaw{18e9}, ConstantLaw{10e9}};
  law.poisson_ratio = {ConstantLaw{0.14}, ConstantLaw{0.3}, ConstantLaw{0.25}};
  law.shear_modulus = {ConstantLaw{6e9}, ConstantLaw{3e9}, ConstantLaw{2e9}};
  return stiffness_at(law, 300.0);
}

OrthotropicStiffness silicon() {
  return stiffness_at(CubicElasticity{ConstantLaw{165.7e9}, ConstantLaw{63.9e9}, ConstantLaw{79.6e9}}, 300.0);
}

OrthotropicStiffness scaled(OrthotropicStiffness c, double factor) {
  for (double* number : {&c.c11, &c.c22, &c.c33, &c.c12, &c.c13, &c.c23, &c.c44, &c.c55, &c.c66})
    *number *= factor;
  return c;
}

/// Products of sine and cosine in the unit cube; the stiffness of a laminate waxes and wanes threefold.
Manufactured smooth() {
  constexpr std::array<Vector, 3> kWave{{{2.1, 1.3, 1.7}, {1.1, 2.3, 1.9}, {1.6, 1.2, 2.2}}};
  constexpr std::array<Vector, 3> kPhase{{{0.3, 0.9, 0.1}, {1.1, 0.2, 0.6}, {0.5, 1.3, 0.4}}};
  constexpr Vector kSize{1.0e-3, -0.7e-3, 0.8e-3};
  Manufactured solution;
  solution.displacement = [=](const Vector& x) {
    Vector u = kSize;
    for (int c = 0; c < 3; ++c) {
      for (int axis = 0; axis < 3; ++axis) u[c] *= std::sin(kWave[c][axis] * x[axis] + kPhase[c][axis]);
    }
    return u;
  };
  solution.gradient = [=](const Vector& x) {
    Gradient g{};
    for (int c = 0; c < 3; ++c) {
      for (int along = 0; along < 3; ++along) {
        g[c][along] = kSize[c];
        for (int axis = 0; axis < 3; ++axis) {
          const double angle = kWave[c][axis] * x[axis] + kPhase[c][axis];
          g[c][along] *= axis == along ? kWave[c][axis] * std::cos(angle) : std::sin(angle);
        }
      }
    }
    return g;
  };
  solution.stiffness = [](const Vector& x) {
    return scaled(laminate(), std::exp(0.5 * std::sin(2.0 * x[0] + x[1]) * std::cos(1.5 * x[2])));
  };
  return solution;
}

/// Laminate below, silicon above z = 1/2: u = (p S_x, q S_y, r S) with S = cos(a x) cos(b y) and cubics p, q,
/// r of z whose slopes jump so that sigma_xz, sigma_yz and sigma_zz do not.
Manufactured layered() {
  constexpr double kA = 1.9, kB = 1.4, kInterface = 0.5;
  constexpr Vector kValue{1.0e-3, 0.6e-3, 0.9e-3};    // of p, q, r at the interface
  constexpr Vector kSecond{-0.8e-3, 1.1e-3, 0.5e-3};  // quadratic terms
  constexpr Vector kThird{0.7e-3, 0.4e-3, -0.9e-3};   // cubic terms
  constexpr Vector kTraction{20e6, -12e6, 30e6};      // sigma_xz / S_x, sigma_yz / S_y, sigma_zz / S
  const auto slopes = [=](const OrthotropicStiffness& c) {
    return Vector{kTraction[0] / c.c55 - kValue[2], kTraction[1] / c.c44 - kValue[2],
                  (kTraction[2] + c.c13 * kA * kA * kValue[0] + c.c23 * kB * kB * kValue[1]) / c.c33};
  };
  const std::array<Vector, 2> slope{slopes(laminate()), slopes(silicon())};
  // p, q, r and their slopes at z
  const auto profiles = [=](double z) {
    const double d = z - kInterface;
    const Vector& first = slope[z > kInterface ? 1 : 0];
    std::array<Vector, 2> value_and_slope{};
    for (int n = 0; n < 3; ++n) {
      value_and_slope[0][n] = kValue[n] + d * (first[n] + d * (kSecond[n] + d * kThird[n]));
      value_and_slope[1][n] = first[n] + d * (2.0 * kSecond[n] + d * 3.0 * kThird[n]);
    }
    return value_and_slope;
  };
  Manufactured solution;
  solution.displacement = [=](const Vector& x) {
    const auto [value, unused] = profiles(x[2]);
    return Vector{-kA * std::sin(kA * x[0]) * std::cos(kB * x[1]) * value[0],
                  -kB * std::cos(kA * x[0]) * std::sin(kB * x[1]) * value[1],
                  std::cos(kA * x[0]) * std::cos(kB * x[1]) * value[2]};
  };
  solution.gradient = [=](const Vector& x) {
    const auto [value, first] = profiles(x[2]);
    const double S = std::cos(kA * x[0]) * std::cos(kB * x[1]);
    const double S_x = -kA * std::sin(kA * x[0]) * std::cos(kB * x[1]);
    const double S_y = -kB * std::cos(kA * x[0]) * std::sin(kB * x[1]);
    const double S_xy = kA * kB * std::sin(kA * x[0]) * std::sin(kB * x[1]);
    return Gradient{{{-kA * kA * S * value[0], S_xy * value[0], S_x * first[0]},
                     {S_xy * value[1], -kB * kB * S * value[1], S_y * first[1]},
                     {S_x * value[2], S_y * value[2], S * first[2]}}};
  };
  solution.stiffness = [](const Vector& x) { return x[2] > kInterface ? silicon() : laminate(); };
  return solution;
}

/// The unit cube with n cells per axis, widths growing smoothly by 1 + grading to 1 - grading and back.
Grid cube(int n, double grading) {
  Grid grid;
  for (auto& lines : grid.lines) {
    for (int i = 0; i <= n; ++i) {
      const double t = static_cast<double>(i) / n;
      lines.push_back(t + grading * std::sin(4.0 * std::acos(-1.0) * t) / (4.0 * std::acos(-1.0)));
    }
    lines.front() = 0.0;
    lines.back() = 1.0;
  }
  return grid;
}

/// Relative L2 errors at the nodes and at the cell centres.
struct Errors {
  double displacement = 0.0;
  double stress = 0.0;
};

Errors errors_of(const Manufactured& exact, int n, double grading, MPI_Comm comm) {
  const ElasticBody body(comm, cube(n, grading), exact.stiffness, true);
  const NodeView u = body.solve([&](const Vector& x) { return exact.force(x); }, exact.displacement, 1e-11);
  const auto host = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), u);
  std::array<double, 4> sums{};
  body.visit_owned_nodes([&](int i, int j, int k) {
    const Vector value = exact.displacement(body.place(i, j, k, 0.0));
    const double weight = body.node_volume(i, j, k);
    for (int c = 0; c < 3; ++c) {
      const double error = host(static_cast<std::size_t>(body.box().at(c, i, j, k))) - value[c];
      sums[0] += weight * error * error;
      sums[1] += weight * value[c] * value[c];
    }
  });
  body.visit_cells(
      u, [&](int i, int j, int k, const Vector& edges, const OrthotropicStiffness& c, double(*corners)[8]) {
        const auto computed = cell_stresses(cell_stiffness<double>(c), CellThermalStrain<double>{}, edges[0],
                                            edges[1], edges[2], corners);
        const Stress value = exact.stress(body.place(i, j, k, 0.5));
        const double volume = edges[0] * edges[1] * edges[2];
        for (int n_component = 0; n_component < 6; ++n_component) {
          const double error = computed.centre[n_component] - value[n_component];
          sums[2] += volume * error * error;
          sums[3] += volume * value[n_component] * value[n_component];
        }
      });
  for (double& sum : sums) sum = sum_over_ranks(sum, comm);
  return {std::sqrt(sums[0] / sums[1]), std::sqrt(sums[2] / sums[3])};
}

/// Largest errors on the finest grid that pass: 1.5 times what was found when the case was made.
Case study(std::string id, std::string title, const Manufactured& exact, double grading,
           const Errors& bounds) {
  return {std::move(id), std::move(title), "manufactured solution", [=](MPI_Comm comm) {
            std::vector<double> spacing, displacement, stress;
            for (const int n : {6, 12, 24}) {
              const Errors errors = errors_of(exact, n, grading, comm);
              spacing.push_back(1.0 / n);
              displacement.push_back(errors.displacement);
              stress.push_back(errors.stress);
            }
            return std::vector<Record>{compare("observed order of the displacement (L2)", "1",
                                               observed_order(spacing, displacement), 2.0, 0.1),
                                       compare("observed order of the stress in cell centres (L2)", "1",
                                               observed_order(spacing, stress), 2.0, 0.1),
                                       vanishing("relative error of the displacement, 24 cells per axis", "1",
                                                 displacement.back(), bounds.displacement),
                                       vanishing("relative error of the stress, 24 cells per axis", "1",
                                                 stress.back(), bounds.stress)};
          }};
}

}  // namespace

std::vector<Case> stress_manufactured_cases() {
  return {study("S11-smooth", "Manufactured, orthotropic stiffness that varies smoothly, graded grid",
                smooth(), 0.4, {5.0e-4, 1.75e-3}),
          study("S11-layers", "Manufactured, laminate under silicon, matching traction", layered(), 0.0,
                {1.3e-4, 1.25e-3})};
}

}  // namespace strata::verification
