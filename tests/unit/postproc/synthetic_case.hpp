// A small package with a temperature field that is known everywhere, for tests of the writers: a substrate, a
// part "chip" of two dies (the upper with a block painted over it), void around the chip, and a lid that
// overhangs it.
#pragma once

#include <mpi.h>

#include "solver/heat_solution.hpp"

namespace strata::test {

/// 300 K + (x + 10 y + 100 z) K/mm at a point in metres [K].
double linear_temperature(double x, double y, double z);

/// Owns everything a SolutionView refers to.
struct SyntheticCase {
  Model model;
  GridPlan plan;
  Partition partition;
  HeatSolution heat;

  explicit SyntheticCase(MPI_Comm comm);
  SolutionView view() const { return {model, plan, partition, heat}; }
};

/// x lines 0 1 2 3 5 6 mm, y lines 0 1 2 3 4 mm, z lines 0 0.5 1 1.25 1.5 2 2.5 mm. Bodies, in mm:
///   0 substrate          [0, 6] x [0, 4] x [0, 1]        silicon
///   1 chip.base          [1, 5] x [1, 3] x [1, 1.5]      silicon, active bottom, 1 W/mm^2
///   2 chip.dram[1]       [1, 5] x [1, 3] x [1.5, 2]      silicon, active top, 0.5 W/mm^2 outside the block
///   3 chip.dram[1].tsv   [2, 3] x [1, 2] x [1.5, 2]      copper
///   4 lid                [0, 6] x [0, 4] x [2, 2.5]      copper
Model synthetic_model();
GridPlan synthetic_plan();

}  // namespace strata::test
