// What a transient leaves besides the fields of single moments.
#pragma once

#include "solver/transient/time_series.hpp"
#include "solver/transient/transient_solver.hpp"

namespace strata {

struct TransientHistory {
  const TimeSeries& series;
  EnergyBalance energy;
  StepCounts counts;
};

}  // namespace strata
