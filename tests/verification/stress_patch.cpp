// S1 and S2: what an elastic cell must do exactly. One cell and an uneven grid of them under uniform strain
// and rigid motion; bodies that expand freely, and bodies that cannot.
#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include <fmt/format.h>
// The second needs the first.
// clang-format off
#include <petscsys.h>
#include <petscblaslapack.h>
// clang-format on

#include "physics/elastic_constants.hpp"
#include "tests/verification/elastic_fields.hpp"
#include "tests/verification/stressed_model.hpp"
#include "tests/verification/suite.hpp"

namespace strata::verification {
namespace {

constexpr double kExact = 1e-10;

/// All nine constants different, as of a laminate.
OrthotropicStiffness laminate() {
  OrthotropicElasticity law;
  law.youngs_modulus = {ConstantLaw{25e9}, ConstantLaw{18e9}, ConstantLaw{10e9}};
  law.poisson_ratio = {ConstantLaw{0.14}, ConstantLaw{0.3}, ConstantLaw{0.25}};
  law.shear_modulus = {ConstantLaw{6e9}, ConstantLaw{3e9}, ConstantLaw{2e9}};
  return stiffness_at(law, 300.0);
}

StressComponents stress_of(const OrthotropicStiffness& c, const StressComponents& e) {
  return {c.c11 * e[0] + c.c12 * e[1] + c.c13 * e[2],
          c.c12 * e[0] + c.c22 * e[1] + c.c23 * e[2],
          c.c13 * e[0] + c.c23 * e[1] + c.c33 * e[2],
          c.c44 * e[3],
          c.c55 * e[4],
          c.c66 * e[5]};
}

/// Ascending eigenvalues of the matrix of one cell [N/m].
std::vector<double> cell_eigenvalues(const OrthotropicStiffness& c, const Vector& edges) {
  constexpr int kSize = 24;
  const CellModes<double> modes = cell_modes(cell_stiffness<double>(c), edges[0], edges[1], edges[2]);
  std::vector<double> matrix;
  for (int column = 0; column < kSize; ++column) {
    double u[3][8] = {};
    u[column / 8][column % 8] = 1.0;
    cell_forces(modes, u);
    matrix.insert(matrix.end(), &u[0][0], &u[0][0] + kSize);
  }
  constexpr int kWork = 8 * kSize;
  std::vector<double> values(kSize), work(kWork);
  const PetscBLASInt n = kSize, n_work = kWork;
  PetscBLASInt info = 0;
  LAPACKsyev_("N", "U", &n, matrix.data(), &n, values.data(), work.data(), &n_work, &info);
  return values;
}

Grid uneven_grid() {
  Grid grid;
  grid.lines = {std::vector<double>{0.0, 1.0e-3, 1.3e-3, 2.0e-3, 3.7e-3, 4.0e-3},
                std::vector<double>{0.0, 0.2e-3, 0.9e-3, 1.1e-3, 2.0e-3},
                std::vector<double>{0.0, 0.05e-3, 0.06e-3, 0.2e-3}};
  return grid;
}

/// Displacement of a uniform engineering strain: xx yy zz yz xz xy.
VectorField uniform_strain(const StressComponents& e) {
  return [e](const Vector& x) {
    return Vector{e[0] * x[0] + 0.5 * (e[5] * x[1] + e[4] * x[2]),
                  e[1] * x[1] + 0.5 * (e[5] * x[0] + e[3] * x[2]),
                  e[2] * x[2] + 0.5 * (e[4] * x[0] + e[3] * x[1])};
  };
}

/// Largest force on a node inside the grid over the largest on any node: with a uniform stress there is none.
double inner_forces(const ElasticBody& body, const VectorField& displacement, bool only_inside) {
  const NodeView u = body.box_nodes(displacement);
  const NodeView f("verification::forces", u.extent(0));
  body.system().forces(u, f);
  const auto host = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), f);
  double largest = 0.0;
  body.visit_owned_nodes([&](int i, int j, int k) {
    if (only_inside && body.on_face(body.place(i, j, k, 0.0))) return;
    for (int c = 0; c < 3; ++c)
      largest = std::max(largest, std::abs(host(static_cast<std::size_t>(body.box().at(c, i, j, k)))));
  });
  return largest_over_ranks(largest, body.comm());
}

double stress_error(const ElasticBody& body, const StressComponents& strain) {
  const CellThermalStrain<double> cold{};
  double largest = 0.0, scale = 0.0;
  body.visit_cells(body.box_nodes(uniform_strain(strain)), [&](int, int, int, const Vector& edges,
                                                               const OrthotropicStiffness& c,
                                                               double(*corners)[8]) {
    const StressComponents exact = stress_of(c, strain);
    const auto stress = cell_stresses(cell_stiffness<double>(c), cold, edges[0], edges[1], edges[2], corners);
    for (int n = 0; n < 6; ++n) {
      scale = std::max(scale, std::abs(exact[n]));
      largest = std::max({largest, std::abs(stress.centre[n] - exact[n]), std::abs(stress.along_z[n])});
    }
  });
  return largest_over_ranks(largest, body.comm()) / largest_over_ranks(scale, body.comm());
}

std::vector<Record> run_patch(MPI_Comm comm) {
  const std::vector<double> values = cell_eigenvalues(laminate(), {1e-3, 3e-3, 0.2e-3});
  const auto n_zero = std::count_if(values.begin(), values.end(),
                                    [&](double value) { return std::abs(value) < 1e-12 * values.back(); });
  const auto n_positive =
      std::count_if(values.begin(), values.end(), [&](double value) { return value > 1e-6 * values.back(); });
  std::vector<Record> records{
      compare("eigenvalues of a cell that are zero", "1", static_cast<double>(n_zero), 6.0, 0.0),
      compare("eigenvalues of a cell that are positive", "1", static_cast<double>(n_positive), 18.0, 0.0)};

  const ElasticBody body(
      comm, uneven_grid(), [](const Vector&) { return laminate(); }, false);
  constexpr std::array<const char*, 6> kNames{"xx", "yy", "zz", "yz", "xz", "xy"};
  double forces = 0.0, stresses = 0.0, scale = 0.0;
  for (int n = 0; n < 6; ++n) {
    StressComponents strain{};
    strain[n] = 1e-3;
    const double of_all = inner_forces(body, uniform_strain(strain), false);
    scale = std::max(scale, of_all);
    forces = std::max(forces, inner_forces(body, uniform_strain(strain), true) / of_all);
    const double error = stress_error(body, strain);
    stresses = std::max(stresses, error);
    records.push_back(
        vanishing(fmt::format("uniform strain {}: error of the stress", kNames[n]), "1", error, kExact));
  }
  records.push_back(vanishing("uniform strains: forces inside over those outside", "1", forces, kExact));
  double rigid = 0.0;
  for (int n = 0; n < 6; ++n) {
    const VectorField motion = [n](const Vector& x) {
      Vector u{};
      if (n < 3) {
        u[n] = 1e-6;
      } else {  // about axis n - 3
        u[(n + 1) % 3] = -1e-3 * x[(n + 2) % 3];
        u[(n + 2) % 3] = 1e-3 * x[(n + 1) % 3];
      }
      return u;
    };
    rigid = std::max(rigid, inner_forces(body, motion, false));
  }
  records.push_back(
      vanishing("rigid motions: forces over those of a strain of 1e-3", "1", rigid / scale, kExact));
  return records;
}

// --------------------------------------------------------------------------------------------------- S2

constexpr double kE = 110e9, kNu = 0.34, kAlpha = 17e-6, kRise = 100.0;

/// A block of copper on an uneven grid.
std::string block_deck(const std::string& sections) {
  return "strata: 1\nmaterials:\n"
         "  cu: {youngs_modulus: 110 GPa, poisson_ratio: 0.34, expansion: 17 ppm/K, conductivity: 400 "
         "W/(m.K), "
         "density: 8960 kg/m^3, heat_capacity: 385 J/(kg.K)}\n"
         "assembly:\n  size: [4 mm, 2 mm]\n  stack:\n"
         "    - {name: a, thickness: 0.1 mm, material: cu,\n"
         "       blocks: [{name: b, at: [0.5 mm, 0.3 mm], size: [1 mm, 0.9 mm]}]}\n"
         "    - {name: c, thickness: 0.4 mm, material: cu}\n"
         "    - {name: d, thickness: 1 mm, material: cu}\n"
         "mesh: {lateral: 0.5 mm, per_layer: {max_thickness: 0.5 mm}, growth: 0}\n"
         "solver: {relative_tolerance: 1e-14}\n" +
         sections;
}

std::vector<Record> run_expansion(MPI_Comm comm) {
  const double scale = kE * kAlpha * kRise;
  const StressedModel uniform = solve_stress_deck(block_deck(stress_analysis({kRise})), comm);
  // From 300 K at x = 0 by 32 K per millimetre.
  const StressedModel gradient = solve_stress_deck(
      block_deck("boundaries: {x_min: {fixed_temperature: 300 K}, x_max: {fixed_temperature: 428 K}}\n"
                 "analysis: {stress: {stress_free_temperature: 300 K, warpage: []}}\n"),
      comm);
  const auto held = [&](const std::string& supports, double exact, const std::string& quantity) {
    const StressedModel solved = solve_stress_deck(block_deck(supports + stress_analysis({kRise})), comm);
    const StressRange range = stress_range(solved.steps.front(), 0);
    const double worst =
        std::abs(range.lowest - exact) > std::abs(range.highest - exact) ? range.lowest : range.highest;
    return compare(quantity, "MPa", 1e-6 * worst, 1e-6 * exact, 1e-6 * 2e-7 * std::abs(exact));
  };
  const std::string sides =
      "supports: {x_min: {displacement: [0 um, free, free]}, x_max: {displacement: [0 um, free, free]}, "
      "y_min: {displacement: [free, 0 um, free]}, y_max: {displacement: [free, 0 um, free]}";
  const std::string across =
      ", bottom: {displacement: [free, free, 0 um]}, top: {displacement: [free, free, 0 um]}";
  return {
      vanishing("free, uniform temperature: largest stress over E a dT", "1",
                largest_stress(uniform.steps.front()) / scale, kExact),
      vanishing("free, temperature linear in x: largest stress over E a dT", "1",
                largest_stress(gradient.steps.front()) / scale, kExact),
      compare("free, uniform temperature: elongation", "um",
              1e6 * (uniform.displacement_at(4e-3, 0.0, 0.0)[0] - uniform.displacement_at(0.0, 0.0, 0.0)[0]),
              1e6 * kAlpha * kRise * 4e-3, 1e6 * kExact * kAlpha * kRise * 4e-3),
      held(sides + across + "}\n", -kE * kAlpha * kRise / (1.0 - 2.0 * kNu), "held on all sides: stress"),
      held(sides + "}\n", -kE * kAlpha * kRise / (1.0 - kNu), "held in the plane: stress")};
}

}  // namespace

std::vector<Case> stress_patch_cases() {
  return {{"S1", "Uniform strain and rigid motion, one cell and an uneven grid", "exact in the scheme",
           run_patch},
          {"S2", "Free and hindered thermal expansion", "-E a dT / (1 - 2 nu), -E a dT / (1 - nu)",
           run_expansion}};
}

}  // namespace strata::verification
