// T3: the straight fin against one-dimensional theory and against the exact plane field; NAFEMS T4: plane
// conduction with convection.
#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "tests/verification/exact_solutions.hpp"
#include "tests/verification/solved_model.hpp"
#include "tests/verification/suite.hpp"

namespace strata::verification {
namespace {

// Fin of half thickness t/2, cooled on its large face, base at 100 K over the ambient, adiabatic tip.
constexpr double kFinConductivity = 200.0;  // [W/(m.K)]
constexpr double kFinFilm = 50.0;           // [W/(m^2.K)]
constexpr double kFinHalf = 0.5e-3;         // [m]
constexpr double kFinLength = 50e-3;        // [m]
constexpr double kFinRise = 100.0;          // [K]

struct FinResult {
  double efficiency = 0.0;
  double tip_ratio = 0.0;
};

FinResult solve_fin(int cells_along, int cells_across, MPI_Comm comm) {
  const std::string deck =
      "strata: 1\nmaterials:\n" + material_card("metal", conductivity_text(kFinConductivity)) +
      "assembly:\n  size: [50 mm, 1 mm]\n  stack: [{name: fin, thickness: 0.5 mm, material: metal}]\n"
      "boundaries:\n"
      "  x_min: {fixed_temperature: 120 degC}\n"
      "  x_max: adiabatic\n"
      "  bottom: adiabatic\n"
      "  top: {convection: {film_coefficient: 50 W/(m^2.K), ambient: 20 degC}}\n" +
      fmt::format("mesh: {{lateral: {:.17g} mm, per_layer: {{max_thickness: 1 mm, min_cells: {}}}}}\n",
                  50.0 / cells_along, cells_across) +
      "solver: {relative_tolerance: 1e-12}\n";
  const SolvedModel solved = solve_deck(deck, comm);
  const BoundaryHeat& cooled = solved.boundary("top");
  const double ambient = 293.15;
  return {cooled.heat_out / (kFinFilm * cooled.area * kFinRise),
          (solved.boundary("x_max").surface_temperature_mean - ambient) / kFinRise};
}

std::vector<Record> run_fin(MPI_Comm comm) {
  const double m = std::sqrt(kFinFilm / (kFinConductivity * kFinHalf));
  const double theory_efficiency = std::tanh(m * kFinLength) / (m * kFinLength);
  const double theory_tip = 1.0 / std::cosh(m * kFinLength);
  const double biot = kFinFilm * kFinHalf / kFinConductivity;
  // The coordinate along the fin is y of the rectangle, the one across it x.
  const CooledRectangle plane{kFinHalf, kFinLength, kFinConductivity, kFinFilm, 0.0};

  const FinResult coarse = solve_fin(50, 1, comm);
  const FinResult medium = solve_fin(100, 2, comm);
  const FinResult fine = solve_fin(200, 4, comm);
  const Extrapolation efficiency = extrapolate(coarse.efficiency, medium.efficiency, fine.efficiency);
  std::vector<Record> records{
      compare("fin efficiency against 1-D theory", "1", fine.efficiency, theory_efficiency, biot),
      compare("tip over base rise against 1-D theory", "1", fine.tip_ratio, theory_tip, biot),
      compare("observed order of the efficiency", "1", efficiency.order, 2.0, 0.1),
      compare("extrapolated efficiency against the plane field", "1", efficiency.value, plane.side_mean(),
              1e-7),
  };
  records[2].source = records[3].source = "separation of variables in two dimensions";
  return records;
}

// NAFEMS T4: plate 0.6 m x 1.0 m, k = 52, lower edge at 100 degC, left edge insulated, the others cooled by
// h = 750 W/(m^2.K) to 0 degC; wanted is the temperature at E = (0.6, 0.2).
constexpr double kPlateFilm = 750.0;  // [W/(m^2.K)]

/// Temperature at E [degC]: mean over the two cell faces that meet there, which is second order in the
/// spacing.
double solve_plate(int cells_per_tenth, MPI_Comm comm) {
  const double spacing = 0.1 / cells_per_tenth;
  const std::string film = "convection: {film_coefficient: 750 W/(m^2.K), ambient: 0 degC}";
  const std::string deck =
      "strata: 1\nmaterials:\n" + material_card("plate", conductivity_text(52.0)) +
      "assembly:\n  size: [0.6 m, 1.0 m]\n  stack: [{name: plate, thickness: 10 mm, material: plate}]\n"
      "boundaries:\n"
      "  y_min: {fixed_temperature: 100 degC}\n"
      "  y_max: {" +
      film +
      "}\n"
      "  x_max: {" +
      film + ",\n    patches: [{name: e, " +
      fmt::format("at: [{:.17g} m, 0 m], size: [{:.17g} m, 10 mm], ", 0.2 - spacing, 2.0 * spacing) + film +
      "}]}\n" + fmt::format("mesh: {{lateral: {:.17g} m, per_layer: {{max_thickness: 1 m}}}}\n", spacing) +
      "solver: {relative_tolerance: 1e-12}\n";
  return solve_deck(deck, comm).boundary("x_max.e").surface_temperature_mean - 273.15;
}

std::vector<Record> run_plate(MPI_Comm comm) {
  const CooledRectangle plate{0.6, 1.0, 52.0, kPlateFilm, kPlateFilm};
  const double exact = 100.0 * plate.temperature(0.6, 0.2);
  const double coarse = solve_plate(4, comm);
  const double medium = solve_plate(8, comm);
  const double fine = solve_plate(16, comm);
  const Extrapolation limit = extrapolate(coarse, medium, fine);
  const double order = observed_order({4.0, 2.0, 1.0}, {coarse - exact, medium - exact, fine - exact});
  std::vector<Record> records{
      compare("temperature at E, finest grid (96 x 160)", "degC", fine, 18.254, 5e-3),
      compare("temperature at E, extrapolated", "degC", limit.value, 18.254, 1e-3),
      compare("temperature at E, extrapolated, against the series", "degC", limit.value, exact, 5e-4),
      compare("observed order at E", "1", order, 2.0, 0.1),
  };
  records[2].source = records[3].source = "separation of variables";
  return records;
}

}  // namespace

std::vector<Case> fin_cases() {
  return {{"T3", "Straight fin with adiabatic tip: eta = tanh(mL)/(mL)",
           "one-dimensional fin theory, m = sqrt(2h/(kt))", run_fin},
          {"NAFEMS-T4", "Plane conduction with convection, temperature at E (0.6, 0.2)",
           "NAFEMS benchmark T4, target 18.25 degC; 18.254 from fine grids", run_plate}};
}

}  // namespace strata::verification
