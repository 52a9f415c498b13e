// V1 and V2: the test cases of 3D-ICE (esl-epfl/3d-ice, test/solid), steady and in time: two silicon dies,
// three arrangements of heat sinks. 3D-ICE is a cell-centred resistor network as well, with one exception:
// the node of an outermost layer without a sink lies on its outer face, not in its middle
// (sources/thermal_grid.c, get_conductance_top and _bottom take the full height there). Heat and temperature
// of such a layer therefore belong on that face: a sheet.
#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "inputs/error.hpp"
#include "tests/verification/peer_3d_ice_rows.hpp"
#include "tests/verification/solved_model.hpp"
#include "tests/verification/suite.hpp"
#include "tests/verification/transient_model.hpp"

namespace strata::verification {
namespace {

/// Half a unit of the last printed digit, and the rounding of the conversion.
constexpr double kPrinted = 0.0006;

struct Sinks {
  const char* name;
  bool top;
  bool bottom;
  double die1;  // [K] at (5000, 4800) um, source layer of the lower die
  double die2;  // [K] at (0, 0), source layer of the upper die
  const std::array<PeerRow, 120>& rows;
};

const std::array<Sinks, 3>& arrangements() {
  static const std::array<Sinks, 3> all{{{"top", true, false, 307.821, 310.008, kRowsTop},
                                         {"bottom", false, true, 307.441, 310.388, kRowsBottom},
                                         {"both", true, true, 303.745, 305.004, kRowsBoth}}};
  return all;
}

/// Their grid has cells of 50 um x 200 um; blocks as wide as a cell put the lines along x there.
std::string peer_deck(const Sinks& sinks) {
  std::string columns;
  for (int i = 0; i < 200; ++i) {
    columns += fmt::format("{}{{name: c{}, at: [{} um, 0 mm], size: [50 um, 10 mm]}}", i == 0 ? "" : ", ", i,
                           50 * i);
  }
  const std::string sink = "{convection: {film_coefficient: 1e5 W/(m^2.K), ambient: 300 K}}\n";
  std::string deck =
      "strata: 1\nmaterials:\n"
      "  die: {conductivity: 130 W/(m.K), density: 1635.66 kg/m^3, heat_capacity: 1000 J/(kg.K)}\n"
      "assembly:\n  size: [10 mm, 10 mm]\n  stack:\n"
      "    - {name: source1, thickness: 2 um, material: die, active: bottom}\n"
      "    - {name: die1, thickness: 48 um, material: die, blocks: [" +
      columns +
      "]}\n"
      "    - {name: die2, thickness: 48 um, material: die}\n"
      "    - {name: source2, thickness: 2 um, material: die, active: top}\n";
  deck += fmt::format("power:\n  - {{target: source1{}, total: 50 W}}\n", sinks.bottom ? "" : ".active");
  for (const char* corner : {"[0 mm, 0 mm]", "[5 mm, 5 mm]"}) {
    deck += fmt::format("  - {{target: source2{}, total: 12.5 W, at: {}, size: [5 mm, 5 mm]}}\n",
                        sinks.top ? "" : ".active", corner);
  }
  deck += "boundaries:\n";
  if (sinks.top) deck += "  top: " + sink;
  if (sinks.bottom) deck += "  bottom: " + sink;
  return deck +
         "mesh: {lateral: 200 um, per_layer: {max_thickness: 100 um}}\nsolver: {relative_tolerance: 1e-10}\n";
}

void require_their_grid(const Grid& grid) {
  if (grid.n_cells(Axis::x) == 200 && grid.n_cells(Axis::y) == 50 && grid.n_cells(Axis::z) == 4) return;
  throw Error(ExitCode::internal, "the grid of the case is not that of 3D-ICE");
}

/// Temperatures where 3D-ICE prints them [K]: die 1, die 2.
std::array<double, 2> printed_places(const SolvedModel& solved, const Sinks& sinks, MPI_Comm comm) {
  return {sinks.bottom ? solved.at(100, 24, 0) : active_face_temperature_at(solved, "source1", 100, 24, comm),
          sinks.top ? solved.at(0, 0, 3) : active_face_temperature_at(solved, "source2", 0, 0, comm)};
}

std::vector<Record> run_peer(MPI_Comm comm) {
  std::vector<Record> records;
  for (const Sinks& sinks : arrangements()) {
    const SolvedModel solved = solve_deck(peer_deck(sinks), comm);
    require_their_grid(solved.grid);
    const auto [die1, die2] = printed_places(solved, sinks, comm);
    records.push_back(compare(fmt::format("die 1 at (5.0, 4.8) mm, sink: {}", sinks.name), "K", die1,
                              sinks.die1, kPrinted));
    records.push_back(
        compare(fmt::format("die 2 at (0, 0), sink: {}", sinks.name), "K", die2, sinks.die2, kPrinted));
  }
  return records;
}

// Twelve slots of 20 ms: four as in the steady case, four with the other two elements of die 2 alone, four as
// in the steady case; ten steps of backward Euler each.
constexpr double kEnd = 0.24, kPhase = 0.08, kStep = 0.002;  // [s]

Model peer_in_time(const Sinks& sinks) {
  Model model = load_model_text(peer_deck(sinks), "verification.yaml");
  Schedule first;
  first.name = "first and last";
  first.time = {0.0, kPhase, 2.0 * kPhase};
  first.value = {1.0, 0.0, 1.0};
  Schedule second = first;
  second.name = "between";
  second.value = {0.0, 1.0, 0.0};
  model.schedules = {first, second};
  for (HeatSource& source : model.sources) source.schedule = 0;
  const std::vector<HeatSource> die2(model.sources.begin() + 1, model.sources.end());
  constexpr double kHalf = 5e-3;    // [m] of the die
  for (HeatSource source : die2) {  // the quarters beside those, 6.25 W on the right and 18.75 W on the left
    const bool is_left = source.region.lower[0] > 0.5 * kHalf;
    source.region.lower[0] = is_left ? 0.0 : kHalf;
    source.region.upper[0] = source.region.lower[0] + kHalf;
    source.power = is_left ? 18.75 : 6.25;
    source.schedule = 1;
    model.sources.push_back(source);
  }
  model.transient =
      fixed_steps(TimeMethod::backward_euler, 300.0, kEnd, static_cast<int>(kEnd / kStep + 0.5));
  for (std::size_t row = 0; row + 1 < sinks.rows.size(); ++row) {
    model.transient->save_times.push_back(kStep * static_cast<double>(row + 1));
  }
  model.transient->save_times.push_back(kEnd);
  return model;
}

std::vector<Record> run_peer_in_time(MPI_Comm comm) {
  std::vector<Record> records;
  for (const Sinks& sinks : arrangements()) {
    TransientRun run(peer_in_time(sinks), comm);
    std::array<double, 2> largest{};
    for (const PeerRow& row : sinks.rows) {
      const SolvedModel solved = run.next();
      require_their_grid(solved.grid);
      const auto [die1, die2] = printed_places(solved, sinks, comm);
      largest[0] = std::max(largest[0], std::abs(die1 - 300.0 - 1e-3 * row.die1));
      largest[1] = std::max(largest[1], std::abs(die2 - 300.0 - 1e-3 * row.die2));
    }
    for (int die = 0; die < 2; ++die) {
      records.push_back(
          vanishing(fmt::format("largest difference of 120 rows, die {}, sink: {}", die + 1, sinks.name), "K",
                    largest[die], kPrinted));
    }
  }
  return records;
}

}  // namespace

std::vector<Case> peer_cases() {
  return {{"V1", "Two stacked dies of 3D-ICE, 200 x 50 x 4 cells",
           "3D-ICE 4.0, test/solid/steady, printed to 1 mK", run_peer},
          {"V2", "The same in time: 120 steps of backward Euler under three powers",
           "3D-ICE 4.0, test/solid/transient, printed to 1 mK", run_peer_in_time}};
}

}  // namespace strata::verification
