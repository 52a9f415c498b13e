// The film coefficient on the outer top and bottom faces of a model, column by column.
#pragma once

#include <vector>

#include "postproc/dataset/native_fields.hpp"

namespace strata {

/// (y, x) [W/(m^2.K)] of the last boundary that claims each face: its convection or cold plate (of a table
/// the coefficient at the ambient), 0 for other conditions, where nobody claims the face, and where void is
/// behind it. \param face  Face::top or Face::bottom
std::vector<double> film_map(const Model& model, const Grid& grid, const NativeFields& native, Face face);

}  // namespace strata
