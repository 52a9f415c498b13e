// S4, S6, S10: stacks away from their edges against laminate theory, a film on a wafer, and the moduli of
// cubic silicon.
#include <array>
#include <cmath>
#include <functional>
#include <map>

#include <fmt/format.h>

#include "physics/elastic_constants.hpp"
#include "physics/laminate.hpp"
#include "tests/verification/stressed_model.hpp"
#include "tests/verification/suite.hpp"

namespace strata::verification {
namespace {

/// What a layer is made of.
struct Substance {
  std::string name;
  std::string card;              // of the material as it is
  double biaxial_modulus = 0.0;  // [GPa]
  double expansion = 0.0;        // [ppm/K]
};

Substance isotropic(const std::string& name, double E, double nu, double expansion) {
  return {name, elastic_card(name, E, nu, expansion), E / (1.0 - nu), expansion};
}

Substance silicon() {
  return {"si", silicon_card("si", "<100>"), 165.7 + 63.9 - 2.0 * 63.9 * 63.9 / 165.7, 2.6};
}

/// The substance for a strip: with its biaxial modulus along x, and cut off along y, where it is held and
/// neither contracts nor expands.
std::string strip_card(const Substance& substance) {
  return fmt::format(
      "  {0}: {{youngs_modulus: [{1:.17g} GPa, {1:.17g} GPa, {1:.17g} GPa], poisson_ratio: [0, 0.3, 0], "
      "shear_modulus: [{2:.17g} GPa, {2:.17g} GPa, {2:.17g} GPa], expansion: [{3:.17g} ppm/K, 0 ppm/K, "
      "{3:.17g} ppm/K]}}\n",
      substance.name, substance.biaxial_modulus, 0.4 * substance.biaxial_modulus, substance.expansion);
}

struct Layer {
  Substance substance;
  double thickness = 0.0;  // [mm]
};

std::string materials_of(const std::vector<Layer>& layers,
                         const std::function<std::string(const Substance&)>& card) {
  std::map<std::string, std::string> cards;
  for (const Layer& layer : layers) cards[layer.substance.name] = card(layer.substance);
  std::string text;
  for (const auto& [name, of] : cards) text += of;
  return text;
}

/// Layers with one cell each, from x = 0 and y = 0 to `size` [mm].
std::string stack_deck(const std::string& materials, const std::vector<Layer>& layers,
                       const std::array<double, 2>& size, double cell_mm, const std::string& symmetry,
                       double rise) {
  std::string deck = "strata: 1\nmaterials:\n" + materials +
                     fmt::format("symmetry: [{}]\nassembly:\n  size: [{} mm, {} mm]\n  stack:\n", symmetry,
                                 size[0], size[1]);
  for (std::size_t n = 0; n < layers.size(); ++n) {
    deck += fmt::format("    - {{name: l{}, thickness: {:.17g} mm, material: {}}}\n", n, layers[n].thickness,
                        layers[n].substance.name);
  }
  return deck +
         fmt::format(
             "mesh: {{lateral: {} mm, per_layer: {{max_thickness: 1 m}}}}\n"
             "solver: {{relative_tolerance: 1e-11}}\n",
             cell_mm) +
         stress_analysis({rise});
}

/// A quarter of a square plate of 30 mm.
StressedModel solve_plate(const std::vector<Layer>& layers, double rise, MPI_Comm comm) {
  const std::string materials = materials_of(layers, [](const Substance& one) { return one.card; });
  return solve_stress_deck(stack_deck(materials, layers, {15.0, 15.0}, 0.75, "x_min, y_min", rise), comm);
}

/// Half a strip of 40 mm whose layers have the stiffness of a plate's along x: nothing happens along y.
StressedModel solve_strip(const std::vector<Layer>& layers, double rise, MPI_Comm comm) {
  return solve_stress_deck(
      stack_deck(materials_of(layers, strip_card), layers, {20.0, 0.2}, 0.2, "x_min, y_min, y_max", rise),
      comm);
}

/// d(strain)/dz along x in the middle, from the lower face between 0 and x [1/m].
double curvature(const StressedModel& stack, double x) {
  return -2.0 * (stack.displacement_at(x, 0.0, 0.0)[2] - stack.displacement_at(0.0, 0.0, 0.0)[2]) / (x * x);
}

Record stress_record(const std::string& where, double computed, double reference_mpa) {
  // Published to 0.001 MPa.
  return compare("stress xx, " + where, "MPa", 1e-6 * computed, reference_mpa, 5.1e-4);
}

/// A plate's edges take off a share of its curvature that falls with its height over its width, 0.84 over 30
/// mm.
Record plate_record(const std::vector<Layer>& layers, double reference, MPI_Comm comm) {
  return compare("curvature in the middle of a plate of 30 mm", "1/mm",
                 1e-3 * curvature(solve_plate(layers, -140.0, comm), 3e-3), reference, 5e-4 * reference);
}

std::vector<Record> run_tri_layer(MPI_Comm comm) {
  const std::vector<Layer> layers{{isotropic("substrate", 22.0, 0.30, 14.0), 0.30},
                                  {isotropic("resin", 8.0, 0.33, 28.0), 0.08},
                                  {isotropic("die", 130.0, 0.28, 2.6), 0.46}};
  const StressedModel strip = solve_strip(layers, -140.0, comm);
  std::vector<Record> records{
      compare("curvature", "1/mm", 1e-3 * curvature(strip, 5e-3), 2.054263e-3, 5.1e-10),
      compare("strain of the lower face", "1", strip.displacement_at(1e-3, 0.0, 0.0)[0] / 1e-3, -1.713476e-3,
              5.1e-10)};
  const GatheredStep& step = strip.steps.front();
  const std::array<std::array<double, 2>, 3> sides{{{7.748, 27.117}, {33.705, 35.667}, {-102.710, 67.908}}};
  const std::array<const char*, 3> names{"substrate", "underfill", "die"};
  for (int k = 0; k < 3; ++k) {
    const std::size_t cell = strip.cell(0, 0, k);
    records.push_back(
        stress_record(fmt::format("{}, lower side", names[k]), step.bottom[cell][0], sides[k][0]));
    records.push_back(stress_record(fmt::format("{}, upper side", names[k]), step.top[cell][0], sides[k][1]));
  }
  records.push_back(plate_record(layers, 2.054263e-3, comm));
  return records;
}

std::vector<Record> run_stack(MPI_Comm comm) {
  const Substance si = silicon(), bond = isotropic("bond", 10.0, 0.33, 25.0);
  std::vector<Layer> layers{{isotropic("substrate", 22.0, 0.30, 14.0), 0.30},
                            {isotropic("resin", 8.0, 0.33, 28.0), 0.08},
                            {si, 0.06}};
  for (int n = 0; n < 8; ++n) {
    layers.push_back({bond, 0.015});
    layers.push_back({si, 0.035});
  }
  const StressedModel strip = solve_strip(layers, -140.0, comm);
  const GatheredStep& step = strip.steps.front();
  const std::size_t top = strip.cell(0, 0, strip.grid.n_cells(Axis::z) - 1);
  return {compare("curvature", "1/mm", 1e-3 * curvature(strip, 5e-3), 2.050534e-3, 5.1e-10),
          stress_record("top die, lower side", step.bottom[top][0], 37.426),
          stress_record("top die, upper side", step.top[top][0], 50.367),
          stress_record("substrate, lower side", step.bottom[strip.cell(0, 0, 0)][0], 4.805),
          plate_record(layers, 2.050534e-3, comm)};
}

// -------------------------------------------------------------------------------------------------- S6

/// A film that wants to shrink by `misfit` on a wafer; cooled by 100 K.
std::vector<Record> run_stoney(MPI_Comm comm) {
  constexpr double kFilmStress = 200e6, kFilm = 1e-6, kWafer = 775e-6;  // [Pa], [m]
  constexpr double kBiaxial = 180.316e9;                                // of (001) silicon [Pa]
  constexpr double kFilmE = 100e9, kFilmNu = 0.25, kRise = -100.0;
  // Silicon expands by 2.6e-6 1/K; the film by as much more as gives 200 MPa where nothing yields.
  const double alpha = 2.6e-6 - kFilmStress * (1.0 - kFilmNu) / kFilmE / kRise;
  const StressedModel plate = solve_plate(
      {{silicon(), 1e3 * kWafer}, {isotropic("film", 1e-9 * kFilmE, kFilmNu, 1e6 * alpha), 1e3 * kFilm}},
      kRise, comm);
  const double computed = -curvature(plate, 3e-3);
  const double stoney = 6.0 * kFilmStress * kFilm / (kBiaxial * kWafer * kWafer);
  const auto stiffness = [](const Elasticity& law) { return stiffness_at(law, 300.0); };
  const LaminateResponse theory = laminate_response(
      {{kWafer,
        stiffness(CubicElasticity{ConstantLaw{165.7e9}, ConstantLaw{63.9e9}, ConstantLaw{79.6e9}}),
        {2.6e-6 * kRise, 2.6e-6 * kRise, 2.6e-6 * kRise}},
       {kFilm,
        stiffness(IsotropicElasticity{ConstantLaw{kFilmE}, ConstantLaw{kFilmNu}}),
        {alpha * kRise, alpha * kRise, alpha * kRise}}});
  return {compare("curvature against Stoney", "1/m", computed, stoney, 4.0 * kFilm / kWafer * stoney),
          compare("curvature against laminate theory", "1/m", computed, -theory.curvature[0], 1e-5 * stoney),
          compare("Stoney's bow of a 300 mm wafer, M = 180.5 GPa", "um",
                  1e6 * 0.5 * 0.15 * 0.15 * computed * kBiaxial / 180.5e9, 124.52,
                  4.0 * kFilm / kWafer * 124.52)};
}

// ------------------------------------------------------------------------------------------------- S10

/// A bar of silicon pulled along x by one thousandth, its sides free.
struct PulledBar {
  double modulus = 0.0;  ///< [Pa]
  double nu_xy = 0.0;
  double nu_xz = 0.0;
};

PulledBar pull(const std::string& x_axis, MPI_Comm comm) {
  const StressedModel bar =
      solve_stress_deck("strata: 1\nmaterials:\n" + silicon_card("si", x_axis) +
                            "symmetry: [x_min, y_min]\nassembly:\n  size: [4 mm, 1 mm]\n  stack:\n"
                            "    - {name: bar, thickness: 0.5 mm, material: si}\n"
                            "supports: {x_max: {displacement: [4 um, free, free]}, bottom: {displacement: "
                            "[free, free, 0 um]}}\n"
                            "mesh: {lateral: 0.4 mm, per_layer: {max_thickness: 0.2 mm}}\n"
                            "solver: {relative_tolerance: 1e-12}\n" +
                            stress_analysis({0.0}),
                        comm);
  constexpr double kStrain = 1e-3;
  const auto& corner = bar.displacement_at(4e-3, 1e-3, 0.5e-3);
  return {bar.steps.front().centre.at(bar.cell(3, 1, 1))[0] / kStrain, -corner[1] / 1e-3 / kStrain,
          -corner[2] / 0.5e-3 / kStrain};
}

/// Stress that holds a wafer's plane while it is heated, over its free strain [Pa].
double biaxial_modulus(const std::string& x_axis, MPI_Comm comm) {
  const StressedModel wafer = solve_stress_deck(
      "strata: 1\nmaterials:\n" + silicon_card("si", x_axis) +
          "symmetry: [x_min, x_max, y_min, y_max]\nassembly:\n  size: [4 mm, 4 mm]\n  stack:\n"
          "    - {name: wafer, thickness: 0.5 mm, material: si}\n"
          "mesh: {lateral: 1 mm, per_layer: {max_thickness: 0.2 mm}}\n"
          "solver: {relative_tolerance: 1e-12}\n" +
          stress_analysis({-100.0}),
      comm);
  return wafer.steps.front().centre.at(wafer.cell(1, 2, 1))[0] / (2.6e-6 * 100.0);
}

std::vector<Record> run_silicon(MPI_Comm comm) {
  const PulledBar along_100 = pull("<100>", comm), along_110 = pull("<110>", comm);
  const auto modulus = [](const std::string& direction, double computed, double reference) {
    return compare(direction, "GPa", 1e-9 * computed, reference, 5.1e-4);  // published to 0.001 GPa
  };
  const auto ratio = [](const std::string& direction, double computed, double reference) {
    return compare(direction, "1", computed, reference, 5.1e-5);
  };
  return {modulus("Young's modulus along <100>", along_100.modulus, 130.132),
          modulus("Young's modulus along <110>", along_110.modulus, 169.101),
          ratio("Poisson's ratio <100>, <010>", along_100.nu_xy, 0.2783),
          ratio("Poisson's ratio <110>, <1-10>", along_110.nu_xy, 0.0622),
          ratio("Poisson's ratio <110>, <001>", along_110.nu_xz, 0.3617),
          modulus("biaxial modulus of (001), flat along <100>", biaxial_modulus("<100>", comm), 180.316),
          modulus("biaxial modulus of (001), flat along <110>", biaxial_modulus("<110>", comm), 180.316)};
}

}  // namespace

std::vector<Case> stress_laminate_cases() {
  return {{"S4-tri-layer", "Substrate, underfill and die away from their edges", "classical laminate theory",
           run_tri_layer},
          {"S4-stack", "Eight-high stack away from its edges", "classical laminate theory", run_stack},
          {"S6", "Film on a wafer", "Stoney 1909; classical laminate theory", run_stoney},
          {"S10", "Silicon with its flat along <100> and <110>", "C = 165.7, 63.9, 79.6 GPa, rotated",
           run_silicon}};
}

}  // namespace strata::verification
