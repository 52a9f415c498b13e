// S9: a copper cylinder in a matrix of the same moduli, in plane strain. The cylinder is a staircase of
// cells, whose field outside is that of the circle of its area but for terms that decay with the fourth power
// and faster.
#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "tests/verification/stressed_model.hpp"
#include "tests/verification/suite.hpp"

namespace strata::verification {
namespace {

// Elasticity knows no length, so a cell of the cylinder may be 1 mm.
constexpr int kRadius = 12;           // [cells], [mm]
constexpr double kHalfWidth = 240.0;  // [mm]
constexpr double kE = 110e9, kNu = 0.35, kAlpha = 15.1e-6, kRise = -250.0;

/// Cells of the row from y to y + 1 whose middle lies in the circle.
int cells_in_row(int row) {
  const double y = row + 0.5;
  return static_cast<int>(std::lround(std::sqrt(kRadius * kRadius - y * y)));
}

/// A quarter of the cylinder in a quarter of a square; nothing moves along z.
std::string cylinder_deck() {
  std::string blocks;
  for (int row = 0; row < kRadius; ++row) {
    blocks +=
        fmt::format("         {{name: r{0}, at: [0 mm, {0} mm], size: [{1} mm, 1 mm], material: cu}},\n", row,
                    cells_in_row(row));
  }
  return "strata: 1\nmaterials:\n" + elastic_card("cu", 1e-9 * kE, kNu, 1e6 * kAlpha) +
         elastic_card("matrix", 1e-9 * kE, kNu, 0.0) +
         fmt::format(
             "symmetry: [x_min, y_min]\nassembly:\n  size: [{0} mm, {0} mm]\n  stack:\n"
             "    - {{name: slab, thickness: 1 mm, material: matrix, blocks: [\n{1}       ]}}\n"
             "supports: {{bottom: {{displacement: [free, free, 0 um]}}, top: {{displacement: [free, free, 0 "
             "um]}}}}\n"
             "mesh: {{lateral: 30 mm, growth: 1.25, per_layer: {{max_thickness: 1 m}},\n"
             "  regions: [{{box: {{at: [0 mm, 0 mm], size: [{2} mm, {2} mm]}}, lateral: 1 mm}}]}}\n"
             "solver: {{relative_tolerance: 1e-10}}\n",
             kHalfWidth, blocks, 3 * kRadius) +
         stress_analysis({kRise});
}

double staircase_area() {
  double cells = 0.0;
  for (int row = 0; row < kRadius; ++row) cells += cells_in_row(row);
  return 4.0 * cells;  // [mm^2]
}

std::vector<Record> run_cylinder(MPI_Comm comm) {
  const StressedModel solved = solve_stress_deck(cylinder_deck(), comm);
  const auto& stress = solved.steps.front().centre;
  const double pi = std::acos(-1.0);
  const double at_radius = -kE * kAlpha * kRise / (2.0 * (1.0 - kNu));  // [Pa]
  const double radius_squared = staircase_area() / pi;                  // [mm^2]
  // The free sides take off what a free circle of the same area would: the same all over.
  const double far = radius_squared * pi / (4.0 * kHalfWidth * kHalfWidth);
  double radial_sum = 0.0, hoop_sum = 0.0, worst = 0.0;
  int n = 0;
  for (int j = 0; j < 3 * kRadius; ++j) {
    for (int i = 0; i < 3 * kRadius; ++i) {
      const double x = 1e3 * solved.grid.centre(Axis::x, i), y = 1e3 * solved.grid.centre(Axis::y, j);
      const double r_squared = x * x + y * y;
      const double ratio = r_squared / (kRadius * kRadius);
      if (ratio < 1.5 * 1.5 || ratio > 2.5 * 2.5) continue;
      const StressComponents& s = stress[solved.cell(i, j, 0)];
      const double c = x * x / r_squared, sine = y * y / r_squared, cross = 2.0 * x * y / r_squared;
      const double radial = s[0] * c + s[1] * sine + s[5] * cross;
      const double hoop = s[0] * sine + s[1] * c - s[5] * cross;
      radial_sum += (radial + far * at_radius) * r_squared / radius_squared;
      hoop_sum += (hoop + far * at_radius) * r_squared / radius_squared;
      const double exact = at_radius * radius_squared / r_squared;
      worst = std::max({worst, std::abs(radial + far * at_radius - exact) / exact,
                        std::abs(hoop + far * at_radius + exact) / exact});
      ++n;
    }
  }
  const double inside = stress[solved.cell(0, 0, 0)][0] + far * at_radius;
  return {compare("radial stress times (r/R)^2, mean over 1.5 R to 2.5 R", "MPa", 1e-6 * radial_sum / n,
                  319.42, 0.5e-2 * 319.42),
          compare("hoop stress times (r/R)^2, mean over 1.5 R to 2.5 R", "MPa", 1e-6 * hoop_sum / n, -319.42,
                  0.5e-2 * 319.42),
          vanishing("largest deviation from 1.5 R to 2.5 R, relative", "1", worst, 2e-2),
          compare("stress on the axis of the cylinder", "MPa", 1e-6 * inside, 319.42, 0.5e-2 * 319.42)};
}

}  // namespace

std::vector<Case> stress_tsv_cases() {
  return {{"S9", "Copper cylinder in a matrix of the same moduli",
           "plane strain: -E a dT / (2 (1 - nu)) (R/r)^2", run_cylinder}};
}

}  // namespace strata::verification
