#include "solver/stress/stress_estimate.hpp"

#include <algorithm>
#include <set>

namespace strata {
namespace {

// Measured on whole runs of stacks of 18 thousand to 290 thousand cells, one rank: 290 to 330 bytes per cell
// on evenly spaced meshes, 630 where hardly a spacing repeats, some 150 more for each further load case; the
// space of tilts takes 500 more, moduli that follow the solved temperature cell by cell 900 more.
constexpr double kBytesPerCell = 330.0;
constexpr double kBytesOfDistinctRows = 330.0;
constexpr double kBytesOfLoadCase = 155.0;
constexpr double kBytesOfTilts = 500.0;
constexpr double kBytesOfOwnModuli = 900.0;
// Aspect from which the multigrid adds its space of tilts (solver/stress/multigrid/tilt_space.cpp).
constexpr double kTiltAspect = 30.0;
// Displacement, stresses and tractions of one load case: results.h5 and the ParaView file.
constexpr double kOutputBytesOfLoadCase = 142.0;
constexpr double kSecondsOfSolve = 4e-6;
constexpr double kSecondsOfTilts = 10e-6;

double aspect(const Grid& grid) {
  double widest = 0.0, thinnest = grid.lines[2].back();
  for (const Axis axis : {Axis::x, Axis::y})
    for (int i = 0; i < grid.n_cells(axis); ++i) widest = std::max(widest, grid.spacing(axis, i));
  for (int k = 0; k < grid.n_cells(Axis::z); ++k) thinnest = std::min(thinnest, grid.spacing(Axis::z, k));
  return widest / thinnest;
}

bool depends_on_temperature(const PropertyLaw& law) {
  return !std::holds_alternative<ConstantLaw>(law);
}
bool is_variable(const IsotropicElasticity& of) {
  return depends_on_temperature(of.youngs_modulus) || depends_on_temperature(of.poisson_ratio);
}
bool is_variable(const OrthotropicElasticity& of) {
  const auto any = [](const auto& laws) {
    return std::any_of(laws.begin(), laws.end(), depends_on_temperature);
  };
  return any(of.youngs_modulus) || any(of.poisson_ratio) || any(of.shear_modulus);
}
bool is_variable(const CubicElasticity& of) {
  return depends_on_temperature(of.c11) || depends_on_temperature(of.c12) || depends_on_temperature(of.c44);
}

bool any_variable_stiffness(const Model& model) {
  return std::any_of(model.materials.begin(), model.materials.end(), [](const Material& material) {
    const auto* bulk = std::get_if<BulkMaterial>(&material.definition);
    if (bulk == nullptr || !bulk->mechanics) return false;
    return std::visit([](const auto& of) { return is_variable(of); }, bulk->mechanics->elasticity);
  });
}

}  // namespace

StressEstimate estimate_stress(const Model& model, const Grid& grid, double distinct_share) {
  if (!model.stress) return {};
  const StressAnalysis& stress = *model.stress;
  const std::set<double> different(stress.temperatures.begin(), stress.temperatures.end());
  const double solves = static_cast<double>(different.size()) + (stress.under_solved_heat ? 1.0 : 0.0);
  const double cases =
      static_cast<double>(stress.temperatures.size()) + (stress.under_solved_heat ? 1.0 : 0.0);
  const bool has_tilts = aspect(grid) > kTiltAspect;
  StressEstimate estimate;
  estimate.bytes_per_cell = kBytesPerCell + distinct_share * kBytesOfDistinctRows +
                            (cases - 1.0) * kBytesOfLoadCase + (has_tilts ? kBytesOfTilts : 0.0);
  if (stress.under_solved_heat && any_variable_stiffness(model)) estimate.bytes_per_cell += kBytesOfOwnModuli;
  estimate.output_bytes_per_cell = cases * kOutputBytesOfLoadCase;
  estimate.seconds_per_cell = solves * (has_tilts ? kSecondsOfTilts : kSecondsOfSolve);
  return estimate;
}

}  // namespace strata
