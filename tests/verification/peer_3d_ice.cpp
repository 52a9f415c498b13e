// V1: the steady test case of 3D-ICE (esl-epfl/3d-ice, test/solid/steady): two silicon dies, three
// arrangements of heat sinks. 3D-ICE is a cell-centred resistor network as well, with one exception: the node
// of an outermost layer without a sink lies on its outer face, not in its middle (sources/thermal_grid.c,
// get_conductance_top and _bottom take the full height there). Heat and temperature of such a layer therefore
// belong on that face: a sheet.
#include <fmt/format.h>

#include "inputs/error.hpp"
#include "tests/verification/solved_model.hpp"
#include "tests/verification/suite.hpp"

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
};

/// Their grid has cells of 50 um x 200 um; blocks as wide as a cell put the lines along x there.
std::string peer_deck(const Sinks& sinks) {
  std::string columns;
  for (int i = 0; i < 200; ++i) {
    columns += fmt::format("{}{{name: c{}, at: [{} um, 0 mm], size: [50 um, 10 mm]}}", i == 0 ? "" : ", ", i,
                           50 * i);
  }
  const std::string sink = "{convection: {film_coefficient: 1e5 W/(m^2.K), ambient: 300 K}}\n";
  std::string deck = "strata: 1\nmaterials:\n" + material_card("die", conductivity_text(130.0)) +
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

std::vector<Record> run_peer(MPI_Comm comm) {
  constexpr std::array<Sinks, 3> kArrangements{{{"top", true, false, 307.821, 310.008},
                                                {"bottom", false, true, 307.441, 310.388},
                                                {"both", true, true, 303.745, 305.004}}};
  std::vector<Record> records;
  for (const Sinks& sinks : kArrangements) {
    const SolvedModel solved = solve_deck(peer_deck(sinks), comm);
    if (solved.grid.n_cells(Axis::x) != 200 || solved.grid.n_cells(Axis::y) != 50 ||
        solved.grid.n_cells(Axis::z) != 4) {
      throw Error(ExitCode::internal, "the grid of the case is not that of 3D-ICE");
    }
    const double die1 =
        sinks.bottom ? solved.at(100, 24, 0) : active_face_temperature_at(solved, "source1", 100, 24, comm);
    const double die2 =
        sinks.top ? solved.at(0, 0, 3) : active_face_temperature_at(solved, "source2", 0, 0, comm);
    records.push_back(compare(fmt::format("die 1 at (5.0, 4.8) mm, sink: {}", sinks.name), "K", die1,
                              sinks.die1, kPrinted));
    records.push_back(
        compare(fmt::format("die 2 at (0, 0), sink: {}", sinks.name), "K", die2, sinks.die2, kPrinted));
  }
  return records;
}

}  // namespace

std::vector<Case> peer_cases() {
  return {{"V1", "Two stacked dies of 3D-ICE, 200 x 50 x 4 cells",
           "3D-ICE 4.0, test/solid/steady, printed to 1 mK", run_peer}};
}

}  // namespace strata::verification
