// The six outer faces of the package by name, and rectangles of them, as boundaries, supports and pressures
// say.
#pragma once

#include <array>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "inputs/build_context.hpp"

namespace strata {

struct NamedFace {
  std::string_view name;
  Face face;
};
inline constexpr std::array<NamedFace, 6> kOuterFaces{{{"x_min", Face::x_min},
                                                       {"x_max", Face::x_max},
                                                       {"y_min", Face::y_min},
                                                       {"y_max", Face::y_max},
                                                       {"bottom", Face::bottom},
                                                       {"top", Face::top}}};

/// An outer face in its own two coordinates, in the order x, y, z [m].
Rectangle outline(const Box& domain, Face face);

bool is_symmetric(const Geometry& geometry, Face face);

/// A rectangle of an outer face.
struct FacePatch {
  std::string name;               ///< "top.inlet"
  std::optional<Rectangle> area;  ///< empty where its place was wrong
};

/// Reads `name`, `at` and `size` of a patch. Reports a name that is taken and a place outside the face.
/// \param taken  names of the patches of this face so far
FacePatch read_patch(BuildContext& context, const Value& patch, const NamedFace& face,
                     std::set<std::string>& taken);

}  // namespace strata
