// T10: a coolant that warms along a cold plate. What it takes is C (T_out - T_in) on any mesh; under a
// uniform flux it warms along a straight line, along an isothermal wall exponentially.
#include <cmath>

#include <fmt/format.h>

#include "tests/verification/exact_solutions.hpp"
#include "tests/verification/solved_model.hpp"
#include "tests/verification/suite.hpp"

namespace strata::verification {
namespace {

constexpr double kInlet = 300.0;                            // [K]
constexpr double kRate = 997.0 * 4180.0 * (0.5e-3 / 60.0);  // water, 0.5 l/min [W/K]
constexpr double kLength = 60e-3, kWidth = 30e-3;           // [m]
constexpr double kThickness = 2e-3;                         // [m]
constexpr double kConductivity = 390.0;                     // [W/(m.K)]
constexpr double kFilm = 2e4;                               // [W/(m^2.K)]

/// A plate cooled from above by a flow along x or against it.
Model plate(double lateral, bool is_reversed) {
  Model model = load_model_text(
      "strata: 1\nmaterials:\n" + material_card("copper_like", conductivity_text(kConductivity)) +
          "assembly:\n  size: [60 mm, 30 mm]\n  stack: [{name: plate, thickness: 2 mm, material: "
          "copper_like}]\n"
          "power: [{target: plate, total: 500 W}]\n"
          "boundaries:\n  top: {fixed_temperature: 300 K}\n" +
          fmt::format("mesh: {{lateral: {:.17g} m, per_layer: {{max_thickness: 1 m}}}}\n", lateral) +
          "solver: {relative_tolerance: 1e-12}\n",
      "verification.yaml");
  ColdPlate cold;
  cold.film_coefficient = kFilm;
  cold.inlet_temperature = kInlet;
  cold.heat_capacity_rate = kRate;
  cold.is_reversed = is_reversed;
  model.boundaries.front().condition = cold;
  return model;
}

/// No heat along the plate, so that each piece of it is on its own.
void insulate_laterally(Model& model) {
  for (Material& material : model.materials) {
    if (material.name != "copper_like") continue;
    auto& bulk = std::get<BulkMaterial>(material.definition);
    bulk.conductivity[0] = bulk.conductivity[1] = ConstantLaw{1e-9};
  }
}

/// One half of the heat on a quarter of the plate: lanes differ, and heat spreads.
Model uneven_plate(Axis axis, bool is_reversed) {
  Model model = plate(5e-3, is_reversed);
  std::get<ColdPlate>(model.boundaries.front().condition).axis = axis;
  model.sources.front().map = {{{{0.0, 0.0}, {kLength, kWidth}}, 250.0},
                               {{{0.0, 0.0}, {0.5 * kLength, 0.5 * kWidth}}, 250.0}};
  return model;
}

std::vector<Record> run_balance(MPI_Comm comm) {
  std::vector<Record> records;
  const double exact = 500.0 / kRate;
  for (const Axis axis : {Axis::x, Axis::y}) {
    for (const bool is_reversed : {false, true}) {
      const BoundaryHeat top = solve(uneven_plate(axis, is_reversed), comm).boundary("top");
      const CoolantHeat coolant = top.coolant.value_or(CoolantHeat{});
      const std::string flow =
          fmt::format("flow {} {}", is_reversed ? "against" : "along", axis == Axis::x ? "x" : "y");
      const double warming = coolant.outlet_temperature_mean - coolant.inlet_temperature;
      records.push_back(compare("coolant warms by, " + flow, "K", warming, exact, 1e-9 * exact));
      records.push_back(compare("heat into the coolant, " + flow, "W", kRate * warming, top.heat_out,
                                1e-11 * top.heat_out));
      records.push_back(compare("published, " + flow, "K", warming, 14.397, 1e-3));
    }
  }
  return records;
}

/// Cell n of a lane, counted along the flow, in the middle of the width.
double cell_along(const SolvedModel& solved, int n, bool is_reversed) {
  const int nx = solved.grid.n_cells(Axis::x);
  return solved.at(is_reversed ? nx - 1 - n : n, solved.grid.n_cells(Axis::y) / 2, 0);
}

std::vector<Record> run_uniform_flux(MPI_Comm comm) {
  std::vector<Record> records;
  // Heated through its volume, the plate is warmer in its middle than its surface would make it in one cell.
  const double flux = 500.0 / (kLength * kWidth);
  const double above_coolant = flux * (1.0 / kFilm + 0.5 * kThickness / kConductivity);
  for (const bool is_reversed : {false, true}) {
    std::vector<double> spacing, error;
    for (const int cells : {6, 12, 24}) {
      Model model = plate(kLength / cells, is_reversed);
      insulate_laterally(model);
      const SolvedModel solved = solve(std::move(model), comm);
      const int n = cells / 2;
      const double x = (n + 0.5) / cells;
      const double exact = kInlet + 500.0 / kRate * x + above_coolant;
      spacing.push_back(1.0 / cells);
      error.push_back(std::abs(cell_along(solved, n, is_reversed) - exact));
      const CoolantHeat coolant = solved.boundary("top").coolant.value_or(CoolantHeat{});
      records.push_back(compare(fmt::format("hottest lane under a uniform flux, {} cells{}", cells,
                                            is_reversed ? ", against x" : ""),
                                "K", coolant.outlet_temperature_max, kInlet + 500.0 / kRate, 1e-8));
    }
    records.push_back(compare("wall under a uniform flux, finest grid", "K", error.back(), 0.0, 3e-3));
    records.push_back(compare("observed order of the wall", "1", observed_order(spacing, error), 2.0, 0.1));
  }
  return records;
}

std::vector<Record> run_isothermal(MPI_Comm comm) {
  constexpr double kWall = 350.0;
  std::vector<Record> records;
  const double resistance = kThickness / kConductivity + 1.0 / kFilm;
  for (const double rate : {0.5 * kRate, 20.0 * kRate}) {
    const double exact = kWall - (kWall - kInlet) * std::exp(-kLength * kWidth / (resistance * rate));
    std::vector<double> spacing, error;
    std::vector<double> computed;
    for (const int cells : {12, 24, 48}) {
      Model model = plate(kLength / cells, false);
      insulate_laterally(model);
      model.sources.clear();
      std::get<ColdPlate>(model.boundaries.front().condition).heat_capacity_rate = rate;
      Boundary bottom;
      bottom.name = "bottom";
      bottom.face = Face::bottom;
      bottom.condition = FixedTemperature{kWall};
      model.boundaries.push_back(bottom);
      computed.push_back(solve(std::move(model), comm)
                             .boundary("top")
                             .coolant.value_or(CoolantHeat{})
                             .outlet_temperature_mean);
      spacing.push_back(1.0 / cells);
      error.push_back(std::abs(computed.back() - exact));
    }
    records.push_back(compare(fmt::format("outlet along an isothermal wall, {:.3g} W/K, extrapolated", rate),
                              "K", extrapolate(computed[0], computed[1], computed[2]).value, exact,
                              1e-4 * (exact - kInlet)));
    records.push_back(compare("observed order", "1", observed_order(spacing, error), 2.0, 0.1));
  }
  return records;
}

std::vector<Record> run_coolant(MPI_Comm comm) {
  std::vector<Record> records = run_balance(comm);
  for (const auto& more : {run_uniform_flux(comm), run_isothermal(comm)}) {
    records.insert(records.end(), more.begin(), more.end());
  }
  return records;
}

}  // namespace

std::vector<Case> coolant_cases() {
  return {{"T10", "Coolant warming along a cold plate: balance, uniform flux, isothermal wall",
           "Q = C (T_out - T_in); straight line and exponential", run_coolant}};
}

}  // namespace strata::verification
