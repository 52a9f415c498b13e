// T14: power that grows exponentially with the temperature against a thermal resistance. A lumped body has
//   x = R P_0 b e^x,  x = b (T - T_ambient),
// whose lower root is -W(-R P_0 b), W the principal branch of Lambert's function; beyond R P_0 b e = 1 there
// is none: thermal runaway.
#include <array>
#include <cmath>

#include <fmt/format.h>

#include "inputs/error.hpp"
#include "tests/verification/exact_solutions.hpp"
#include "tests/verification/solved_model.hpp"
#include "tests/verification/suite.hpp"

namespace strata::verification {
namespace {

constexpr double kConductivity = 120.0;  // [W/(m.K)]
constexpr double kThickness = 1e-3;      // [m]
constexpr double kFilm = 5000.0;         // [W/(m^2.K)]
constexpr double kArea = 8e-6;           // [m^2]
constexpr double kAmbient = 310.0;       // [K]
constexpr double kCoefficient = 0.025;   // [1/K]

/// A die cooled from above, whose volume or lower face leaks.
Model die(const std::string& target, double power, int cells) {
  Model model = load_model_text(
      "strata: 1\nmaterials:\n" + material_card("silicon_like", conductivity_text(kConductivity)) +
          "assembly:\n  size: [4 mm, 2 mm]\n"
          "  stack: [{name: die, thickness: 1 mm, material: silicon_like, active: bottom}]\n" +
          fmt::format("power: [{{target: {}, total: {:.17g} W}}]\n", target, power) +
          "boundaries:\n  top: {convection: {film_coefficient: 5000 W/(m^2.K), ambient: 310 K}}\n" +
          fmt::format("mesh: {{lateral: 1 mm, per_layer: {{max_thickness: 1 m, min_cells: {}}}}}\n", cells) +
          "solver: {relative_tolerance: 1e-12, max_corrections: 60}\n",
      "verification.yaml");
  Leakage leakage;
  leakage.reference_temperature = kAmbient;
  leakage.coefficient = kCoefficient;
  model.sources.front().leakage = leakage;
  return model;
}

/// b (T - T_ambient) at a share of the limit: the root below 1 of x e^-x = share / e.
double exact_rise(double share) {
  double lower = 0.0, upper = 1.0;
  for (int n = 0; n < 200; ++n) {
    const double middle = 0.5 * (lower + upper);
    (middle * std::exp(1.0 - middle) < share ? lower : upper) = middle;
  }
  return 0.5 * (lower + upper) / kCoefficient;
}

/// Power at the reference temperature that is a share of the limit, for a resistance [K/W].
double power_at(double share, double resistance) {
  return share / (resistance * kCoefficient * std::exp(1.0));
}

/// 1 where the model is refused as a thermal runaway that names the die.
double is_refused(Model model, MPI_Comm comm) {
  try {
    solve(std::move(model), comm);
  } catch (const SolveError& error) {
    const std::string message = error.what();
    return message.find("thermal runaway") != std::string::npos && message.find("die") != std::string::npos
               ? 1.0
               : 0.0;
  }
  return 0.0;
}

std::vector<Record> run_lumped(MPI_Comm comm) {
  // From the centre of the one cell.
  const double resistance = (0.5 * kThickness / kConductivity + 1.0 / kFilm) / kArea;
  std::vector<Record> records;
  for (const double share : {0.1, 0.5, 0.9, 0.999}) {
    for (const std::string target : {"die", "die.active"}) {
      const SolvedModel solved = solve(die(target, power_at(share, resistance), 1), comm);
      const double exact = exact_rise(share);
      const std::string what = fmt::format("rise at {} of the limit, {}", share, target);
      // Near the limit the rise follows the residual with 1 / (1 - gain).
      records.push_back(compare(what, "K", solved.mean_temperature("die") - kAmbient, exact,
                                1e-10 * exact / (1.0 - kCoefficient * exact)));
      records.push_back(compare(fmt::format("loop gain at {} of the limit, {}", share, target), "1",
                                solved.heat.convergence.leakage_gain, kCoefficient * exact, 1e-3));
    }
  }
  for (const double share : {1.001, 1.5, 20.0}) {
    records.push_back(compare(fmt::format("refused as thermal runaway at {} of the limit", share), "1",
                              is_refused(die("die", power_at(share, resistance), 1), comm), 1.0, 0.0));
  }
  return records;
}

/// A table of factors: straight between its points, so the balance is linear there.
std::vector<Record> run_table(MPI_Comm comm) {
  const double resistance = (0.5 * kThickness / kConductivity + 1.0 / kFilm) / kArea;
  constexpr double kPower = 0.5;  // [W]
  Model model = die("die", kPower, 1);
  Leakage table;
  table.factor = {{310.0, 350.0, 400.0}, {0.5, 1.5, 4.0}};
  model.sources.front().leakage = table;
  const double slope = 1.0 / 40.0;  // of the factor between 310 and 350 K
  const double exact = resistance * kPower * 0.5 / (1.0 - resistance * kPower * slope);
  return {compare("rise, factor from a table", "K",
                  solve(std::move(model), comm).mean_temperature("die") - kAmbient, exact, 1e-10 * exact)};
}

/// The factor of a sheet is taken in the middle of the cell beside it, which is off by half a cell.
std::vector<Record> run_sheet(MPI_Comm comm) {
  const double resistance = (kThickness / kConductivity + 1.0 / kFilm) / kArea;
  const double share = 0.8, exact = exact_rise(share);
  std::vector<double> spacing, error;
  for (const int cells : {8, 16, 32}) {
    const SolvedModel solved = solve(die("die.active", power_at(share, resistance), cells), comm);
    spacing.push_back(1.0 / cells);
    error.push_back(std::abs(active_face_temperature(solved, "die", comm).mean - kAmbient - exact));
  }
  return {compare("observed order of the junction temperature of a leaking sheet", "1",
                  observed_order(spacing, error), 1.0, 0.1),
          compare("junction, 32 cells", "K", exact - error.back(), exact, 0.02 * exact)};
}

std::vector<Record> run_leakage(MPI_Comm comm) {
  std::vector<Record> records = run_lumped(comm);
  for (const auto& more : {run_table(comm), run_sheet(comm)})
    records.insert(records.end(), more.begin(), more.end());
  return records;
}

}  // namespace

std::vector<Case> leakage_cases() {
  return {{"T14", "Leakage P_0 exp(b (T - T_0)) against a thermal resistance; runaway beyond R P_0 b e = 1",
           "Lambert's W function, closed form", run_leakage}};
}

}  // namespace strata::verification
