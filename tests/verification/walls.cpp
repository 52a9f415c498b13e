// T2: a composite wall with a contact resistance, whose flux is exact on any grid; and walls with
// conductivity jumps of 1 : 1e5 in series and side by side.
#include <cmath>

#include <fmt/format.h>

#include "tests/verification/solved_model.hpp"
#include "tests/verification/suite.hpp"
#include "tests/verification/uniform_random.hpp"

namespace strata::verification {
namespace {

constexpr double kExact = 1e-10;  // relative; the solver is asked for 1e-13

struct WallLayer {
  std::string material;
  double conductivity = 0.0;  // [W/(m.K)]
  double thickness = 0.0;     // [m]
};

const std::vector<WallLayer>& composite() {
  static const std::vector<WallLayer> layers{{"si", 148.0, 0.7e-3}, {"tim", 4.0, 50e-6}, {"cu", 390.0, 2e-3}};
  return layers;
}
constexpr double kContact = 5e-6;  // [m^2.K/W], between tim and cu

constexpr const char* kWallEnds =
    "boundaries:\n"
    "  bottom: {fixed_temperature: 70 degC}\n"
    "  top: {fixed_temperature: 20 degC}\n"
    "solver: {relative_tolerance: 1e-13}\n";
constexpr double kDrop = 50.0;  // [K]

/// Layers of the wall, each cut into pieces of the given relative thicknesses.
std::string wall_stack(const std::vector<std::vector<double>>& pieces) {
  std::string text = "assembly:\n  size: [2 mm, 1 mm]\n  stack:\n";
  for (std::size_t l = 0; l < composite().size(); ++l) {
    double sum = 0.0;
    for (const double piece : pieces[l]) sum += piece;
    for (std::size_t n = 0; n < pieces[l].size(); ++n) {
      text +=
          fmt::format("    - {{name: {}_{}, thickness: {:.17g} m, material: {}}}\n", composite()[l].material,
                      n, composite()[l].thickness * pieces[l][n] / sum, composite()[l].material);
    }
  }
  return text;
}

double wall_flux(const std::vector<std::vector<double>>& pieces, const std::string& mesh, MPI_Comm comm) {
  std::string deck = "strata: 1\nmaterials:\n";
  for (const WallLayer& layer : composite()) {
    deck += material_card(layer.material, conductivity_text(layer.conductivity));
  }
  deck += wall_stack(pieces);
  deck += fmt::format("contacts: [{{between: [tim_{}, cu_0], resistance: {:.17g} m^2.K/W}}]\n",
                      pieces[1].size() - 1, kContact);
  const SolvedModel solved = solve_deck(deck + kWallEnds + mesh, comm);
  return solved.boundary("top").heat_out / solved.boundary("top").area;
}

std::vector<std::vector<double>> graded_pieces(int n, double ratio) {
  std::vector<double> pieces;
  pieces.reserve(static_cast<std::size_t>(n));
  for (int p = 0; p < n; ++p) pieces.push_back(std::pow(ratio, p));
  return {pieces, pieces, pieces};
}

std::vector<std::vector<double>> random_pieces(int n, UniformRandom& random) {
  std::vector<std::vector<double>> pieces(3);
  for (auto& layer : pieces) {
    for (int p = 0; p < n; ++p) layer.push_back(random.between(0.1, 1.0));
  }
  return pieces;
}

std::vector<Record> run_composite(MPI_Comm comm) {
  double resistance = kContact;
  for (const WallLayer& layer : composite()) resistance += layer.thickness / layer.conductivity;
  const double exact = kDrop / resistance;
  const std::string coarse = "mesh: {lateral: 0.5 mm, per_layer: {max_thickness: 1 m}}\n";
  const std::string fine = "mesh: {lateral: 0.3 mm, per_layer: {max_thickness: 1 m, min_cells: 8}}\n";
  const auto whole = graded_pieces(1, 1.0);
  UniformRandom random(20);
  std::vector<Record> records{compare("heat flux, one cell per layer", "W/m^2",
                                      wall_flux(whole, coarse, comm), exact, kExact * exact),
                              compare("heat flux, eight cells per layer", "W/m^2",
                                      wall_flux(whole, fine, comm), exact, kExact * exact),
                              compare("heat flux, layers graded 1.5 per cell", "W/m^2",
                                      wall_flux(graded_pieces(9, 1.5), coarse, comm), exact, kExact * exact)};
  for (int n = 1; n <= 2; ++n) {
    records.push_back(compare(fmt::format("heat flux, random grid {}", n), "W/m^2",
                              wall_flux(random_pieces(7, random), coarse, comm), exact, kExact * exact));
  }
  return records;
}

// The residual may be 1e-13 of what the fixed faces would drive through the good layers, which is 1e5 times
// the heat that flows through the bad one.
constexpr double kSeries = 1e-8;

constexpr const char* kGood = "400 W/(m.K)";
constexpr const char* kBad = "0.004 W/(m.K)";

double top_heat(const std::string& assembly, MPI_Comm comm) {
  const std::string deck = "strata: 1\nmaterials:\n" + material_card("good", kGood) +
                           material_card("bad", kBad) + assembly + kWallEnds +
                           "mesh: {lateral: 0.25 mm, per_layer: {max_thickness: 100 um}}\n";
  return solve_deck(deck, comm).boundary("top").heat_out;
}

std::vector<Record> run_jumps(MPI_Comm comm) {
  const double area = 2e-3 * 1e-3;
  const double series = kDrop * area / (0.5e-3 / 400.0 + 0.2e-3 / 0.004 + 0.3e-3 / 400.0);
  const double in_series = top_heat(
      "assembly:\n  size: [2 mm, 1 mm]\n  stack:\n"
      "    - {name: a, thickness: 0.5 mm, material: good}\n"
      "    - {name: b, thickness: 0.2 mm, material: bad}\n"
      "    - {name: c, thickness: 0.3 mm, material: good}\n",
      comm);
  const double parallel = kDrop / 1e-3 * (400.0 * 0.5e-6 + 0.004 * 1.5e-6);
  const double side_by_side = top_heat(
      "assembly:\n  size: [2 mm, 1 mm]\n  stack:\n"
      "    - {name: a, thickness: 1 mm, material: bad,\n"
      "       blocks: [{name: via, at: [0.7 mm, 0 mm], size: [0.5 mm, 1 mm], material: good}]}\n",
      comm);
  return {compare("heat through layers in series", "W", in_series, series, kSeries * series),
          compare("heat through columns side by side", "W", side_by_side, parallel, kExact * parallel)};
}

}  // namespace

std::vector<Case> wall_cases() {
  return {{"T2", "Composite wall with contact resistance: q = dT / (sum L/k + R)",
           "series of resistances, exact", run_composite},
          {"conductivity-jump", "Conductivities 400 and 0.004 W/(m.K) in one wall",
           "resistances in series and parallel", run_jumps}};
}

}  // namespace strata::verification
