#include "inputs/build_probes.hpp"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "inputs/frame.hpp"

namespace strata {

namespace {

constexpr std::size_t kMaxProbes = 100000;

bool holds(const Box& box, const std::array<double, 3>& point) {
  for (std::size_t axis = 0; axis < 3; ++axis)
    if (point[axis] < box.lower[axis] || point[axis] > box.upper[axis]) return false;
  return true;
}

bool is_matter(const Geometry& geometry, const std::array<double, 3>& point) {
  const auto body = std::find_if(geometry.bodies.rbegin(), geometry.bodies.rend(),
                                 [&](const Body& b) { return holds(b.box, point); });
  return body != geometry.bodies.rend() && body->material != kVoid;
}

/// Whether no matter is at a point, whichever of the cells that meet there is taken.
bool is_in_void(const Geometry& geometry, const std::array<double, 3>& point) {
  for (int corner = 0; corner < 8; ++corner) {
    std::array<double, 3> near = point;
    for (int axis = 0; axis < 3; ++axis) {
      const bool is_upper = ((corner >> axis) & 1) != 0;
      near[static_cast<std::size_t>(axis)] += (is_upper ? 2.0 : -2.0) * kPlaceSlack;
    }
    if (is_matter(geometry, near)) return false;
  }
  return true;
}

class ProbeBuilder {
 public:
  ProbeBuilder(BuildContext& context, Selector& selector) : context_(context), selector_(selector) {}

  void build(const Value& keys) {
    const auto name = find_text(keys, "name");
    if (name && !taken_.insert(*name).second)
      context_.diagnostics.error(keys["name"].position(), "the probe name '" + *name + "' is taken");
    Probe probe;
    probe.name = name.value_or("");
    probe.position = keys.position();
    const bool good = keys.has("at") ? read_point(keys, probe) : read_target(keys, probe);
    if (good && name) context_.model.probes.push_back(std::move(probe));
  }

 private:
  bool read_point(const Value& keys, Probe& probe) {
    const Value::List& at = find_list(keys, "at");
    if (at.size() != 3) return false;
    for (std::size_t axis = 0; axis < 3; ++axis) {
      if (!at[axis].is_number()) return false;
      probe.at[axis] = at[axis].number();
    }
    if (!context_.exact_geometry || context_.diagnostics.has_errors()) return true;
    const Geometry& geometry = context_.model.geometry;
    Box domain = geometry.domain;
    for (std::size_t axis = 0; axis < 3; ++axis) {
      domain.lower[axis] -= kPlaceSlack;
      domain.upper[axis] += kPlaceSlack;
    }
    const Position& position = keys["at"].position();
    if (!holds(domain, probe.at)) {
      context_.diagnostics.error(
          position,
          fmt::format("the probe lies outside the assembly, which is {} x {} x {}",
                      format_length(geometry.domain.upper[0]), format_length(geometry.domain.upper[1]),
                      format_length(geometry.domain.upper[2])));
    } else if (is_in_void(geometry, probe.at)) {
      context_.diagnostics.error(position, "the probe lies in void, which has no temperature");
    }
    return true;
  }

  bool read_target(const Value& keys, Probe& probe) {
    const auto pattern = find_text(keys, "target");
    if (!pattern) return false;
    probe.kind = find_text(keys, "value") == "mean" ? Probe::Kind::mean : Probe::Kind::maximum;
    const Position& position = keys["target"].position();
    std::vector<Selection> selections = selector_.select(*pattern, position);
    if (selections.empty()) return false;
    if (selections.front().face && !pattern->ends_with(".active")) {
      context_.diagnostics.error(position, "a probe watches a volume, or the face of '.active'",
                                 "a point on another face: at: [1 mm, 1 mm, 2 mm]");
      return false;
    }
    if (selections.size() > 1) {
      context_.diagnostics.error(
          position,
          fmt::format("'{}' names active faces that look up and others that look down", shown(*pattern)),
          "watch them with a probe each");
      return false;
    }
    probe.target = std::move(selections.front());
    return true;
  }

  BuildContext& context_;
  Selector& selector_;
  std::set<std::string> taken_;
};

}  // namespace

void build_probes(BuildContext& context, Selector& selector) {
  const Value::List& probes = find_list(context.deck, "probes");
  if (probes.size() > kMaxProbes) {
    context.diagnostics.error(context.deck["probes"].position(),
                              fmt::format("there are more than {} probes", kMaxProbes));
    return;
  }
  ProbeBuilder builder(context, selector);
  for (const Value& keys : probes)
    if (keys.is_table()) builder.build(keys);
}

void build_checkpoint(BuildContext& context) {
  const Value* keys = context.deck.find("checkpoint");
  if (keys == nullptr || !keys->is_table()) return;
  CheckpointSettings& checkpoint = context.model.checkpoint;
  checkpoint.interval = find_number(*keys, "every").value_or(checkpoint.interval);
  const Value* keep = keys->find("keep");
  if (keep != nullptr && keep->is_integer()) checkpoint.keep = static_cast<int>(keep->integer());
}

}  // namespace strata
