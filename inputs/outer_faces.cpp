#include "inputs/outer_faces.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "inputs/frame.hpp"

namespace strata {

Rectangle outline(const Box& domain, Face face) {
  const int normal = static_cast<int>(face) / 2;
  const int u = normal == 0 ? 1 : 0;
  const int v = normal == 2 ? 1 : 2;
  return {{domain.lower[u], domain.lower[v]}, {domain.upper[u], domain.upper[v]}};
}

bool is_symmetric(const Geometry& geometry, Face face) {
  const auto& planes = geometry.symmetry;
  return std::find(planes.begin(), planes.end(), face) != planes.end();
}

FacePatch read_patch(BuildContext& context, const Value& patch, const NamedFace& face,
                     std::set<std::string>& taken) {
  const auto name = find_text(patch, "name");
  const auto at = find_pair(patch, "at");
  const auto size = find_pair(patch, "size");
  FacePatch result;
  result.name = std::string(face.name) + "." + name.value_or("patch");
  if (name && !taken.insert(*name).second)
    context.diagnostics.error(patch["name"].position(), "the name '" + *name + "' is taken on this face");
  if (!at || !size) return result;
  const Rectangle whole = outline(context.model.geometry.domain, face.face);
  const Rectangle area{*at, {(*at)[0] + (*size)[0], (*at)[1] + (*size)[1]}};
  if (context.exact_geometry && !contains(whole, area))
    context.diagnostics.error(patch["at"].position(),
                              fmt::format("patch '{}' lies outside the face, which is {} x {}", result.name,
                                          format_length(whole.upper[0]), format_length(whole.upper[1])));
  result.area = snapped(whole, area);
  return result;
}

}  // namespace strata
