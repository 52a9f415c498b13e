// A small package with a temperature field that is known everywhere, for tests of the writers: a substrate, a
// part "chip" of two dies (the upper with a block painted over it), void around the chip, and a lid that
// overhangs it.
#pragma once

#include <optional>

#include <mpi.h>

#include "solver/heat_solution.hpp"
#include "solver/stress/stress_solution.hpp"

namespace strata::test {

/// 300 K + (x + 10 y + 100 z) K/mm at a point in metres [K].
double linear_temperature(double x, double y, double z);

/// Owns everything a SolutionView refers to.
struct SyntheticCase {
  Model model;
  GridPlan plan;
  Partition partition;
  HeatSolution heat;
  std::optional<StressSolution> stress;

  explicit SyntheticCase(MPI_Comm comm);
  SolutionView view() const { return {model, plan, partition, heat, stress ? &*stress : nullptr}; }
};

/// x lines 0 1 2 3 5 6 mm, y lines 0 1 2 3 4 mm, z lines 0 0.5 1 1.25 1.5 2 2.5 mm. Bodies, in mm:
///   0 substrate          [0, 6] x [0, 4] x [0, 1]        silicon
///   1 chip.base          [1, 5] x [1, 3] x [1, 1.5]      silicon, active bottom, 1 W/mm^2
///   2 chip.dram[1]       [1, 5] x [1, 3] x [1.5, 2]      silicon, active top, 0.5 W/mm^2 outside the block
///   3 chip.dram[1].tsv   [2, 3] x [1, 2] x [1.5, 2]      copper
///   4 lid                [0, 6] x [0, 4] x [2, 2.5]      copper
Model synthetic_model();
GridPlan synthetic_plan();

/// Curvature of the displacement of add_stress [1/m], convex.
inline constexpr double kCurvature = 0.5;

/// The load cases "operating", under the solved heat, and "25 degC"; all of the second is twice the first:
///   displacement  (2e-3 x, -1e-3 y, 1e-3 x - kCurvature/2 ((x - 3 mm)^2 + (y - 2 mm)^2)), NaN away from
///   matter stress        component n (xx yy zz yz xz xy): n + 1 + x + 10 z, in MPa and mm, at cell centres
///   and faces traction      (x, 0, -2 y) in MPa and mm at the centre of each face between solid cells
/// The warpage of the assembly's bottom by least squares, lid.bottom by corners, chip.dram[1].top by least
/// squares; 0.6 mm from edges.
void add_stress(SyntheticCase& c);

/// Of a case with stress.
StressAnalysis& analysis_of(SyntheticCase& c);
StressSolution& solution_of(SyntheticCase& c);

/// The same case without heat: only the materials of the heat solution, and the load case "25 degC" alone.
void take_heat_away(SyntheticCase& c);

}  // namespace strata::test
