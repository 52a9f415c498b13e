// Properties that any package must have, on random ones: linearity in the power, the maximum principle,
// mirror symmetry, reciprocity between two sources, heat balance.
#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

#include "tests/verification/solved_model.hpp"
#include "tests/verification/suite.hpp"
#include "tests/verification/uniform_random.hpp"

namespace strata::verification {
namespace {

constexpr int kPackages = 10;

struct RandomLayer {
  double thickness = 0.0;  // [um]
  int material = 0;
};

struct RandomPart {
  double x = 0.0, y = 0.0;          // lower left corner [mm]
  double width = 0.0, depth = 0.0;  // [mm]
  std::array<RandomLayer, 3>
      layers;  // the middle one is heated: part 0 as a sheet on its lower face, 1 in its volume
};

/// Three parts side by side between a substrate and a lid; lengths are multiples of 0.1 mm.
struct RandomPackage {
  double width = 12.0, depth = 7.0;                     // [mm]
  std::array<std::array<double, 3>, 5> conductivity{};  // [W/(m.K)]
  std::array<RandomPart, 3> parts;
  bool is_filled = false;
  RandomLayer substrate, tim, lid;
  double contact = 0.0;                                                   // [mm^2.K/W]
  double top_film = 0.0, bottom_film = 0.0, exposed_film = 0.0;           // [W/(m^2.K)]
  double top_ambient = 0.0, bottom_ambient = 0.0, exposed_ambient = 0.0;  // [K]

  double lowest_ambient() const { return std::min({top_ambient, bottom_ambient, exposed_ambient}); }
  double highest_ambient() const { return std::max({top_ambient, bottom_ambient, exposed_ambient}); }
};

RandomPackage draw(std::uint64_t seed) {
  UniformRandom random(seed);
  const auto tenths = [&](double lower, double upper) {
    return std::round(random.between(lower, upper) * 10.0) / 10.0;
  };
  const auto layer = [&](double thinnest, double thickest) {
    return RandomLayer{std::round(random.between(thinnest, thickest)), random.below(5)};
  };
  RandomPackage package;
  for (auto& axes : package.conductivity) {
    for (double& k : axes) k = std::pow(10.0, random.between(-0.5, 2.5));
  }
  const double thickness = std::round(random.between(40.0, 120.0));
  for (int p = 0; p < 3; ++p) {
    RandomPart& part = package.parts[p];
    part.width = tenths(1.5, 3.0);
    part.depth = tenths(2.0, 4.0);
    part.x = 0.5 + 3.7 * p + tenths(0.0, 0.5);
    part.y = tenths(0.5, 2.5);
    for (RandomLayer& one : part.layers) one = layer(20.0, 150.0);
    // Equal heights, so that every part reaches the lid.
    part.layers[2].thickness = 300.0 + thickness - part.layers[0].thickness - part.layers[1].thickness;
  }
  package.is_filled = random.below(2) == 1;
  package.substrate = layer(200.0, 800.0);
  package.tim = layer(20.0, 80.0);
  package.lid = layer(300.0, 900.0);
  package.contact = random.between(0.5, 20.0);
  package.top_film = std::pow(10.0, random.between(2.5, 4.5));
  package.bottom_film = std::pow(10.0, random.between(1.0, 3.0));
  package.exposed_film = std::pow(10.0, random.between(0.5, 2.0));
  package.top_ambient = random.between(290.0, 320.0);
  package.bottom_ambient = random.between(290.0, 320.0);
  package.exposed_ambient = random.between(290.0, 320.0);
  return package;
}

/// Watts of the two sources.
struct Powers {
  double sheet = 0.0;
  double volume = 0.0;
};

std::string materials_text(const RandomPackage& package) {
  std::string text = "materials:\n";
  for (std::size_t m = 0; m < package.conductivity.size(); ++m) {
    const auto& k = package.conductivity[m];
    text +=
        material_card(fmt::format("m{}", m),
                      fmt::format("[{:.17g} W/(m.K), {:.17g} W/(m.K), {:.17g} W/(m.K)]", k[0], k[1], k[2]));
  }
  return text;
}

/// Deck of the package, or of its mirror image in x.
std::string package_deck(const RandomPackage& package, const Powers& powers, bool is_mirrored) {
  const auto layer_text = [](const char* name, const RandomLayer& layer, const std::string& more) {
    return fmt::format("{{name: {}, thickness: {:.17g} um, material: m{}{}}}", name, layer.thickness,
                       layer.material, more);
  };
  std::string deck = "strata: 1\n" + materials_text(package) + "parts:\n";
  std::string places;
  for (std::size_t p = 0; p < package.parts.size(); ++p) {
    const RandomPart& part = package.parts[p];
    deck +=
        fmt::format("  p{}:\n    size: [{:.17g} mm, {:.17g} mm]\n    layers:\n", p, part.width, part.depth);
    deck += "      - " + layer_text("low", part.layers[0], "") + "\n";
    deck += "      - " + layer_text("hot", part.layers[1], p == 0 ? ", active: bottom" : "") + "\n";
    deck += "      - " + layer_text("high", part.layers[2], "") + "\n";
    const double x = is_mirrored ? package.width - part.x - part.width : part.x;
    places += fmt::format("        - {{part: p{}, at: [{:.17g} mm, {:.17g} mm]}}\n", p, x, part.y);
  }
  const std::string lid_place = fmt::format(", at: [0.3 mm, 0.3 mm], size: [{:.17g} mm, {:.17g} mm]",
                                            package.width - 0.6, package.depth - 0.6);
  deck +=
      fmt::format("assembly:\n  size: [{:.17g} mm, {:.17g} mm]\n  stack:\n", package.width, package.depth);
  deck += "    - " + layer_text("substrate", package.substrate, "") + "\n    - tier: dies\n      place:\n" +
          places;
  if (package.is_filled) deck += "      fill: {material: m0" + lid_place + "}\n";
  deck += "    - " + layer_text("tim", package.tim, lid_place) + "\n    - " +
          layer_text("lid", package.lid, lid_place) + "\n";
  deck += fmt::format("contacts: [{{between: [tim, lid], resistance: {:.17g} K.mm^2/W}}]\n", package.contact);
  deck += fmt::format(
      "power:\n  - {{target: p0.hot.active, total: {:.17g} W}}\n  - {{target: p1.hot, total: {:.17g} W}}\n",
      powers.sheet, powers.volume);
  const auto film = [](const char* face, double coefficient, double ambient) {
    return fmt::format("  {}: {{convection: {{film_coefficient: {:.17g} W/(m^2.K), ambient: {:.17g} K}}}}\n",
                       face, coefficient, ambient);
  };
  deck += "boundaries:\n" + film("top", package.top_film, package.top_ambient) +
          film("bottom", package.bottom_film, package.bottom_ambient) +
          film("exposed", package.exposed_film, package.exposed_ambient);
  return deck +
         "mesh: {lateral: 0.6 mm, per_layer: {max_thickness: 200 um}, growth: 1.5}\nsolver: "
         "{relative_tolerance: 1e-12}\n";
}

/// Worst deviations over all packages, each relative to what it is measured against.
struct Worst {
  double linearity = 0.0;
  double reciprocity = 0.0;
  double mirror = 0.0;
  double below_ambient = 0.0;     // [K]
  double above_ambient = 0.0;     // [K], without power
  double hotter_elsewhere = 0.0;  // [K]
  double balance = 0.0;

  static void raise(double& worst, double value) {
    if (!(value <= worst)) worst = value;  // NaN stays
  }
};

double linearity_defect(const SolvedModel& cold, const SolvedModel& sheet, const SolvedModel& volume,
                        const SolvedModel& both, const Powers& powers) {
  double largest = 0.0;
  for (std::size_t n = 0; n < cold.temperature.size(); ++n) {
    if (std::isnan(cold.temperature[n])) continue;
    const double sum = cold.temperature[n] + powers.sheet * (sheet.temperature[n] - cold.temperature[n]) +
                       powers.volume * (volume.temperature[n] - cold.temperature[n]);
    Worst::raise(largest, std::abs(both.temperature[n] - sum));
  }
  return largest / (both.highest() - cold.lowest());
}

/// R_ij = R_ji: the rise of the sheet's mean for a watt in the volume, against the rise of the volume's mean
/// for a watt in the sheet.
double reciprocity_defect(const SolvedModel& cold, const SolvedModel& sheet, const SolvedModel& volume,
                          MPI_Comm comm) {
  const double there = active_face_temperature(volume, "p0.hot", comm).mean -
                       active_face_temperature(cold, "p0.hot", comm).mean;
  const double back = sheet.mean_temperature("p1.hot") - cold.mean_temperature("p1.hot");
  const double own = sheet.mean_temperature("p0.hot") - cold.mean_temperature("p0.hot");
  return std::abs(there - back) / own;
}

double mirror_defect(const SolvedModel& model, const SolvedModel& mirrored) {
  if (model.temperature.size() != mirrored.temperature.size()) return std::nan("");
  const int nx = model.grid.n_cells(Axis::x);
  double largest = 0.0;
  for (int k = 0; k < model.grid.n_cells(Axis::z); ++k) {
    for (int j = 0; j < model.grid.n_cells(Axis::y); ++j) {
      for (int i = 0; i < nx; ++i) {
        const double a = model.at(i, j, k);
        const double b = mirrored.at(nx - 1 - i, j, k);
        if (std::isnan(a) && std::isnan(b)) continue;
        Worst::raise(largest, std::abs(a - b));
      }
    }
  }
  return largest / (model.highest() - model.lowest());
}

/// How much hotter than every heated cell and the heated face some other cell is [K].
double hotter_elsewhere(const SolvedModel& solved, MPI_Comm comm) {
  double hottest_source = active_face_temperature(solved, "p0.hot", comm).highest;
  for (std::size_t n = 0; n < solved.temperature.size(); ++n) {
    if (solved.power_density[n] > 0.0) hottest_source = std::max(hottest_source, solved.temperature[n]);
  }
  return std::max(0.0, solved.highest() - hottest_source);
}

void examine(std::uint64_t seed, MPI_Comm comm, Worst& worst) {
  const RandomPackage package = draw(seed);
  const Powers powers{7.0, 4.0};
  const auto solve_with = [&](const Powers& watts, bool is_mirrored) {
    return solve_deck(package_deck(package, watts, is_mirrored), comm);
  };
  const SolvedModel cold = solve_with({}, false);
  const SolvedModel sheet = solve_with({1.0, 0.0}, false);
  const SolvedModel volume = solve_with({0.0, 1.0}, false);
  const SolvedModel both = solve_with(powers, false);
  const SolvedModel mirrored = solve_with(powers, true);

  Worst::raise(worst.linearity, linearity_defect(cold, sheet, volume, both, powers));
  Worst::raise(worst.reciprocity, reciprocity_defect(cold, sheet, volume, comm));
  Worst::raise(worst.mirror, mirror_defect(both, mirrored));
  Worst::raise(worst.above_ambient, cold.highest() - package.highest_ambient());
  for (const SolvedModel* solved : {&cold, &sheet, &volume, &both}) {
    Worst::raise(worst.below_ambient, package.lowest_ambient() - solved->lowest());
    Worst::raise(worst.balance, solved->heat.balance.relative);
  }
  Worst::raise(worst.hotter_elsewhere, hotter_elsewhere(both, comm));
}

std::vector<Record> run_packages(MPI_Comm comm) {
  Worst worst;
  for (int seed = 1; seed <= kPackages; ++seed) examine(static_cast<std::uint64_t>(seed), comm, worst);
  return {
      vanishing("linearity: T(aP + bQ) against its parts, over the rise", "1", worst.linearity, 1e-9),
      vanishing("reciprocity: R_ij - R_ji over R_ii (sheet and volume)", "1", worst.reciprocity, 1e-9),
      vanishing("mirror symmetry: mirrored deck against mirrored field, over the rise", "1", worst.mirror,
                1e-9),
      vanishing("maximum principle: fall below the lowest ambient", "K", worst.below_ambient, 1e-8),
      vanishing("maximum principle: rise above the highest ambient without power", "K", worst.above_ambient,
                1e-8),
      vanishing("maximum principle: a cell hotter than every source", "K", worst.hotter_elsewhere, 0.0),
      vanishing("heat balance", "1", worst.balance, 1e-8),
  };
}

}  // namespace

std::vector<Case> random_package_cases() {
  return {{"random-packages", "Properties of ten random packages, the worst of each",
           "properties of the heat equation", run_packages}};
}

}  // namespace strata::verification
