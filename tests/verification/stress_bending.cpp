// S3, the locking table and S14: thin layers in bending with one cell per layer, on cells up to 200 times as
// long as thick.
#include <cmath>

#include <fmt/format.h>

#include "tests/verification/stressed_model.hpp"
#include "tests/verification/suite.hpp"

namespace strata::verification {
namespace {

/// One layer of the bimetal.
struct Metal {
  double thickness = 0.0;  // [m]
  double E = 0.0;          // [Pa]
  double nu = 0.0;
  double alpha = 0.0;  // [1/K]
};

constexpr Metal kSilicon{0.1e-3, 169e9, 0.28, 2.6e-6};
constexpr Metal kPolymer{0.2e-3, 25e9, 0.30, 12e-6};
constexpr double kCooling = -150.0;  // [K]

/// What the strip does along y: free of stress, free of strain, or bent like x.
enum class Bending { plane_stress, plane_strain, biaxial };

const char* name_of(Bending bending) {
  switch (bending) {
    case Bending::plane_stress:
      return "plane stress";
    case Bending::plane_strain:
      return "plane strain";
    case Bending::biaxial:
      break;
  }
  return "biaxial";
}

/// Modulus and expansion that count in bending about one axis.
Metal effective(const Metal& metal, Bending bending) {
  Metal bent = metal;
  if (bending == Bending::plane_strain) {
    bent.E = metal.E / (1.0 - metal.nu * metal.nu);
    bent.alpha = (1.0 + metal.nu) * metal.alpha;
  } else if (bending == Bending::biaxial) {
    bent.E = metal.E / (1.0 - metal.nu);
  }
  return bent;
}

/// Curvature of the strip by Timoshenko 1925 [1/m]; positive where its ends point up.
double timoshenko(Bending bending) {
  const Metal lower = effective(kSilicon, bending), upper = effective(kPolymer, bending);
  const double m = lower.thickness / upper.thickness, n = lower.E / upper.E;
  const double sum = (1.0 + m) * (1.0 + m);
  return -6.0 * (upper.alpha - lower.alpha) * kCooling * sum /
         ((lower.thickness + upper.thickness) * (3.0 * sum + (1.0 + m * n) * (m * m + 1.0 / (m * n))));
}

/// A card of the metal. In plane stress y is cut off by orthotropic constants: no contraction and no
/// expansion along y, so that the sides, which are held, push nothing.
std::string card(const std::string& name, const Metal& metal, Bending bending) {
  if (bending != Bending::plane_stress)
    return elastic_card(name, 1e-9 * metal.E, metal.nu, 1e6 * metal.alpha);
  const double E = 1e-9 * metal.E, G = 0.5 * E / (1.0 + metal.nu), alpha = 1e6 * metal.alpha;
  return fmt::format(
      "  {0}: {{youngs_modulus: [{1:.17g} GPa, {1:.17g} GPa, {1:.17g} GPa], poisson_ratio: [0, {2:.17g}, 0], "
      "shear_modulus: [{3:.17g} GPa, {3:.17g} GPa, {3:.17g} GPa], expansion: [{4:.17g} ppm/K, 0 ppm/K, "
      "{4:.17g} ppm/K]}}\n",
      name, E, metal.nu, G, alpha);
}

/// Half a strip, or a quarter of a plate, of `cells` cells of `dx` along x; one cell per layer.
std::string strip_deck(Bending bending, double dx, int cells) {
  const bool is_plate = bending == Bending::biaxial;
  const double width = is_plate ? cells * dx : kSilicon.thickness;
  return "strata: 1\nmaterials:\n" + card("si", kSilicon, bending) + card("polymer", kPolymer, bending) +
         fmt::format(
             "symmetry: {}\nassembly:\n  size: [{:.17g} m, {:.17g} m]\n  stack:\n"
             "    - {{name: lower, thickness: {:.17g} m, material: si}}\n"
             "    - {{name: upper, thickness: {:.17g} m, material: polymer}}\n"
             "mesh: {{lateral: [{:.17g} m, {:.17g} m], per_layer: {{max_thickness: 1 m}}}}\n"
             "solver: {{relative_tolerance: 1e-8}}\n",
             is_plate ? "[x_min, y_min]" : "[x_min, y_min, y_max]", cells * dx, width, kSilicon.thickness,
             kPolymer.thickness, dx, is_plate ? dx : width) +
         stress_analysis({kCooling});
}

/// Curvature along x between the middle and half-way to the end, where the ends do not matter any more.
double computed_curvature(Bending bending, double dx, int cells, MPI_Comm comm) {
  const StressedModel solved = solve_stress_deck(strip_deck(bending, dx, cells), comm);
  const int half = cells / 2;
  const double x = half * dx;
  return 2.0 * (solved.displacement_at(x, 0.0, 0.0)[2] - solved.displacement_at(0.0, 0.0, 0.0)[2]) / (x * x);
}

std::vector<Record> run_bimetal(MPI_Comm comm) {
  std::vector<Record> records;
  for (const Bending bending : {Bending::plane_stress, Bending::plane_strain, Bending::biaxial}) {
    const double exact = timoshenko(bending);
    records.push_back(compare(fmt::format("curvature, {}, one cell per layer, aspect 10", name_of(bending)),
                              "1/m", computed_curvature(bending, 10.0 * kSilicon.thickness, 20, comm), exact,
                              1e-4 * exact));
  }
  return records;
}

std::vector<Record> run_locking(MPI_Comm comm) {
  constexpr double kLocking = 1e-3;
  struct Row {
    int aspect;
    int cells;
  };
  std::vector<Record> records;
  for (const Bending bending : {Bending::plane_strain, Bending::biaxial}) {
    for (const auto& [aspect, cells] : {Row{1, 60}, Row{10, 20}, Row{50, 16}, Row{200, 8}}) {
      if (bending == Bending::biaxial && aspect == 1) continue;  // a plate 60 cells wide tells nothing new
      const double computed = computed_curvature(bending, aspect * kSilicon.thickness, cells, comm);
      records.push_back(
          compare(fmt::format("curvature over Timoshenko's, {}, aspect {}", name_of(bending), aspect), "1",
                  computed / timoshenko(bending), 1.0, kLocking));
    }
  }
  return records;
}

// ------------------------------------------------------------------------------------------------ S14

constexpr double kBeamThickness = 0.1e-3;  // [m]
constexpr double kBeamE = 100e9;           // [Pa]
constexpr double kTipDisplacement = 1e-6;  // [m], downwards
constexpr int kBeamCells = 10;

/// A beam of unit width without lateral contraction, clamped at x = 0, its end pressed down. (A given force
/// would be so small beside the forces inside a beam a thousand times as long as thick that rounding
/// outweighs it.)
std::string beam_deck(double dx) {
  return "strata: 1\nmaterials:\n" + elastic_card("beam", 1e-9 * kBeamE, 0.0, 10.0) +
         fmt::format(
             "symmetry: [y_min, y_max]\nassembly:\n  size: [{:.17g} m, {:.17g} m]\n  stack:\n"
             "    - {{name: beam, thickness: {:.17g} m, material: beam}}\n"
             "supports: {{x_min: clamped, x_max: {{displacement: [free, free, {:.17g} m]}}}}\n"
             "mesh: {{lateral: [{:.17g} m, {:.17g} m], per_layer: {{max_thickness: 1 m}}}}\n"
             "solver: {{relative_tolerance: 1e-12}}\n",
             kBeamCells * dx, kBeamThickness, kBeamThickness, -kTipDisplacement, dx, kBeamThickness) +
         stress_analysis({0.0});
}

/// Deflection of the tip over that which its force causes by the theory of beams, with the shear's factor of
/// 5/6. The force is read from the moment in the cell at the clamp.
double tip_ratio(double dx, MPI_Comm comm) {
  const StressedModel beam = solve_stress_deck(beam_deck(dx), comm);
  const GatheredStep& step = beam.steps.front();
  const double L = kBeamCells * dx, t = kBeamThickness, I = t * t * t / 12.0, G = 0.5 * kBeamE;
  const double moment = (step.top.front()[0] - step.bottom.front()[0]) * I / t;
  const double P = moment / (L - 0.5 * dx);
  return kTipDisplacement / (P * L * L * L / (3.0 * kBeamE * I) + 1.2 * P * L / (G * t));
}

std::vector<Record> run_cantilever(MPI_Comm comm) {
  std::vector<Record> records;
  for (const int aspect : {1, 10, 100}) {
    records.push_back(compare(fmt::format("deflection of the tip over theory, aspect {}", aspect), "1",
                              tip_ratio(aspect * kBeamThickness, comm), 1.0, 1e-2));
  }
  return records;
}

}  // namespace

std::vector<Case> stress_bending_cases() {
  return {
      {"S3", "Bimetal strip and plate: curvature", "Timoshenko, J. Opt. Soc. Am. 11 (1925) 233", run_bimetal},
      {"locking", "One cell per layer, whatever its aspect: no shear locking",
       "Timoshenko, J. Opt. Soc. Am. 11 (1925) 233", run_locking},
      {"S14", "Cantilever of one cell across its thickness", "beam theory with shear", run_cantilever}};
}

}  // namespace strata::verification
