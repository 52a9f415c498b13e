// Which models differ only in what the right-hand side of the heat equations sees.
#pragma once

#include "inputs/model.hpp"

namespace strata {

/// True where two models have the same grid, materials, contacts and film coefficients, and heat sources in
/// the same places: all that may differ are powers and how they are spread, ambient and fixed temperatures,
/// heat fluxes, names, limits and settings, and of stress all but where supports and pressures act. Grid and
/// partition of one then serve the other, and so do coefficients and preconditioners at equal temperatures.
/// Rasters are compared tile by tile.
bool can_share_setup(const Model& a, const Model& b);

}  // namespace strata
