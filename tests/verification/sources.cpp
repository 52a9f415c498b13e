// Heat sources against closed forms: a sheet between two paths (with a contact resistance on its far side),
// the network of two resistors, a heated volume, a power map off the grid lines.
#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "tests/verification/solved_model.hpp"
#include "tests/verification/suite.hpp"

namespace strata::verification {
namespace {

constexpr double kExact = 1e-10;  // relative; the solver is asked for 1e-13

// ------------------------------------------------------------------------------- a sheet between two thermal
// paths

constexpr double kArea = 6e-6;     // [m^2]
constexpr double kPower = 3.0;     // [W]
constexpr double kContact = 4e-6;  // [m^2.K/W]
constexpr double kUpperAmbient = 310.0;
constexpr double kLowerAmbient = 330.0;

/// Two layers of 0.2 mm (100 W/(m.K)) and 1 mm (5 W/(m.K)); the devices lie on the thin die's face towards
/// the other layer, which is below it, or above it where the package is turned over.
std::string sheet_deck(bool upside_down, bool contact, int cells) {
  const std::string die = fmt::format("    - {{name: die, thickness: 0.2 mm, material: die, active: {}}}\n",
                                      upside_down ? "top" : "bottom");
  const std::string board = "    - {name: board, thickness: 1 mm, material: board}\n";
  std::string deck = "strata: 1\nmaterials:\n" + material_card("die", conductivity_text(100.0)) +
                     material_card("board", conductivity_text(5.0)) +
                     "assembly:\n  size: [3 mm, 2 mm]\n  stack:\n" +
                     (upside_down ? die + board : board + die);
  if (contact) deck += "contacts: [{between: [die, board], resistance: 4e-6 m^2.K/W}]\n";
  deck += "power: [{target: die.active, total: 3 W}]\nboundaries:\n";
  deck += fmt::format("  {}: {{convection: {{film_coefficient: 2e4 W/(m^2.K), ambient: 310 K}}}}\n",
                      upside_down ? "bottom" : "top");
  deck += fmt::format("  {}: {{convection: {{film_coefficient: 1e3 W/(m^2.K), ambient: 330 K}}}}\n",
                      upside_down ? "top" : "bottom");
  return deck +
         fmt::format("mesh: {{lateral: 0.5 mm, per_layer: {{max_thickness: 1 m, min_cells: {}}}}}\n", cells) +
         "solver: {relative_tolerance: 1e-13}\n";
}

/// Temperature of the devices and the heat that leaves through the board, from the two resistances.
std::vector<Record> sheet_records(bool upside_down, bool contact, int cells, MPI_Comm comm) {
  const double through_die = (0.2e-3 / 100.0 + 1.0 / 2e4) / kArea;
  const double through_board = (1e-3 / 5.0 + 1.0 / 1e3 + (contact ? kContact : 0.0)) / kArea;
  const double junction = (kPower + kUpperAmbient / through_die + kLowerAmbient / through_board) /
                          (1.0 / through_die + 1.0 / through_board);
  const double board_heat = (junction - kLowerAmbient) / through_board;
  const SolvedModel solved = solve_deck(sheet_deck(upside_down, contact, cells), comm);
  const std::string what = fmt::format(
      "{}, {} cell{} per layer", upside_down ? "active top" : "active bottom", cells, cells == 1 ? "" : "s");
  const double rise = junction - kUpperAmbient;
  return {compare("junction, " + what, "K", active_face_temperature(solved, "die", comm).highest, junction,
                  kExact * rise),
          compare("heat through the board, " + what, "W",
                  solved.boundary(upside_down ? "top" : "bottom").heat_out, board_heat, kExact * kPower)};
}

std::vector<Record> run_sheet(MPI_Comm comm) {
  std::vector<Record> records;
  for (const bool upside_down : {false, true}) {
    for (const int cells : {1, 6}) {
      for (Record& record : sheet_records(upside_down, true, cells, comm))
        records.push_back(std::move(record));
    }
  }
  return records;
}

std::vector<Record> run_two_resistors(MPI_Comm comm) {
  return sheet_records(false, false, 2, comm);
}

// ----------------------------------------------------------------------------------------------- a heated
// volume

std::vector<Record> run_volume(MPI_Comm comm) {
  // Heated slab, adiabatic below, held at 300 K above. The scheme is exact in the fluxes, so its cells lie on
  // the parabola q (L^2 - z^2) / (2k), all shifted by q d^2 / (8k) from the last half cell.
  constexpr double kDensity = 5e9;        // [W/m^3]
  constexpr double kConductivity = 40.0;  // [W/(m.K)]
  constexpr double kLength = 1e-3;        // [m]
  std::vector<Record> records;
  for (const int cells : {5, 20}) {
    const SolvedModel solved = solve_deck(
        "strata: 1\nmaterials:\n" + material_card("solid", conductivity_text(kConductivity)) +
            "assembly:\n  size: [2 mm, 1 mm]\n  stack: [{name: slab, thickness: 1 mm, material: solid}]\n"
            "power: [{target: slab, density: 5e9 W/m^3}]\n"
            "boundaries:\n  top: {fixed_temperature: 300 K}\n" +
            fmt::format("mesh: {{lateral: 0.5 mm, per_layer: {{max_thickness: 1 m, min_cells: {}}}}}\n",
                        cells) +
            "solver: {relative_tolerance: 1e-13}\n",
        comm);
    const double spacing = kLength / cells;
    const double rise = kDensity * kLength * kLength / (2.0 * kConductivity);
    double largest = 0.0;
    for (int k = 0; k < cells; ++k) {
      const double z = solved.grid.centre(Axis::z, k);
      const double exact = 300.0 + kDensity * (kLength * kLength - z * z) / (2.0 * kConductivity);
      const double shift = kDensity * spacing * spacing / (8.0 * kConductivity);
      largest = std::max(largest, std::abs(solved.at(0, 0, k) - exact - shift));
    }
    records.push_back(vanishing(fmt::format("deviation from the shifted parabola, {} cells", cells), "K",
                                largest, kExact * rise));
    records.push_back(compare(fmt::format("heat through the cooled face, {} cells", cells), "W",
                              solved.boundary("top").heat_out, kDensity * kLength * 2e-6,
                              kExact * kDensity * 2e-9));
  }
  return records;
}

// ----------------------------------------------------------------------------------- a power map off the
// grid lines

std::vector<Record> run_map(MPI_Comm comm) {
  // Columns without lateral conduction (1e-11 of the vertical): each shows the power that fell into it.
  Model model = load_model_text(
      "strata: 1\nmaterials:\n" + material_card("columns", "[1e-9 W/(m.K), 1e-9 W/(m.K), 80 W/(m.K)]") +
          "assembly:\n  size: [4 mm, 3 mm]\n  stack: [{name: die, thickness: 0.5 mm, material: columns,"
          " active: bottom}]\npower: [{target: die.active, total: 6 W}]\n"
          "boundaries:\n  top: {convection: {film_coefficient: 1e4 W/(m^2.K), ambient: 300 K}}\n"
          "mesh: {lateral: 0.5 mm, per_layer: {max_thickness: 250 um}, growth: 0}\n"
          "solver: {relative_tolerance: 1e-13}\n",
      "verification.yaml");
  // Tiles of unequal density whose edges lie inside cells.
  const Raster tiles{{{{0.0, 0.0}, {1.3e-3, 3e-3}}, 2.5}, {{{1.3e-3, 0.2e-3}, {3.85e-3, 1.7e-3}}, 3.5}};
  model.sources.front().map = tiles;
  const SolvedModel solved = solve(std::move(model), comm);
  const Grid& grid = solved.grid;
  double largest = 0.0;
  for (int j = 0; j < grid.n_cells(Axis::y); ++j) {
    for (int i = 0; i < grid.n_cells(Axis::x); ++i) {
      double flux = 0.0;
      for (const Tile& tile : tiles) {
        double part = tile.value / (grid.spacing(Axis::x, i) * grid.spacing(Axis::y, j));
        for (int axis = 0; axis < 2; ++axis) {
          const int n = axis == 0 ? i : j;
          const double lower = std::max(grid.lines[axis][n], tile.area.lower[axis]);
          const double upper = std::min(grid.lines[axis][n + 1], tile.area.upper[axis]);
          part *= std::max(0.0, upper - lower) / (tile.area.upper[axis] - tile.area.lower[axis]);
        }
        flux += part;
      }
      const double exact = 300.0 + flux * (1.0 / 1e4 + 0.375e-3 / 80.0);
      largest = std::max(largest, std::abs(solved.at(i, j, 0) - exact));
    }
  }
  const double rise = solved.highest() - 300.0;
  return {vanishing("deviation of the bottom cells", "K", largest, 1e-9 * rise),
          compare("power on the grid", "W", solved.heat.balance.source, 6.0, 6e-12)};
}

}  // namespace

std::vector<Case> source_cases() {
  return {
      {"source-sheet", "Sheet source at an interface with a contact resistance on its far side",
       "two resistances in parallel, exact", run_sheet},
      {"two-resistors", "Junction between two ambients", "network of two resistances, exact",
       run_two_resistors},
      {"source-volume", "Uniformly heated slab", "parabola and its exact discrete shift", run_volume},
      {"source-map", "Power map whose tiles cut cells", "independent columns, exact overlap", run_map},
  };
}

}  // namespace strata::verification
