// The void rule: a package with void around it has the same field as the package meshed alone. Void carries
// no unknowns, so its cells must not be felt at all.
#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

#include "tests/verification/solved_model.hpp"
#include "tests/verification/suite.hpp"

namespace strata::verification {
namespace {

constexpr double kFilm = 300.0;     // on every free face [W/(m^2.K)]
constexpr double kAmbient = 300.0;  // [K]

/// Where the package stands in its domain [mm], lateral margins and void above and below.
struct Surroundings {
  std::array<double, 2> before{};
  std::array<double, 2> after{};
  double below = 0.0;
  double above = 0.0;
};

/// Layers of a box-shaped or stepped package, 4 mm x 3 mm at most.
struct PackageLayer {
  const char* name;
  double thickness;  // [mm]
  const char* material;
  std::array<double, 2> at;    // [mm]
  std::array<double, 2> size;  // [mm]
};

const std::vector<PackageLayer>& box_layers() {
  static const std::vector<PackageLayer> layers{{"lower", 0.4, "board", {0, 0}, {4, 3}},
                                                {"middle", 0.1, "bond", {0, 0}, {4, 3}},
                                                {"upper", 0.3, "die", {0, 0}, {4, 3}}};
  return layers;
}

/// A board, a die that stands on a part of it, and a lid that overhangs the die.
const std::vector<PackageLayer>& stepped_layers() {
  static const std::vector<PackageLayer> layers{{"lower", 0.4, "board", {0, 0}, {4, 3}},
                                                {"middle", 0.1, "bond", {0.5, 0.5}, {2, 1.5}},
                                                {"upper", 0.3, "die", {0.5, 0.5}, {2, 1.5}},
                                                {"lid", 0.2, "die", {0.2, 0.1}, {3.4, 2.6}}};
  return layers;
}

std::string package_deck(const std::vector<PackageLayer>& layers, const Surroundings& around) {
  std::string stack;
  // An empty storey is a layer with a rectangle of nothing: material void.
  if (around.below > 0.0) {
    stack += fmt::format("    - {{name: gap_below, thickness: {} mm, material: void}}\n", around.below);
  }
  for (const PackageLayer& layer : layers) {
    stack += fmt::format(
        "    - {{name: {}, thickness: {} mm, material: {}, at: [{} mm, {} mm], size: [{} mm, {} mm]}}\n",
        layer.name, layer.thickness, layer.material, layer.at[0] + around.before[0],
        layer.at[1] + around.before[1], layer.size[0], layer.size[1]);
  }
  if (around.above > 0.0) {
    stack += fmt::format("    - {{name: gap_above, thickness: {} mm, material: void}}\n", around.above);
  }
  const std::string film =
      fmt::format("{{convection: {{film_coefficient: {} W/(m^2.K), ambient: {} K}}}}\n", kFilm, kAmbient);
  return "strata: 1\nmaterials:\n" + material_card("board", "[15 W/(m.K), 15 W/(m.K), 0.4 W/(m.K)]") +
         material_card("bond", conductivity_text(1.5)) + material_card("die", conductivity_text(130.0)) +
         fmt::format("assembly:\n  size: [{} mm, {} mm]\n  stack:\n", 4 + around.before[0] + around.after[0],
                     3 + around.before[1] + around.after[1]) +
         stack +
         "power: [{target: upper, total: 2 W, at: [0.5 mm, 0.5 mm], size: [1 mm, 0.5 mm]}]\n"
         "boundaries:\n  top: " +
         film + "  bottom: " + film + "  sides: " + film + "  exposed: " + film +
         "mesh: {lateral: 0.25 mm, per_layer: {max_thickness: 100 um}, growth: 0}\nsolver: "
         "{relative_tolerance: 1e-13}\n";
}

/// Largest difference between the fields of the package alone and in its surroundings, cell by cell [K]; NaN
/// where one has matter and the other not.
double field_difference(const SolvedModel& alone, const SolvedModel& inside, const Surroundings& around) {
  const std::array<int, 3> shift{nearest_line(inside.grid, Axis::x, around.before[0] * 1e-3),
                                 nearest_line(inside.grid, Axis::y, around.before[1] * 1e-3),
                                 nearest_line(inside.grid, Axis::z, around.below * 1e-3)};
  double largest = 0.0;
  for (int k = 0; k < alone.grid.n_cells(Axis::z); ++k) {
    for (int j = 0; j < alone.grid.n_cells(Axis::y); ++j) {
      for (int i = 0; i < alone.grid.n_cells(Axis::x); ++i) {
        const double a = alone.at(i, j, k);
        const double b = inside.at(i + shift[0], j + shift[1], k + shift[2]);
        if (std::isnan(a) && std::isnan(b)) continue;
        const double difference = std::abs(a - b);
        if (!(difference <= largest)) largest = difference;
        if (std::isnan(largest)) return largest;
      }
    }
  }
  return largest;
}

double free_heat(const SolvedModel& solved) {
  double heat = 0.0;
  for (const BoundaryHeat& boundary : solved.heat.boundaries) heat += boundary.heat_out;
  return heat;
}

std::vector<Record> run_void(MPI_Comm comm) {
  const std::vector<std::pair<std::string, Surroundings>> surroundings{
      {"void beside", {{1.0, 0.5}, {0.75, 1.25}, 0.0, 0.0}},
      {"void beside, above and below", {{0.5, 1.0}, {1.0, 0.25}, 0.3, 0.2}},
  };
  std::vector<Record> records;
  for (const auto* layers : {&box_layers(), &stepped_layers()}) {
    const std::string body = layers == &box_layers() ? "box" : "stepped package";
    const SolvedModel alone = solve_deck(package_deck(*layers, {}), comm);
    const double rise = alone.highest() - kAmbient;
    for (const auto& [name, around] : surroundings) {
      const SolvedModel inside = solve_deck(package_deck(*layers, around), comm);
      records.push_back(vanishing(fmt::format("{}, {}: field", body, name), "K",
                                  field_difference(alone, inside, around), 1e-10 * rise));
      records.push_back(compare(fmt::format("{}, {}: heat through all faces", body, name), "W",
                                free_heat(inside), free_heat(alone), 2e-10));
    }
  }
  return records;
}

}  // namespace

std::vector<Case> void_cases() {
  return {{"void-rule", "A package in void against the same package meshed alone",
           "identity of the two models", run_void}};
}

}  // namespace strata::verification
