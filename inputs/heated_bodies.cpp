#include "inputs/heated_bodies.hpp"

#include <map>

#include <fmt/format.h>

#include "inputs/frame.hpp"

namespace strata {

std::vector<HeatedBody> HeatedBodies::find(const std::string& pattern, const Position& position) {
  targets_.clear();
  outside_ = false;
  const Matches matches = selector_.find(pattern, position);
  if (matches.list.empty()) return {};
  if (matches.face.face) {
    context_.diagnostics.error(position, "heat is released in a volume or on '.active', not on another face");
    return {};
  }
  for (std::size_t i = 0; i < matches.list.size(); ++i) add_targets(matches.list[i], i, matches.face.active);
  if (!targets_.empty() && !outside_) return targets_;
  if (outside_ || context_.diagnostics.has_errors()) return {};
  if (matches.face.active) {
    context_.diagnostics.error(position,
                               fmt::format("'{}' names nothing with an active face", shown(pattern)),
                               "give its layer 'active: bottom' or 'active: top'");
  } else {
    context_.diagnostics.error(position, fmt::format("'{}' is void and cannot be heated", shown(pattern)));
  }
  return {};
}

void HeatedBodies::add_targets(const Match& match, std::size_t index, bool is_active) {
  if (match.placement < 0) {
    add_target(match.body, index, is_active);
    return;
  }
  // Blocks lie inside layers, so the layers alone are the whole part.
  for (const BodyIndex body : selector_.bodies_of(match))
    if (model_.geometry.bodies[body].kind == BodyKind::layer) add_target(body, index, is_active);
}

bool HeatedBodies::add_target(BodyIndex index, std::size_t match, bool is_active) {
  const Body& body = model_.geometry.bodies[index];
  const auto face = active_face(model_.geometry, index);
  if (body.material == kVoid || (is_active && !face)) return false;
  HeatedBody target;
  target.name = body.name + (is_active ? ".active" : "");
  target.body = index;
  target.match = match;
  target.placement = body.placement;
  target.is_sheet = is_active;
  target.region = body.box;
  if (is_active) {
    double& other = *face == Face::bottom ? target.region.upper[2] : target.region.lower[2];
    other = *face == Face::bottom ? target.region.lower[2] : target.region.upper[2];
  }
  if (!restrict_to_rectangle(target)) return false;
  target.extent = is_active ? area_of(plan_of(target.region)) : volume_of(target.region);
  targets_.push_back(std::move(target));
  return true;
}

bool HeatedBodies::restrict_to_rectangle(HeatedBody& target) {
  const auto at = find_pair(entry_, "at");
  const auto size = find_pair(entry_, "size");
  if (!at || !size) return true;
  const Body& body = model_.geometry.bodies[target.body];
  const Frame frame = frame_of(model_.geometry, body);
  const Rectangle own = frame.unplace(plan_of(body.box));
  Rectangle area{{own.lower[0] + (*at)[0], own.lower[1] + (*at)[1]}, {}};
  for (int axis = 0; axis < 2; ++axis) area.upper[axis] = area.lower[axis] + (*size)[axis];
  if (context_.exact_geometry && !contains(own, area)) {
    if (!outside_)
      context_.diagnostics.error(entry_["at"].position(),
                                 fmt::format("the heated rectangle lies outside '{}', which is {} x {}",
                                             body.name, format_length(own.upper[0] - own.lower[0]),
                                             format_length(own.upper[1] - own.lower[1])));
    outside_ = true;
    return false;
  }
  const Rectangle placed = snapped(plan_of(body.box), frame.place(area));
  for (int axis = 0; axis < 2; ++axis) {
    target.region.lower[axis] = placed.lower[axis];
    target.region.upper[axis] = placed.upper[axis];
  }
  return true;
}

void share_out(std::vector<HeatedBody>& bodies, double total, const std::string& share) {
  auto group_of = [&](const HeatedBody& body) -> std::int64_t {
    if (share == "all") return 0;
    if (share == "per_part") return body.placement;
    return static_cast<std::int64_t>(body.match);
  };
  std::map<std::int64_t, double> extents;
  for (const HeatedBody& body : bodies) extents[group_of(body)] += body.extent;
  for (HeatedBody& body : bodies) {
    const double whole = extents[group_of(body)];
    body.power = body.extent == whole ? total : total * (body.extent / whole);
  }
}

}  // namespace strata
