// S20: STACK-8H, an eight-high stack on a substrate with an underfill and a ring of mold, against
// CalculiX 2.20 on the same mesh (C3D8I, whose cells are the same) and against refined meshes.
#include <cmath>

#include <fmt/format.h>

#include "tests/verification/stressed_model.hpp"
#include "tests/verification/suite.hpp"

namespace strata::verification {
namespace {

/// Cells of the mesh along x and y: from 0 to the edge of the dies at 5 mm, across the ring of mold to 5.5
/// mm, and on to the edge of the substrate at 7.5 mm.
struct Mesh {
  int dies = 0;
  int mold = 0;
  int outside = 0;
};

std::string stack_deck(const Mesh& mesh) {
  std::string dies =
      "parts:\n  stack:\n    size: [5 mm, 5 mm]\n    layers:\n"
      "      - {name: base, thickness: 60 um, material: si}\n"
      "      - repeat: 8\n        layers:\n"
      "          - {name: bond, thickness: 15 um, material: bond}\n"
      "          - {name: dram, thickness: 35 um, material: si}\n";
  return "strata: 1\nmaterials:\n" + elastic_card("substrate", 22.0, 0.30, 14.0) +
         elastic_card("resin", 8.0, 0.33, 28.0) + elastic_card("bond", 10.0, 0.33, 25.0) +
         elastic_card("emc", 20.0, 0.30, 9.0) + silicon_card("si", "<100>") + dies +
         "symmetry: [x_min, y_min]\nassembly:\n  size: [7.5 mm, 7.5 mm]\n  stack:\n"
         "    - {name: substrate, thickness: 0.3 mm, material: substrate}\n"
         "    - {name: underfill, thickness: 80 um, material: resin, at: [0 mm, 0 mm], size: [5.5 mm, "
         "5.5 "
         "mm], around: void}\n"
         "    - tier: dies\n"
         "      place: [{part: stack, at: [0 mm, 0 mm]}]\n"
         "      fill: {material: emc, at: [0 mm, 0 mm], size: [5.5 mm, 5.5 mm]}\n" +
         // A hair more than the spacing meant, so that rounding does not add a cell.
         fmt::format(
             "mesh: {{lateral: {:.9g} mm, growth: 0, per_layer: {{max_thickness: 150 um}},\n  regions: [\n"
             "    {{box: {{at: [0 mm, 0 mm], size: [5 mm, 5 mm]}}, lateral: {:.9g} mm}},\n"
             "    {{box: {{at: [5 mm, 5 mm], size: [0.5 mm, 0.5 mm]}}, lateral: {:.9g} mm}}]}}\n"
             "solver: {{relative_tolerance: 1e-10}}\n",
             2.000001 / mesh.outside, 5.000001 / mesh.dies, 0.5000001 / mesh.mold) +
         stress_analysis({-140.0});
}

/// What CalculiX prints, in um and MPa.
struct Figures {
  double warp_bottom = 0.0;  ///< drop of the lower face's corner below its middle
  double warp_top = 0.0;     ///< the same on top
  double u_corner = 0.0;     ///< u_x at the end of the lower face
  double w_top = 0.0;        ///< u_z in the middle on top less that below
  double stress = 0.0;       ///< sigma_xx in the middle of the top face of the innermost cell
};

Figures figures(const Mesh& mesh, MPI_Comm comm) {
  const StressedModel solved = solve_stress_deck(stack_deck(mesh), comm);
  const int n = mesh.dies + mesh.mold + mesh.outside;
  if (solved.grid.n_cells(Axis::x) != n || solved.grid.n_cells(Axis::y) != n)
    return {};  // not the mesh of the reference: no figure can pass
  const double top = 0.84e-3;
  const auto um = [&](double x, double y, double z, int component) {
    return 1e6 * solved.displacement_at(x, y, z)[component];
  };
  const std::size_t centre = solved.cell(0, 0, solved.grid.n_cells(Axis::z) - 1);
  return {um(0.0, 0.0, 0.0, 2) - um(7.5e-3, 7.5e-3, 0.0, 2),
          um(0.0, 0.0, top, 2) - um(5.5e-3, 5.5e-3, top, 2), um(7.5e-3, 0.0, 0.0, 0),
          um(0.0, 0.0, top, 2) - um(0.0, 0.0, 0.0, 2), 1e-6 * solved.steps.front().top[centre][0]};
}

std::vector<Record> run_stack(MPI_Comm comm) {
  const Figures coarse = figures({10, 2, 4}, comm);
  const Figures fine = figures({22, 4, 8}, comm);
  constexpr double kDigit = 5.1e-4;   // half a unit of the last printed digit, and a little for the solvers
  constexpr double kDigit4 = 5.1e-5;  // where four are printed
  return {
      compare("16 x 16 cells: warpage of the lower face", "um", coarse.warp_bottom, 105.954, kDigit),
      compare("16 x 16 cells: warpage of the upper face", "um", coarse.warp_top, 65.000, kDigit),
      compare("16 x 16 cells: u_x at the end of the lower face", "um", coarse.u_corner, -14.4576, kDigit4),
      compare("16 x 16 cells: change of height in the middle", "um", coarse.w_top, -2.0625, kDigit4),
      compare("34 x 34 cells: warpage of the lower face", "um", fine.warp_bottom, 105.796, kDigit),
      compare("34 x 34 cells: warpage of the upper face", "um", fine.warp_top, 64.985, kDigit),
      compare("34 x 34 cells: change of height in the middle", "um", fine.w_top, -2.0590, kDigit4),
      compare("against refined meshes: warpage of the lower face", "um", fine.warp_bottom, 105.78, 0.06),
      compare("against refined meshes: warpage of the upper face", "um", fine.warp_top, 64.98, 0.01),
      compare("against refined meshes: stress xx, middle of the top die", "MPa", fine.stress, 50.96, 0.03)};
}

}  // namespace

std::vector<Case> stack_8h_cases() {
  return {{"S20", "STACK-8H: warpage of an eight-high stack",
           "CalculiX 2.20, C3D8I on the same mesh; C3D20R refined", run_stack}};
}

}  // namespace strata::verification
