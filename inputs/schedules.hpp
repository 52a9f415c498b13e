// Schedules (Model::schedules) evaluated: values, averages, and the times at which they bend or jump.
#pragma once

#include "inputs/model.hpp"

namespace strata {

/// From which side a jump is looked at.
enum class Side : std::uint8_t { before, after };

/// Value at `time` [s], which counts from 0.
double schedule_value(const Schedule& schedule, double time, Side side);

/// Exact mean over [from, to]; the value after `from` where both are equal.
double schedule_mean(const Schedule& schedule, double from, double to);

/// First time after `time` at which the value jumps or its slope changes [s]; infinity where there is none.
double next_breakpoint(const Schedule& schedule, double time);

/// The same deck with constant powers: every source's power and map times the mean of its schedule over a
/// period, or over [0, end] where it does not repeat. No schedules are left.
Model with_average_power(const Model& model, double end);

/// The same deck with the powers of one time.
Model with_power_at(const Model& model, double time);

}  // namespace strata
