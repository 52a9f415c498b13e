// NAFEMS-T2 and walls whose surfaces radiate or have a film coefficient that follows their temperature: the
// temperature of the surface is the root of one equation.
#include <array>
#include <cmath>

#include <fmt/format.h>

#include "physics/boundaries/radiation.hpp"
#include "tests/verification/solved_model.hpp"
#include "tests/verification/suite.hpp"

namespace strata::verification {
namespace {

constexpr double kExact = 1e-10;  // relative; the solver is asked for 1e-12

/// A block that conducts from its lower to its upper face, both with boundaries to be replaced.
Model slab(double conductivity, const std::string& thickness, int cells) {
  return load_model_text(
      "strata: 1\nmaterials:\n" + material_card("solid", conductivity_text(conductivity)) +
          "assembly:\n  size: [40 mm, 20 mm]\n  stack: [{name: slab, thickness: " + thickness +
          ", material: solid}]\n"
          "boundaries:\n  bottom: {fixed_temperature: 300 K}\n  top: {fixed_temperature: 300 K}\n" +
          fmt::format("mesh: {{lateral: 10 mm, per_layer: {{max_thickness: 1 m, min_cells: {}}}}}\n", cells) +
          "solver: {relative_tolerance: 1e-12}\n",
      "verification.yaml");
}

void set_condition(Model& model, const std::string& name, const ThermalCondition& condition) {
  for (Boundary& boundary : model.boundaries) {
    if (boundary.name == name) boundary.condition = condition;
  }
}

/// Root of a function that falls, between two bounds.
template <class Function>
double root(double lower, double upper, const Function& f) {
  for (int n = 0; n < 200; ++n) {
    const double middle = 0.5 * (lower + upper);
    (f(middle) > 0.0 ? lower : upper) = middle;
  }
  return 0.5 * (lower + upper);
}

std::vector<Record> run_nafems_t2(MPI_Comm comm) {
  constexpr double k = 55.6, thickness = 0.1, emissivity = 0.98, T_hot = 1000.0, T_around = 300.0;
  std::vector<Record> records;
  const double exact = root(T_around, T_hot, [&](double T) {
    return k * (T_hot - T) / thickness -
           emissivity * kStefanBoltzmann * (std::pow(T, 4.0) - std::pow(T_around, 4.0));
  });
  for (const int cells : {1, 10}) {
    Model model = slab(k, "0.1 m", cells);
    set_condition(model, "bottom", FixedTemperature{T_hot});
    set_condition(model, "top", Radiation{emissivity, T_around});
    const double computed = solve(std::move(model), comm).boundary("top").surface_temperature_mean;
    records.push_back(
        compare(fmt::format("radiating end, {} cells", cells), "K", computed, exact, kExact * exact));
    // Published with 5.67e-8 for the constant, whose last digits make 3.7 mK.
    records.push_back(
        compare(fmt::format("radiating end, {} cells, published", cells), "K", computed, 927.008, 5e-3));
  }
  return records;
}

/// Surface temperature of a slab heated from below by a flux that leaves through its upper face.
double heated_surface(const ThermalCondition& top, double flux, MPI_Comm comm) {
  Model model = slab(20.0, "2 mm", 4);
  set_condition(model, "bottom", HeatFlux{flux});
  set_condition(model, "top", top);
  return solve(std::move(model), comm).boundary("top").surface_temperature_mean;
}

std::vector<Record> run_film_table(MPI_Comm comm) {
  std::vector<Record> records;
  Convection film;
  film.ambient = 300.0;
  film.film_coefficient_law = {{300.0, 320.0, 360.0}, {10.0, 50.0, 130.0}};
  // h = 10 + 2 (T - 300): a quadratic equation up to 360 K, beyond which h stays.
  for (const double rise : {5.0, 25.0, 60.0, 90.0}) {
    const double h = 10.0 + 2.0 * std::fmin(rise, 60.0);
    records.push_back(compare(fmt::format("surface, h(T) from a table, {} K above the ambient", rise), "K",
                              heated_surface(film, h * rise, comm), 300.0 + rise, kExact * 400.0));
  }
  // Cooled: the surface is colder than the ambient, where the table is held at its end.
  records.push_back(compare("surface below the table", "K", heated_surface(film, -10.0 * 15.0, comm), 285.0,
                            kExact * 300.0));
  return records;
}

std::vector<Record> run_radiation(MPI_Comm comm) {
  std::vector<Record> records;
  for (const double T : {310.0, 400.0, 900.0}) {
    constexpr double T_around = 300.0, emissivity = 0.85, h = 12.0;
    const double radiated = emissivity * kStefanBoltzmann * (std::pow(T, 4.0) - std::pow(T_around, 4.0));
    Convection both{h, T_around, {}, {}};
    both.emissivity = emissivity;
    records.push_back(compare(fmt::format("surface at {} K, radiation alone", T), "K",
                              heated_surface(Radiation{emissivity, T_around}, radiated, comm), T,
                              kExact * T));
    records.push_back(compare(fmt::format("surface at {} K, radiation and convection", T), "K",
                              heated_surface(both, radiated + h * (T - T_around), comm), T, kExact * T));
    Convection table = both;
    table.film_coefficient_law = {{300.0, 1000.0}, {h, h + 70.0}};
    const double film = h + 0.1 * (T - 300.0);
    records.push_back(compare(fmt::format("surface at {} K, radiation and h(T)", T), "K",
                              heated_surface(table, radiated + film * (T - T_around), comm), T, kExact * T));
  }
  return records;
}

}  // namespace

std::vector<Case> nonlinear_surface_cases() {
  return {{"NAFEMS-T2", "One-dimensional conduction with radiation: temperature of the radiating end",
           "NAFEMS, The Standard NAFEMS Benchmarks (1990), test T2; root of the balance", run_nafems_t2},
          {"film-table", "Film coefficient against the temperature of the surface", "root of the balance",
           run_film_table},
          {"radiation", "Radiation alone, with convection, and with a film coefficient against temperature",
           "root of the balance", run_radiation}};
}

}  // namespace strata::verification
