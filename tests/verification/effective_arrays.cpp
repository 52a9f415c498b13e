// An array of cylinders resolved by cells against the effective medium that stands for it in decks: stiffness
// and free strain.
#include <array>
#include <cmath>
#include <functional>

#include <fmt/format.h>

#include "tests/verification/stressed_model.hpp"
#include "tests/verification/suite.hpp"

namespace strata::verification {
namespace {

constexpr double kHalfPitch = 20.0;  // [um], and cells across it
constexpr double kRise = -100.0;     // [K]
constexpr double kStrain = 1e-3;

int cells_in_row(int row, double radius) {
  const double y = row + 0.5;
  return y < radius ? static_cast<int>(std::lround(std::sqrt(radius * radius - y * y))) : 0;
}

/// Diameter of the circle that has the area of the staircase [um].
double diameter_of(double radius) {
  double cells = 0.0;
  for (int row = 0; row < static_cast<int>(kHalfPitch); ++row) cells += cells_in_row(row, radius);
  return std::sqrt(16.0 * cells / std::acos(-1.0));
}

/// A quarter of one bump in its cell of the lattice, in cells of 1 um.
std::string resolved_layer(double radius) {
  std::string blocks;
  for (int row = 0; row < static_cast<int>(radius); ++row) {
    blocks +=
        fmt::format("      {{name: r{0}, at: [0 um, {0} um], size: [{1} um, 1 um], material: solder}},\n",
                    row, cells_in_row(row, radius));
  }
  return "{name: layer, thickness: 10 um, material: resin, blocks: [\n" + blocks + "      ]}";
}

const std::string& homogeneous_layer() {
  static const std::string layer = "{name: layer, thickness: 10 um, material: bumps}";
  return layer;
}

/// Mean stress of the layer, its sides displaced by the strains along x, y and z. [Pa]
StressComponents mean_stress(const std::string& layer, double diameter, const std::array<double, 3>& strain,
                             double rise, MPI_Comm comm) {
  const std::string deck =
      "strata: 1\nmaterials:\n" + elastic_card("solder", 50.0, 0.36, 22.0) +
      elastic_card("resin", 8.0, 0.33, 28.0) +
      fmt::format("  bumps: {{array: {{fill: solder, matrix: resin, diameter: {:.17g} um, pitch: {} um}}}}\n",
                  diameter, 2.0 * kHalfPitch) +
      fmt::format(
          "symmetry: [x_min, y_min]\nassembly: {{size: [{0} um, {0} um], stack: [\n    {1}]}}\n"
          "supports: {{x_max: {{displacement: [{2:.17g} um, free, free]}}, y_max: {{displacement: [free, "
          "{3:.17g} um, free]}},\n  bottom: {{displacement: [free, free, 0 um]}}, top: {{displacement: "
          "[free, free, "
          "{4:.17g} um]}}}}\n"
          "mesh: {{lateral: 1.001 um, tolerance: 0.01 um}}\nsolver: {{relative_tolerance: 1e-11}}\n",
          kHalfPitch, layer, kHalfPitch * strain[0], kHalfPitch * strain[1], 10.0 * strain[2]) +
      stress_analysis({rise});
  const StressedModel solved = solve_stress_deck(deck, comm);
  StressComponents mean{};
  for (const StressComponents& stress : solved.steps.front().centre) {
    for (int c = 0; c < 6; ++c)
      mean[c] += stress[c] / static_cast<double>(solved.steps.front().centre.size());
  }
  return mean;
}

/// Resolved over homogeneous, for the means of stress along x (or y) and z.
std::vector<Record> run_array(MPI_Comm comm) {
  constexpr double kRadius = 10.0;  // a fifth of the area
  const double diameter = diameter_of(kRadius);
  const auto both = [&](const std::array<double, 3>& strain, double rise) {
    return std::array<StressComponents, 2>{mean_stress(resolved_layer(kRadius), diameter, strain, rise, comm),
                                           mean_stress(homogeneous_layer(), diameter, strain, rise, comm)};
  };
  const auto [x, x_medium] = both({kStrain, 0.0, 0.0}, 0.0);
  const auto [z, z_medium] = both({0.0, 0.0, kStrain}, 0.0);
  const auto [hot, hot_medium] = both({0.0, 0.0, 0.0}, kRise);
  return {compare("c11, resolved over medium", "1", x[0] / x_medium[0], 1.0, 3e-2),
          compare("c12, resolved over medium", "1", x[1] / x_medium[1], 1.0, 3e-2),
          compare("c13, resolved over medium", "1", z[0] / z_medium[0], 1.0, 1e-2),
          compare("c33, resolved over medium", "1", z[2] / z_medium[2], 1.0, 2.5e-3),
          compare("stress along x of a layer held and cooled", "1", hot[0] / hot_medium[0], 1.0, 5e-3),
          compare("stress along z of a layer held and cooled", "1", hot[2] / hot_medium[2], 1.0, 2.5e-3)};
}

}  // namespace

std::vector<Case> effective_array_cases() {
  return {
      {"array", "Bumps resolved by cells against their effective medium", "Mori-Tanaka, Levin", run_array}};
}

}  // namespace strata::verification
