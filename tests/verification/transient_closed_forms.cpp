// T4, T5, T6, T11: closed forms of conduction and cooling in time.
#include <array>
#include <cmath>
#include <numbers>

#include <fmt/format.h>

#include "physics/boundaries/radiation.hpp"
#include "tests/verification/exact_solutions.hpp"
#include "tests/verification/suite.hpp"
#include "tests/verification/transient_model.hpp"

namespace strata::verification {
namespace {

/// One material in a box of 1 mm x 1 mm x height, one column of `cells`.
std::string column_deck(double height, int cells, double conductivity, double density, double heat_capacity,
                        const std::string& boundaries) {
  return fmt::format(
      "strata: 1\nmaterials:\n"
      "  solid: {{conductivity: {:.17g} W/(m.K), density: {:.17g} kg/m^3, heat_capacity: {:.17g} J/(kg.K)}}\n"
      "assembly:\n  size: [1 mm, 1 mm]\n  stack:\n"
      "    - {{name: solid, thickness: {:.17g} m, material: solid}}\n"
      "boundaries:\n{}mesh: {{lateral: 1 mm, per_layer: {{min_cells: {}, max_thickness: 1 m}}}}\n"
      "solver: {{relative_tolerance: 1e-10}}\n",
      conductivity, density, heat_capacity, height, boundaries, cells);
}

Model with_transient(const std::string& deck, Transient transient) {
  Model model = load_model_text(deck, "verification.yaml");
  model.transient = std::move(transient);
  return model;
}

// T4: silicon at 0 whose face is at 1 from time 0 on, as deep as heat does not reach.
constexpr double kSilicon = 148.0, kSiliconDensity = 2330.0, kSiliconCapacity = 712.0;
constexpr double kStart = 300.0, kStep = 100.0;  // [K]

std::vector<Record> run_semi_infinite(MPI_Comm comm) {
  const double depth = 100e-6, time = 100e-6;
  const double diffusivity = kSilicon / (kSiliconDensity * kSiliconCapacity);
  const double exact = std::erfc(depth / (2.0 * std::sqrt(diffusivity * time)));
  const std::string face = fmt::format("  bottom: {{fixed_temperature: {} K}}\n", kStart + kStep);
  std::vector<Record> records;
  std::vector<double> spacing, errors;
  for (const int cells : {50, 100, 200}) {  // of 20, 10 and 5 um
    const std::string deck = column_deck(1e-3, cells, kSilicon, kSiliconDensity, kSiliconCapacity, face);
    TransientRun run(with_transient(deck, adaptive_steps(kStart, time, 1e-7 * kStep)), comm);
    const SolvedModel solved = run.next();
    const int above = cells / 10;  // first cell over the depth
    const double theta = (0.5 * (solved.at(0, 0, above - 1) + solved.at(0, 0, above)) - kStart) / kStep;
    spacing.push_back(1.0 / cells);
    errors.push_back(std::abs(theta - exact));
    if (cells == 200)
      records.push_back(compare("rise at 100 um after 100 us, cells of 5 um", "1", theta, exact, 5e-5));
  }
  records.push_back(compare("observed order in the spacing", "1", observed_order(spacing, errors), 2.0, 0.1));
  return records;
}

/// Rise in the middle of a slab of half thickness 1 that starts at 1 and is cooled with Bi = 1.
double slab_centre(double fourier) {
  double sum = 0.0;
  for (int n = 0; n < 60; ++n) {
    const double root = root_of_x_tan_x(1.0, n);
    sum += 4.0 * std::sin(root) / (2.0 * root + std::sin(2.0 * root)) * std::exp(-root * root * fourier);
  }
  return sum;
}

std::vector<Record> run_slab(MPI_Comm comm) {
  const double half = 1e-3, conductivity = 10.0, density = 2000.0, capacity = 500.0;
  const double unit = half * half * density * capacity / conductivity;  // of time at Fo = 1
  const std::string film =
      fmt::format("  top: {{convection: {{film_coefficient: {} W/(m^2.K), ambient: {} K}}}}\n",
                  conductivity / half, kStart);
  const std::string deck = column_deck(half, 100, conductivity, density, capacity, film);
  Transient transient = adaptive_steps(kStart + kStep, unit, 1e-6 * kStep);
  transient.save_times = {0.2 * unit, unit};
  TransientRun run(with_transient(deck, transient), comm);
  std::vector<Record> records;
  for (const double fourier : {0.2, 1.0}) {
    const SolvedModel solved = run.next();
    // The profile is even about the middle, where no cell has its centre.
    const double centre = solved.at(0, 0, 0) + (solved.at(0, 0, 0) - solved.at(0, 0, 1)) / 8.0;
    records.push_back(compare(fmt::format("rise in the middle at Fo = {}", fourier), "1",
                              (centre - kStart) / kStep, slab_centre(fourier), 2e-5));
  }
  return records;
}

constexpr const char* kAllFaces[] = {"x_min", "x_max", "y_min", "y_max", "bottom", "top"};

/// A cube that conducts so well that it has one temperature.
Model cube(double edge, double density, double heat_capacity, const ThermalCondition& condition,
           Transient transient) {
  Model model = with_transient(
      fmt::format(
          "strata: 1\nmaterials:\n"
          "  solid: {{conductivity: 1e7 W/(m.K), density: {:.17g} kg/m^3, heat_capacity: {:.17g} J/(kg.K)}}\n"
          "assembly:\n  size: [{:.17g} m, {:.17g} m]\n  stack:\n"
          "    - {{name: solid, thickness: {:.17g} m, material: solid}}\n"
          "boundaries: {{top: {{fixed_temperature: 300 K}}}}\n"
          "mesh: {{lateral: {:.17g} m, per_layer: {{min_cells: 2, max_thickness: 1 m}}}}\n"
          "solver: {{relative_tolerance: 1e-10}}\n",
          density, heat_capacity, edge, edge, edge, 0.5 * edge),
      std::move(transient));
  model.boundaries.clear();
  for (int face = 0; face < 6; ++face) {
    Boundary boundary;
    boundary.name = kAllFaces[face];
    boundary.face = static_cast<Face>(face);
    boundary.condition = condition;
    model.boundaries.push_back(boundary);
  }
  return model;
}

std::vector<Record> run_lumped(MPI_Comm comm) {
  const double edge = 0.01, density = 2700.0, capacity = 900.0, film = 100.0;
  const double constant = density * capacity * edge / (6.0 * film);  // [s]
  Convection convection;
  convection.film_coefficient = film;
  convection.ambient = kStart;
  Transient transient = adaptive_steps(kStart + kStep, 3.0 * constant, 1e-7 * kStep);
  transient.save_times = {constant, 3.0 * constant};
  TransientRun run(cube(edge, density, capacity, convection, transient), comm);
  std::vector<Record> records;
  for (const double times : {1.0, 3.0}) {
    const SolvedModel solved = run.next();
    records.push_back(compare(fmt::format("rise after {} time constants", times), "1",
                              (solved.highest() - kStart) / kStep, std::exp(-times), 1e-5));
  }
  return records;
}

std::vector<Record> run_radiating_sphere(MPI_Comm comm) {
  const double radius = 0.01, density = 8960.0, capacity = 385.0, start = 1000.0, time = 100.0;
  const double area_per_volume = 3.0 / radius;
  const double exact =
      std::pow(std::pow(start, -3.0) + 3.0 * kStefanBoltzmann * area_per_volume * time / (density * capacity),
               -1.0 / 3.0);
  // A cube of edge 2 r has as much surface for its volume.
  TransientRun run(
      cube(2.0 * radius, density, capacity, Radiation{1.0, 0.0}, adaptive_steps(start, time, 1e-4)), comm);
  const SolvedModel solved = run.next();
  return {compare("temperature after 100 s", "K", solved.highest(), exact, 0.01),
          vanishing("spread over the body", "K", solved.highest() - solved.lowest(), 0.01)};
}

}  // namespace

std::vector<Case> transient_closed_form_cases() {
  return {{"T4", "Semi-infinite silicon, its face at another temperature from time 0 on",
           "erfc(x / (2 sqrt(a t))) (H. S. Carslaw, J. C. Jaeger, Conduction of Heat in Solids)",
           run_semi_infinite},
          {"T5", "Slab cooled on both sides, Bi = 1", "series over the roots of z tan z = Bi", run_slab},
          {"T6", "Body of one temperature in a coolant", "exp(-t / tau)", run_lumped},
          {"T11", "Copper sphere of 1 cm at 1000 K that radiates to 0 K, as a cube of the same V/A",
           "(T0^-3 + 3 sigma A t / (m c))^(-1/3)", run_radiating_sphere}};
}

}  // namespace strata::verification
