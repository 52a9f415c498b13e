#include "solver/transient/transient_estimate.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "inputs/schedules.hpp"

namespace strata {
namespace {

// Measured on a stack of HBM with k(T), 0.2 and 0.6 million cells: 155 bytes per cell where a steady solve
// takes 50.
constexpr double kBytesPerCell = 110.0;
// Temperature and power density of a moment, twice: in its own file and, at the end, in results.h5.
constexpr double kOutputBytesOfMoment = 2 * 16.0;
// Its file for ParaView, with materials and visibility.
constexpr double kOutputBytesForParaview = 19.0;
// Temperature and its slope in a checkpoint; the start of the cycle while a periodic state is sought.
constexpr double kOutputBytesOfCheckpoint = 24.0;
// Nobody waits for a count beyond this.
constexpr std::int64_t kMostSteps = 10'000'000;

/// The steps from 0 to `end` that land on every breakpoint and kept moment and are no larger than `largest`.
std::int64_t steps_until(const Model& model, const std::vector<double>& save_times, double end,
                         double largest) {
  std::int64_t steps = 0;
  double time = 0.0;
  while (time < end && steps < kMostSteps) {
    double target = end;
    for (const Schedule& schedule : model.schedules)
      target = std::min(target, next_breakpoint(schedule, time));
    const auto save = std::upper_bound(save_times.begin(), save_times.end(), time);
    if (save != save_times.end()) target = std::min(target, *save);
    // What is a whole number of steps but for rounding is that number.
    const double pieces = std::ceil((target - time) / largest * (1.0 - 1e-9));
    steps += static_cast<std::int64_t>(std::clamp(pieces, 1.0, static_cast<double>(kMostSteps)));
    time = target;
  }
  return std::min(steps, kMostSteps);
}

}  // namespace

TransientEstimate estimate_transient(const Model& model) {
  if (!model.transient) return {};
  const Transient& transient = *model.transient;
  TransientEstimate estimate;
  const std::vector<double>& times = transient.save_times;
  estimate.moments =
      std::count_if(times.begin(), times.end(), [&](double at) { return at < transient.end; }) + 1;
  constexpr double unbounded = std::numeric_limits<double>::infinity();
  const double largest =
      std::min(transient.fixed_step.value_or(unbounded), transient.largest_step.value_or(unbounded));
  estimate.smallest_steps = steps_until(model, times, transient.end, largest);
  if (transient.cyclic) estimate.smallest_steps += steps_until(model, {}, transient.period, largest);
  estimate.bytes_per_cell = kBytesPerCell;
  const double of_moment = kOutputBytesOfMoment + (model.output.paraview ? kOutputBytesForParaview : 0.0);
  estimate.output_bytes_per_cell = static_cast<double>(estimate.moments) * of_moment +
                                   (model.checkpoint.keep + 1) * kOutputBytesOfCheckpoint;
  return estimate;
}

}  // namespace strata
