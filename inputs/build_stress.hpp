// `analysis` -> Model::solves_heat and Model::stress.
#pragma once

#include "inputs/build_context.hpp"
#include "inputs/selections.hpp"

namespace strata {

/// Says what is computed, before anything else is built. Reports a deck that computes nothing and stress
/// without a load case.
void build_analysis(BuildContext& context);

/// Reports and drops what the analysis has no use for: loads of heat where none is solved (a warning, so that
/// a deck of both can be run for stress alone), loads of stress where the deck does not ask for stress.
void check_unused_loads(BuildContext& context);

/// Surfaces whose warpage is reported; a pattern may name several. Reports patterns without a surface.
void build_warpage(BuildContext& context, Selector& selector);

}  // namespace strata
