// Every kind of boundary against a closed form: each condition on each of the six faces, patches, rasters,
// faces exposed to void, symmetry planes.
#include <algorithm>
#include <array>
#include <cmath>
#include <functional>

#include <fmt/format.h>

#include "tests/verification/solved_model.hpp"
#include "tests/verification/suite.hpp"

namespace strata::verification {
namespace {

constexpr double kExact = 1e-10;  // relative; the solver is asked for 1e-13
constexpr std::array<const char*, 6> kFaces{"x_min", "x_max", "y_min", "y_max", "bottom", "top"};
constexpr std::array<double, 3> kSize{3e-3, 2e-3, 1e-3};  // [m]

// ------------------------------------------------------------------------------ one-dimensional slabs, all
// six faces

constexpr double kSlab = 25.0;  // [W/(m.K)]

/// What two opposite faces are given, and the linear field between them by its end values [K].
struct SlabCase {
  std::string quantity;
  std::string first;   // condition of one face, as deck text
  std::string second;  // of the opposite one
  /// Surface temperatures of the two faces for a slab of this length.
  std::function<std::array<double, 2>(double length)> surfaces;
};

/// Largest deviation from the line between the two surface temperatures, the surfaces included [K].
double slab_deviation(const SlabCase& slab, int first_face, MPI_Comm comm) {
  const int second_face = first_face ^ 1;
  const int axis = first_face / 2;
  const std::string deck =
      "strata: 1\nmaterials:\n" + material_card("solid", conductivity_text(kSlab)) +
      "assembly:\n  size: [3 mm, 2 mm]\n  stack: [{name: slab, thickness: 1 mm, material: solid}]\n"
      "boundaries:\n" +
      fmt::format("  {}: {{{}}}\n  {}: {{{}}}\n", kFaces[first_face], slab.first, kFaces[second_face],
                  slab.second) +
      "mesh: {lateral: 0.7 mm, per_layer: {max_thickness: 250 um}}\nsolver: {relative_tolerance: 1e-13}\n";
  const SolvedModel solved = solve_deck(deck, comm);
  const auto surfaces = slab.surfaces(kSize[axis]);
  const bool starts_low = first_face % 2 == 0;
  const double low = surfaces[starts_low ? 0 : 1];
  const double high = surfaces[starts_low ? 1 : 0];
  double largest = std::abs(solved.boundary(kFaces[first_face]).surface_temperature_mean - surfaces[0]);
  largest = std::max(largest,
                     std::abs(solved.boundary(kFaces[second_face]).surface_temperature_mean - surfaces[1]));
  const Grid& grid = solved.grid;
  for (int k = 0; k < grid.n_cells(Axis::z); ++k) {
    for (int j = 0; j < grid.n_cells(Axis::y); ++j) {
      for (int i = 0; i < grid.n_cells(Axis::x); ++i) {
        const std::array<int, 3> cell{i, j, k};
        const double s = grid.centre(static_cast<Axis>(axis), cell[axis]) / kSize[axis];
        largest = std::max(largest, std::abs(solved.at(i, j, k) - (low + s * (high - low))));
      }
    }
  }
  return largest;
}

std::vector<Record> run_faces(MPI_Comm comm) {
  constexpr double kFlux = 2e5;  // [W/m^2]
  constexpr double kFilm = 4e3;  // [W/(m^2.K)]
  constexpr double kSecondFilm = 700.0;
  const std::vector<SlabCase> cases{
      {"heat flux in, convection out", "heat_flux: 2e5 W/m^2",
       "convection: {film_coefficient: 4e3 W/(m^2.K), ambient: 300 K}",
       [](double length) -> std::array<double, 2> {
         const double cold = 300.0 + kFlux / kFilm;
         return {cold + kFlux * length / kSlab, cold};
       }},
      {"heat flux out, fixed temperature", "heat_flux: -2e5 W/m^2", "fixed_temperature: 400 K",
       [](double length) -> std::array<double, 2> {
         return {400.0 - kFlux * length / kSlab, 400.0};
       }},
      {"convection on both faces", "convection: {film_coefficient: 4e3 W/(m^2.K), ambient: 400 K}",
       "convection: {film_coefficient: 700 W/(m^2.K), ambient: 300 K}",
       [](double length) -> std::array<double, 2> {
         const double flux = 100.0 / (1.0 / kFilm + length / kSlab + 1.0 / kSecondFilm);
         return {400.0 - flux / kFilm, 300.0 + flux / kSecondFilm};
       }},
      {"fixed temperature on both faces", "fixed_temperature: 400 K", "fixed_temperature: 300 K",
       [](double) -> std::array<double, 2> {
         return {400.0, 300.0};
       }},
  };
  std::vector<Record> records;
  for (const SlabCase& slab : cases) {
    double largest = 0.0;
    for (int face = 0; face < 6; ++face) largest = std::max(largest, slab_deviation(slab, face, comm));
    records.push_back(
        vanishing(slab.quantity + ": deviation, worst of six faces", "K", largest, kExact * 100.0));
  }
  return records;
}

// ---------------------------------------------------- columns without lateral conduction: each is a slab of
// its own

constexpr double kColumn = 80.0;    // vertical conductivity [W/(m.K)]
constexpr double kBaseRise = 60.0;  // of the lower end over the ambient of 300 K [K]
// Lateral conductances are 1e-11 of the vertical ones; what they let through stays below 1e-9 of the heat.
constexpr double kDecoupled = 1e-9;

std::string column_deck(const std::string& stack, const std::string& boundaries) {
  return "strata: 1\nmaterials:\n" + material_card("columns", "[1e-9 W/(m.K), 1e-9 W/(m.K), 80 W/(m.K)]") +
         "assembly:\n  size: [4 mm, 3 mm]\n  stack:\n" + stack + "boundaries:\n" + boundaries +
         "mesh: {lateral: 0.5 mm, per_layer: {max_thickness: 250 um}, growth: 0}\n"
         "solver: {relative_tolerance: 1e-13}\n";
}

/// Heat per area through a column of 1 mm under a film [W/m^2], for the rise of its base over the ambient
/// [K].
double column_flux(double rise, double film) {
  return rise / (1e-3 / kColumn + 1.0 / film);
}

std::vector<Record> run_patches(MPI_Comm comm) {
  const SolvedModel solved = solve_deck(
      column_deck("    - {name: slab, thickness: 1 mm, material: columns}\n",
                  "  bottom: {fixed_temperature: 360 K}\n"
                  "  top:\n    convection: {film_coefficient: 1e4 W/(m^2.K), ambient: 300 K}\n    patches:\n"
                  "      - {name: hot, at: [0.3 mm, 0.2 mm], size: [1.1 mm, 0.9 mm],\n"
                  "         convection: {film_coefficient: 5e4 W/(m^2.K), ambient: 300 K}}\n"
                  "      - {name: held, at: [1 mm, 0.8 mm], size: [1 mm, 1 mm], fixed_temperature: 310 K}\n"
                  "      - {name: closed, at: [3 mm, 2 mm], size: [0.7 mm, 0.6 mm], adiabatic: {}}\n"
                  "      - {name: fed, at: [3 mm, 0 mm], size: [1 mm, 1 mm], heat_flux: 1e5 W/m^2}\n"),
      comm);
  const double overlap = 0.4e-3 * 0.3e-3;  // of `hot` and `held`: the later one has it
  const double hot = (1.1e-3 * 0.9e-3 - overlap) * column_flux(kBaseRise, 5e4);
  const double held = 1e-6 * 50.0 * kColumn / 1e-3;
  const double rest_area = 12e-6 - (1.1e-3 * 0.9e-3 - overlap) - 1e-6 - 0.7e-3 * 0.6e-3 - 1e-6;
  const double rest = rest_area * column_flux(kBaseRise, 1e4);
  const double total = hot + held + rest - 0.1;
  return {compare("heat through a convective patch", "W", solved.boundary("top.hot").heat_out, hot,
                  kDecoupled * total),
          compare("heat through a fixed-temperature patch", "W", solved.boundary("top.held").heat_out, held,
                  kDecoupled * total),
          compare("heat through an adiabatic patch", "W", solved.boundary("top.closed").heat_out, 0.0,
                  kDecoupled * total),
          compare("heat through a patch with heat flux", "W", solved.boundary("top.fed").heat_out, -0.1,
                  kDecoupled * total),
          compare("heat through the rest of the face", "W", solved.boundary("top").heat_out, rest,
                  kDecoupled * total),
          compare("area of the rest of the face", "mm^2", solved.boundary("top").area * 1e6, rest_area * 1e6,
                  1e-9)};
}

std::vector<Record> run_rasters(MPI_Comm comm) {
  Model model =
      load_model_text(column_deck("    - {name: slab, thickness: 1 mm, material: columns}\n",
                                  "  bottom: {fixed_temperature: 360 K}\n"
                                  "  top: {convection: {film_coefficient: 1e4 W/(m^2.K), ambient: 300 K}}\n"),
                      "verification.yaml");
  for (Boundary& boundary : model.boundaries) {
    if (boundary.name != "top") continue;
    auto& convection = std::get<Convection>(boundary.condition);
    convection.film_coefficient_map = {{{{0.0, 0.0}, {1.5e-3, 3e-3}}, 3e4},
                                       {{{1.5e-3, 0.0}, {2.6e-3, 1e-3}}, 6e4}};
    convection.ambient_map = {{{{3e-3, 1e-3}, {4e-3, 3e-3}}, 320.0}};
  }
  const SolvedModel solved = solve(std::move(model), comm);
  // The second tile covers a fifth of the cells from x = 2.5 mm to 3 mm: their film is the area mean.
  const double mean_film = 0.2 * 6e4 + 0.8 * 1e4;
  const double heat = 4.5e-6 * column_flux(kBaseRise, 3e4) + 1e-6 * column_flux(kBaseRise, 6e4) +
                      0.5e-6 * column_flux(kBaseRise, mean_film) + 2e-6 * column_flux(kBaseRise - 20.0, 1e4) +
                      4e-6 * column_flux(kBaseRise, 1e4);
  const int top = solved.grid.n_cells(Axis::z) - 1;
  const auto top_cell = [](double rise, double film, double ambient) {
    return ambient + column_flux(rise, film) * (1.0 / film + 0.125e-3 / kColumn);
  };
  return {compare("heat under film and ambient rasters", "W", solved.boundary("top").heat_out, heat,
                  kDecoupled * heat),
          compare("top cell under a film tile", "K", solved.at(0, 0, top), top_cell(kBaseRise, 3e4, 300.0),
                  kDecoupled * kBaseRise),
          compare("top cell partly under a film tile", "K", solved.at(5, 0, top),
                  top_cell(kBaseRise, mean_film, 300.0), kDecoupled * kBaseRise),
          compare("top cell under an ambient tile", "K", solved.at(7, 4, top),
                  top_cell(kBaseRise - 20.0, 1e4, 320.0), kDecoupled * kBaseRise)};
}

std::vector<Record> run_exposed(MPI_Comm comm) {
  const SolvedModel solved = solve_deck(
      column_deck(
          "    - {name: base, thickness: 0.6 mm, material: columns}\n"
          "    - {name: step, thickness: 0.4 mm, material: columns, at: [1 mm, 0 mm], size: [2 mm, 3 mm]}\n",
          "  bottom: {fixed_temperature: 360 K}\n"
          "  top: {convection: {film_coefficient: 2e4 W/(m^2.K), ambient: 300 K}}\n"
          "  exposed: {convection: {film_coefficient: 3e3 W/(m^2.K), ambient: 280 K}}\n"),
      comm);
  const double through_top = 6e-6 * column_flux(kBaseRise, 2e4);
  const double through_exposed = 6e-6 * 80.0 / (0.6e-3 / kColumn + 1.0 / 3e3);
  const double total = through_top + through_exposed;
  return {compare("heat through the exposed ledges", "W", solved.boundary("exposed").heat_out,
                  through_exposed, kDecoupled * total),
          compare("heat through the top of the step", "W", solved.boundary("top").heat_out, through_top,
                  kDecoupled * total),
          compare("exposed area, ledges and side walls", "mm^2", solved.boundary("exposed").area * 1e6,
                  6.0 + 2.4, 1e-9),
          compare("area of the top", "mm^2", solved.boundary("top").area * 1e6, 6.0, 1e-9)};
}

// ------------------------------------------------------------------------------------------------- symmetry
// planes

std::string symmetric_deck(bool halved_x, bool halved_y) {
  const double part = (halved_x ? 0.5 : 1.0) * (halved_y ? 0.5 : 1.0);
  const std::string planes = halved_x && halved_y ? "symmetry: [x_min, y_min]\n"
                             : halved_x           ? "symmetry: [x_min]\n"
                                                  : "";
  const std::string size = fmt::format("[{} mm, {} mm]", halved_x ? 4 : 8, halved_y ? 3 : 6);
  const std::string at = fmt::format("[{} mm, {} mm]", halved_x ? 0 : 2, halved_y ? 0 : 2);
  const std::string die = fmt::format("[{} mm, {} mm]", halved_x ? 2 : 4, halved_y ? 1 : 2);
  return "strata: 1\n" + planes + "materials:\n" +
         material_card("board", "[20 W/(m.K), 20 W/(m.K), 0.5 W/(m.K)]") +
         material_card("die", conductivity_text(120.0)) + "assembly:\n  size: " + size +
         "\n  stack:\n    - {name: board, thickness: 1 mm, material: board}\n"
         "    - {name: die, thickness: 0.4 mm, material: die, at: " +
         at + ", size: " + die + fmt::format("}}\npower: [{{target: die, total: {} W}}]\n", 4.0 * part) +
         "boundaries:\n"
         "  bottom: {convection: {film_coefficient: 500 W/(m^2.K), ambient: 300 K}}\n"
         "  sides: {convection: {film_coefficient: 100 W/(m^2.K), ambient: 310 K}}\n"
         "  exposed: {convection: {film_coefficient: 50 W/(m^2.K), ambient: 300 K}}\n"
         "mesh: {lateral: 0.5 mm, per_layer: {max_thickness: 250 um}}\nsolver: {relative_tolerance: 1e-13}\n";
}

std::vector<Record> run_symmetry(MPI_Comm comm) {
  const SolvedModel whole = solve_deck(symmetric_deck(false, false), comm);
  const double rise = whole.highest() - 300.0;
  std::vector<Record> records;
  for (const bool quarter : {false, true}) {
    const SolvedModel part = solve_deck(symmetric_deck(true, quarter), comm);
    const int nx = part.grid.n_cells(Axis::x);
    const int ny = part.grid.n_cells(Axis::y);
    double largest = 0.0;
    for (int k = 0; k < part.grid.n_cells(Axis::z); ++k) {
      for (int j = 0; j < ny; ++j) {
        for (int i = 0; i < nx; ++i) {
          const double twin =
              whole.at(i + whole.grid.n_cells(Axis::x) - nx, j + whole.grid.n_cells(Axis::y) - ny, k);
          if (std::isnan(part.at(i, j, k)) && std::isnan(twin)) continue;
          const double difference = std::abs(part.at(i, j, k) - twin);
          largest = difference <= largest ? largest : difference;
        }
      }
    }
    const double share = quarter ? 4.0 : 2.0;
    const std::string name = quarter ? "quarter" : "half";
    records.push_back(vanishing(name + " model against the whole", "K", largest, kExact * rise));
    records.push_back(compare(name + " model: heat through the bottom times " + (quarter ? "four" : "two"),
                              "W", share * part.boundary("bottom").heat_out,
                              whole.boundary("bottom").heat_out, kExact * 4.0));
  }
  return records;
}

}  // namespace

std::vector<Case> boundary_cases() {
  return {
      {"boundary-faces", "Convection, heat flux, fixed temperature and adiabatic, each on every face",
       "linear field in a slab, exact", run_faces},
      {"boundary-patch", "Rectangles of a face with conditions of their own, overlapping",
       "independent columns, exact", run_patches},
      {"boundary-raster", "Film coefficient and ambient as rasters", "independent columns, exact",
       run_rasters},
      {"boundary-exposed", "Faces between material and void", "independent columns, exact", run_exposed},
      {"boundary-symmetry", "Half and quarter models against the whole",
       "same package without symmetry planes", run_symmetry},
  };
}

}  // namespace strata::verification
