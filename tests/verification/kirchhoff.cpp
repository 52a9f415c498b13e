// T8: a slab whose conductivity falls with a power of the absolute temperature, solved by Kirchhoff's
// transform.
#include <array>
#include <cmath>

#include <fmt/format.h>

#include "tests/verification/exact_solutions.hpp"
#include "tests/verification/solved_model.hpp"
#include "tests/verification/suite.hpp"

namespace strata::verification {
namespace {

constexpr double kConductivity = 148.0;  // [W/(m.K)] at kColdEnd
constexpr double kColdEnd = 300.0;       // [K]
constexpr double kExponent = 1.3;
constexpr double kThickness = 1e-3;  // [m]

/// Temperature of the heated face [K]: k = k0 (T/T0)^-n gives theta^(1-n) = 1 - (n-1) q L / (k0 T0).
double exact_hot_end(double flux) {
  const double n1 = kExponent - 1.0;
  return kColdEnd * std::pow(1.0 - n1 * flux * kThickness / (kConductivity * kColdEnd), -1.0 / n1);
}

double hot_end(double flux, int cells, MPI_Comm comm) {
  const std::string law =
      "{power_law: {value: 148 W/(m.K), reference_temperature: 300 K, exponent: -1.3, range: [200 K, 2000 "
      "K]}}";
  const std::string deck =
      "strata: 1\nmaterials:\n" + material_card("silicon_like", law) +
      "assembly:\n  size: [1 mm, 1 mm]\n  stack: [{name: slab, thickness: 1 mm, material: silicon_like}]\n" +
      fmt::format(
          "boundaries:\n  bottom: {{fixed_temperature: 300 K}}\n  top: {{heat_flux: {:.17g} W/m^2}}\n",
          flux) +
      fmt::format("mesh: {{lateral: 0.25 mm, per_layer: {{max_thickness: 1 m, min_cells: {}}}}}\n", cells) +
      "solver: {relative_tolerance: 1e-11, max_corrections: 300}\n";
  return solve_deck(deck, comm).boundary("top").surface_temperature_mean;
}

std::vector<Record> run_slab(MPI_Comm comm) {
  std::vector<Record> records;
  for (const double flux : {1e7, 5e7}) {
    const double exact = exact_hot_end(flux);
    const std::array<int, 3> cells{40, 80, 160};
    std::vector<double> spacing;
    std::vector<double> error;
    std::array<double, 3> computed{};
    for (std::size_t g = 0; g < cells.size(); ++g) {
      computed[g] = hot_end(flux, cells[g], comm);
      spacing.push_back(1.0 / cells[g]);
      error.push_back(std::abs(computed[g] - exact));
    }
    const double rise = exact - kColdEnd;
    records.push_back(compare(fmt::format("hot face at {:.0e} W/m^2, 160 cells", flux), "K", computed[2],
                              exact, 3e-5 * rise));
    records.push_back(compare(fmt::format("hot face at {:.0e} W/m^2, extrapolated", flux), "K",
                              extrapolate(computed[0], computed[1], computed[2]).value, exact, 1e-7 * rise));
    records.push_back(compare(fmt::format("observed order at {:.0e} W/m^2", flux), "1",
                              observed_order(spacing, error), 2.0, 0.1));
  }
  return records;
}

}  // namespace

std::vector<Case> kirchhoff_cases() {
  return {{"T8", "Slab with k = 148 (T/300)^-1.3: hot face", "Kirchhoff transform, closed form", run_slab}};
}

}  // namespace strata::verification
