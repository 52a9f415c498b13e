// S19: what holds for any body. The operator is symmetric, forces balance, interfaces of a free body pass on
// nothing, and the number of ranks does not matter.
#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "physics/elastic_constants.hpp"
#include "tests/verification/elastic_fields.hpp"
#include "tests/verification/stressed_model.hpp"
#include "tests/verification/suite.hpp"
#include "tests/verification/uniform_random.hpp"

namespace strata::verification {
namespace {

// ------------------------------------------------------------------------------------- symmetry of K

/// A number between -1 and 1 that depends on the place alone, so that any split over ranks gives the same
/// field.
double scatter(const Vector& place, double seed) {
  const double turns = std::sin(1e4 * place[0] + 2.3e4 * place[1] + 3.7e4 * place[2] + seed) * 43758.5453;
  return 2.0 * (turns - std::floor(turns)) - 1.0;
}

double work(const NodeView& a, const NodeView& b, MPI_Comm comm) {
  double sum = 0.0;
  Kokkos::parallel_reduce(
      "verification::work", Kokkos::RangePolicy<>(0, a.extent(0)),
      KOKKOS_LAMBDA(const std::size_t n, double& partial) { partial += a(n) * b(n); }, sum);
  return sum_over_ranks(sum, comm);
}

Grid random_grid() {
  UniformRandom random(19);
  Grid grid;
  constexpr std::array<int, 3> kCells{11, 9, 7};
  for (int axis = 0; axis < 3; ++axis) {
    grid.lines[axis].push_back(0.0);
    for (int n = 0; n < kCells[axis]; ++n)
      grid.lines[axis].push_back(grid.lines[axis].back() +
                                 (axis == 2 ? 1e-5 : 1e-4) * random.between(0.1, 3.0));
  }
  return grid;
}

std::vector<Record> symmetry_records(MPI_Comm comm) {
  const ElasticBody body(
      comm, random_grid(),
      [](const Vector& place) {
        const double E = 1e9 * std::pow(10.0, 2.0 * scatter(place, 1.0));
        return stiffness_at(
            IsotropicElasticity{ConstantLaw{E}, ConstantLaw{0.25 + 0.2 * scatter(place, 2.0)}}, 300.0);
      },
      false);
  const auto field = [&](double seed) {
    return body.owned_nodes([seed](const Vector& place) {
      return Vector{scatter(place, seed), scatter(place, seed + 1.0), scatter(place, seed + 2.0)};
    });
  };
  const NodeView u = field(3.0), v = field(7.0);
  const NodeView K_u("verification::K_u", u.extent(0)), K_v("verification::K_v", u.extent(0));
  body.system().apply(u, K_u);
  body.system().apply(v, K_v);
  const double energy = std::sqrt(work(u, K_u, comm) * work(v, K_v, comm));
  return {vanishing("symmetry: <Ku, v> - <u, Kv> over sqrt(<Ku, u> <Kv, v>)", "1",
                    std::abs(work(K_u, v, comm) - work(u, K_v, comm)) / energy, 1e-12)};
}

// ------------------------------------------------------------------------------ balance of whole bodies

/// A die on a substrate with a step between them, cooled by 140 K.
std::string package_deck(const std::string& sections) {
  return "strata: 1\nmaterials:\n" + elastic_card("substrate", 22.0, 0.30, 14.0) +
         elastic_card("resin", 8.0, 0.33, 28.0) + silicon_card("si", "<110>") +
         "assembly:\n  size: [6 mm, 5 mm]\n  stack:\n"
         "    - {name: substrate, thickness: 0.3 mm, material: substrate}\n"
         "    - {name: underfill, thickness: 80 um, material: resin, at: [1 mm, 0.5 mm], size: [3.5 mm, "
         "4 "
         "mm], around: void}\n"
         "    - {name: die, thickness: 0.2 mm, material: si, at: [1.5 mm, 1 mm], size: [2.5 mm, 3 mm], "
         "around: "
         "void}\n"
         "mesh: {lateral: 0.4 mm, per_layer: {max_thickness: 100 um}}\n"
         "solver: {relative_tolerance: 1e-11}\n" +
         sections + stress_analysis({-140.0});
}

/// Sum of the tractions on each horizontal plane inside, over the sum of their absolute values; the worst.
double unbalanced_traction(const StressedModel& solved) {
  double worst = 0.0;
  for (int k = 1; k < solved.grid.n_cells(Axis::z); ++k) {
    std::array<double, 3> sum{};
    double size = 0.0;
    for (int j = 0; j < solved.grid.n_cells(Axis::y); ++j) {
      for (int i = 0; i < solved.grid.n_cells(Axis::x); ++i) {
        const auto& traction = solved.steps.front().traction[solved.cell(i, j, k)];
        if (std::isnan(traction[0])) continue;
        const double area = solved.grid.spacing(Axis::x, i) * solved.grid.spacing(Axis::y, j);
        for (int c = 0; c < 3; ++c) {
          sum[c] += area * traction[c];
          size += area * std::abs(traction[c]);
        }
      }
    }
    for (const double component : sum) worst = std::max(worst, std::abs(component) / size);
  }
  return worst;
}

double largest_difference(const StressedModel& a, const StressedModel& b) {
  double difference = 0.0, size = 0.0;
  const auto& u = a.steps.front().displacement;
  const auto& v = b.steps.front().displacement;
  for (std::size_t n = 0; n < u.size(); ++n) {
    if (std::isnan(u[n][0]) && std::isnan(v[n][0])) continue;
    for (int c = 0; c < 3; ++c) {
      const double one = std::abs(u[n][c] - v[n][c]);
      if (!(one <= difference)) difference = one;  // lets a NaN through
      size = std::max(size, std::abs(u[n][c]));
    }
  }
  return difference / size;
}

std::vector<Record> run_balance(MPI_Comm comm) {
  std::vector<Record> records = symmetry_records(comm);
  const StressedModel free_body = solve_stress_deck(package_deck(""), comm);
  records.push_back(vanishing("free body: sum of the tractions on a plane over their size", "1",
                              unbalanced_traction(free_body), 1e-6));
  records.push_back(
      vanishing("free body: reactions", "N", free_body.solution.steps.front().support_force, 0.0));
  const StressedModel alone = solve_stress_deck(package_deck(""), MPI_COMM_SELF);
  records.push_back(vanishing("free body: displacements on all ranks against one, relative", "1",
                              largest_difference(free_body, alone), 1e-8));

  const StressedModel pressed = solve_stress_deck(
      package_deck("supports: {bottom: clamped}\npressures: {top: {pressure: 1 MPa}}\n"), comm);
  const double load = 1e6 * 2.5e-3 * 3e-3;
  const StressStep& step = pressed.solution.steps.front();
  records.push_back(compare("pressed on its support: reaction", "N", step.support_force, load, 1e-8 * load));
  records.push_back(
      vanishing("pressed on its support: loads and reactions together", "N", step.imbalance, 1e-8 * load));
  return records;
}

}  // namespace

std::vector<Case> stress_balance_cases() {
  return {{"S19", "Symmetry, balance of forces, number of ranks", "properties of linear elasticity",
           run_balance}};
}

}  // namespace strata::verification
