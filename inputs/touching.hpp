// Whether two selections share a piece of face.
#pragma once

#include "inputs/model.hpp"

namespace strata {

/// True where a body of `a` meets a body of `b` on a face with an area: side by side, or one inside the other
/// as parts are in a fill. Named faces must be the ones that meet. Bodies painted over by third ones are not
/// looked for.
bool touch(const Geometry& geometry, const Selection& a, const Selection& b);

}  // namespace strata
