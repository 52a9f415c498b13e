// `analysis.transient` and `analysis.power` -> Model::transient, or a steady model's constant powers.
#pragma once

#include "inputs/build_context.hpp"

namespace strata {

/// Fills Model::transient where heat is transient; build_power must have run. Reports times that do not fit
/// together, and a periodic state that is asked for where the traces have none.
void build_transient(BuildContext& context);

/// Where heat is steady: replaces the powers that run in time by their average or by those of one time, as
/// `analysis.power` says, and reports a deck that does not say. No schedules are left.
void build_steady_power(BuildContext& context);

}  // namespace strata
