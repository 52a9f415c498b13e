#include "tests/verification/stressed_model.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include <fmt/format.h>

#include "solver/stress/solve_stress.hpp"

namespace strata::verification {
namespace {

constexpr double kStressFree = 400.0;  // [K]

/// Every entry is owned by one rank, so the sum over the ranks of fields that are zero elsewhere is the
/// whole. \param n  cells or nodes along x, y, z, as the partition counts
template <std::size_t N, class Owned>
std::vector<std::array<double, N>> gather(const Owned& owned, const std::array<int, 3>& n,
                                          const Partition& partition) {
  const Window& window = partition.window();
  const auto at = [&](int i, int j, int k) {
    return static_cast<std::size_t>(i) +
           static_cast<std::size_t>(n[0]) *
               (static_cast<std::size_t>(j) + static_cast<std::size_t>(n[1]) * static_cast<std::size_t>(k));
  };
  std::vector<std::array<double, N>> all(at(0, 0, n[2]));
  for (int j = window.j0; j < window.j1; ++j) {
    for (int k = 0; k < n[2]; ++k) {
      for (int i = window.i0; i < window.i1; ++i) {
        const auto local = owned_index(i - window.i0, j - window.j0, k, window.nx(), partition.nz());
        for (std::size_t c = 0; c < N; ++c) all[at(i, j, k)][c] = owned(static_cast<std::size_t>(local), c);
      }
    }
  }
  MPI_Allreduce(MPI_IN_PLACE, all.data(), static_cast<int>(N * all.size()), MPI_DOUBLE, MPI_SUM,
                partition.comm());
  return all;
}

GatheredStep gather_step(const StressStep& step, const Grid& grid, const Partition& cells,
                         const Partition& nodes) {
  const std::array<int, 3> n{grid.n_cells(Axis::x), grid.n_cells(Axis::y), grid.n_cells(Axis::z)};
  const std::array<int, 3> n_nodes{n[0] + 1, n[1] + 1, n[2] + 1};
  const auto of_cells = [](const auto& field) {
    return [&field](std::size_t entry, std::size_t c) { return static_cast<double>(field[entry][c]); };
  };
  GatheredStep gathered;
  gathered.displacement = gather<3>(
      [&](std::size_t entry, std::size_t c) { return step.displacement[3 * entry + c]; }, n_nodes, nodes);
  gathered.centre = gather<6>(of_cells(step.stress), n, cells);
  gathered.bottom = gather<6>(of_cells(step.stress_bottom), n, cells);
  gathered.top = gather<6>(of_cells(step.stress_top), n, cells);
  gathered.traction = gather<3>(of_cells(step.interface_traction), n, cells);
  return gathered;
}

template <class Visitor>
void visit_stresses(const GatheredStep& step, const Visitor& visit) {
  for (const auto* field : {&step.centre, &step.bottom, &step.top}) {
    for (const StressComponents& stress : *field) {
      if (!std::isnan(stress[0])) visit(stress);
    }
  }
}

}  // namespace

std::size_t StressedModel::cell(int i, int j, int k) const {
  const auto nx = static_cast<std::size_t>(grid.n_cells(Axis::x));
  const auto ny = static_cast<std::size_t>(grid.n_cells(Axis::y));
  return static_cast<std::size_t>(i) + nx * (static_cast<std::size_t>(j) + ny * static_cast<std::size_t>(k));
}

std::size_t StressedModel::node(int i, int j, int k) const {
  const std::size_t nx = grid.lines[0].size(), ny = grid.lines[1].size();
  return static_cast<std::size_t>(i) + nx * (static_cast<std::size_t>(j) + ny * static_cast<std::size_t>(k));
}

const std::array<double, 3>& StressedModel::displacement_at(double x, double y, double z,
                                                            std::size_t step) const {
  return steps.at(step).displacement.at(
      node(nearest_line(grid, Axis::x, x), nearest_line(grid, Axis::y, y), nearest_line(grid, Axis::z, z)));
}

StressedModel solve_stress_of(Model model, MPI_Comm comm) {
  const GridPlan plan = plan_grid(model);
  const Partition cells(comm, plan.grid);
  StressedModel solved;
  if (model.solves_heat) {
    const HeatSolution heat = solve_steady_heat(model, plan, cells);
    solved.solution = solve_stress(model, plan, cells, &heat);
  } else {
    solved.solution = solve_stress(model, plan, cells, nullptr);
  }
  const Partition nodes = Partition::nodes_of(cells);
  for (const StressStep& step : solved.solution.steps)
    solved.steps.push_back(gather_step(step, plan.grid, cells, nodes));
  solved.grid = plan.grid;
  solved.model = std::move(model);
  return solved;
}

StressedModel solve_stress_deck(const std::string& text, MPI_Comm comm) {
  return solve_stress_of(load_model_text(text, "verification.yaml"), comm);
}

StressRange stress_range(const GatheredStep& step, int component) {
  StressRange range{std::numeric_limits<double>::infinity(), -std::numeric_limits<double>::infinity()};
  visit_stresses(step, [&](const StressComponents& stress) {
    range.lowest = std::min(range.lowest, stress[component]);
    range.highest = std::max(range.highest, stress[component]);
  });
  return range;
}

double largest_stress(const GatheredStep& step) {
  double largest = 0.0;
  visit_stresses(step, [&](const StressComponents& stress) {
    for (const double component : stress) largest = std::max(largest, std::abs(component));
  });
  return largest;
}

std::string elastic_card(const std::string& name, double youngs_modulus_gpa, double poisson_ratio,
                         double expansion_ppm) {
  return fmt::format(
      "  {}: {{youngs_modulus: {:.17g} GPa, poisson_ratio: {:.17g}, expansion: {:.17g} ppm/K}}\n", name,
      youngs_modulus_gpa, poisson_ratio, expansion_ppm);
}

std::string silicon_card(const std::string& name, const std::string& x_axis) {
  return fmt::format(
      "  {}: {{stiffness: {{c11: 165.7 GPa, c12: 63.9 GPa, c44: 79.6 GPa}}, x_axis: \"{}\", "
      "expansion: 2.6 ppm/K}}\n",
      name, x_axis);
}

std::string stress_analysis(const std::vector<double>& rises) {
  std::string temperatures;
  for (const double rise : rises) {
    temperatures += fmt::format("{}{:.17g} K", temperatures.empty() ? "" : ", ", kStressFree + rise);
  }
  return fmt::format(
      "analysis: {{heat: none, stress: {{stress_free_temperature: {} K, temperatures: [{}], warpage: "
      "[]}}}}\n",
      kStressFree, temperatures);
}

}  // namespace strata::verification
