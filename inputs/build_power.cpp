#include "inputs/build_power.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include <fmt/format.h>

#include "inputs/frame.hpp"

namespace strata {

namespace {

// Caps on what a few lines with `*` can ask for; far above any real deck, far below the memory of a laptop.
constexpr std::size_t kMaxTiles = 10000000;
constexpr std::size_t kMaxSources = 2000000;

/// A body that one entry heats, before its power is known.
struct Target {
  std::string name;  ///< "hbm0.dram[3].active"
  BodyIndex body = kNoBody;
  std::size_t match = 0;  ///< which match it belongs to
  std::int32_t placement = -1;
  bool is_sheet = false;
  Box region;
  double extent = 0.0;  ///< area of a sheet [m^2], volume else [m^3]
  double power = 0.0;   ///< [W]
};

/// One entry of `power`.
class PowerEntry {
 public:
  PowerEntry(BuildContext& context, Selector& selector, RasterReader& rasters, FloorplanReader& floorplans,
             const Value& entry, std::size_t& n_tiles)
      : context_(context),
        selector_(selector),
        rasters_(rasters),
        floorplans_(floorplans),
        entry_(entry),
        model_(context.model),
        n_tiles_(n_tiles) {}

  void build() {
    const bool states_power = check_amount();
    const auto pattern = find_text(entry_, "target");
    if (!pattern) return;
    position_ = entry_["target"].position();
    if (!find_targets(*pattern) || !states_power) return;
    if (!check_kind(*pattern)) return;
    share_out();
    for (const Target& target : targets_)
      if (!add_source(target)) return;
  }

 private:
  bool check_amount();
  bool check_kind(const std::string& pattern);
  bool find_targets(const std::string& pattern);
  void add_targets(const Match& match, std::size_t index, bool is_active);
  bool add_target(BodyIndex body, std::size_t match, bool is_active);
  bool restrict_to_rectangle(Target& target);
  void share_out();
  bool add_source(const Target& target);
  std::optional<Raster> map_of(const Target& target);
  std::optional<Raster> map_of_floorplan(const Target& target);
  bool add_map(HeatSource& source, const Value& keys, Raster map);

  BuildContext& context_;
  Selector& selector_;
  RasterReader& rasters_;
  FloorplanReader& floorplans_;
  const Value& entry_;
  Model& model_;
  std::size_t& n_tiles_;  ///< in the maps of all entries so far
  Position position_;
  std::vector<Target> targets_;
  bool outside_ = false;   ///< a rectangle that left its target has been reported
  bool rescaled_ = false;  ///< the warning about a rescaled map has been given
};

bool PowerEntry::check_amount() {
  const bool has_map = context_.was_written(entry_, "map") || context_.was_written(entry_, "floorplan");
  const bool has_total = context_.was_written(entry_, "total");
  bool good = true;
  if (!has_map && !has_total && !context_.was_written(entry_, "flux") &&
      !context_.was_written(entry_, "density")) {
    context_.diagnostics.error(entry_.position(),
                               "a heat source needs one of total, flux, density, map or floorplan");
    good = false;
  }
  if (context_.was_written(entry_, "at") != context_.was_written(entry_, "size")) {
    context_.diagnostics.error(entry_.position(), "the heated rectangle needs both 'at' and 'size'");
    good = false;
  }
  const Value* share = entry_.find("share");
  if (share != nullptr && !share->is_default() && share->text() != "per_match" && !has_total) {
    context_.diagnostics.error(share->position(), "'share' divides a total, and there is none");
    good = false;
  }
  return good;
}

bool PowerEntry::check_kind(const std::string& pattern) {
  const bool is_sheet = targets_.front().is_sheet;
  const std::string name = shown(pattern);
  if (entry_.has("flux") && !is_sheet) {
    context_.diagnostics.error(entry_.key_position("flux"),
                               fmt::format("'flux' needs a face: '{}' is a volume", name),
                               fmt::format("write '{}.active', or use 'density'", name));
    return false;
  }
  if (entry_.has("density") && is_sheet) {
    context_.diagnostics.error(entry_.key_position("density"),
                               fmt::format("'density' needs a volume: '{}' is a face", name), "use 'flux'");
    return false;
  }
  return true;
}

/// Bodies that the pattern names; false where there is nothing to heat.
bool PowerEntry::find_targets(const std::string& pattern) {
  const Matches matches = selector_.find(pattern, position_);
  if (matches.list.empty()) return false;
  if (matches.face.face) {
    context_.diagnostics.error(position_,
                               "heat is released in a volume or on '.active', not on another face");
    return false;
  }
  for (std::size_t i = 0; i < matches.list.size(); ++i) add_targets(matches.list[i], i, matches.face.active);
  if (!targets_.empty()) return !outside_;
  if (outside_ || context_.diagnostics.has_errors()) return false;
  if (matches.face.active) {
    context_.diagnostics.error(position_,
                               fmt::format("'{}' names nothing with an active face", shown(pattern)),
                               "give its layer 'active: bottom' or 'active: top'");
  } else {
    context_.diagnostics.error(position_, fmt::format("'{}' is void and cannot be heated", shown(pattern)));
  }
  return false;
}

void PowerEntry::add_targets(const Match& match, std::size_t index, bool is_active) {
  if (match.placement < 0) {
    add_target(match.body, index, is_active);
    return;
  }
  // Blocks lie inside layers, so the layers alone are the whole part.
  for (const BodyIndex body : selector_.bodies_of(match))
    if (model_.geometry.bodies[body].kind == BodyKind::layer) add_target(body, index, is_active);
}

bool PowerEntry::add_target(BodyIndex index, std::size_t match, bool is_active) {
  const Body& body = model_.geometry.bodies[index];
  const auto face = active_face(model_.geometry, index);
  if (body.material == kVoid || (is_active && !face)) return false;
  Target target;
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

bool PowerEntry::restrict_to_rectangle(Target& target) {
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

/// Gives every target its power; targets of one group divide the group's total by their extent.
void PowerEntry::share_out() {
  const auto flux = find_number(entry_, "flux");
  const auto density = find_number(entry_, "density");
  const auto total = find_number(entry_, "total");
  if (!total) {
    for (Target& target : targets_) target.power = flux.value_or(density.value_or(0.0)) * target.extent;
    return;
  }
  const std::string share = find_text(entry_, "share").value_or("per_match");
  auto group_of = [&](const Target& target) -> std::int64_t {
    if (share == "all") return 0;
    if (share == "per_part") return target.placement;
    return static_cast<std::int64_t>(target.match);
  };
  std::map<std::int64_t, double> extents;
  for (const Target& target : targets_) extents[group_of(target)] += target.extent;
  for (Target& target : targets_) {
    const double whole = extents[group_of(target)];
    target.power = target.extent == whole ? *total : *total * (target.extent / whole);
  }
}

/// The map of a source in the assembly's frame, in watts per tile as the file says.
std::optional<Raster> PowerEntry::map_of(const Target& target) {
  const Value& keys = entry_["map"];
  const Body& body = model_.geometry.bodies[target.body];
  const Frame frame = frame_of(model_.geometry, body);
  auto raster = rasters_.read(keys, frame.unplace(plan_of(body.box)), "'" + body.name + "'");
  const auto units = find_text(keys, "units");
  if (!raster || !units) return std::nullopt;
  constexpr double kPerSquareMillimetre = 1e6;
  for (Tile& tile : *raster) {
    if (tile.value < 0.0) {
      context_.diagnostics.error(keys["file"].position(),
                                 fmt::format("the power map holds a negative value, {:.6g}", tile.value));
      return std::nullopt;
    }
    if (*units == "W/mm^2") tile.value *= kPerSquareMillimetre * area_of(tile.area);
    tile.area = snapped(plan_of(body.box), frame.place(tile.area));
  }
  return raster;
}

/// Powers by block of a floorplan, in the assembly's frame [W].
std::optional<Raster> PowerEntry::map_of_floorplan(const Target& target) {
  const Body& body = model_.geometry.bodies[target.body];
  const Frame frame = frame_of(model_.geometry, body);
  auto raster =
      floorplans_.powers(entry_["floorplan"], frame.unplace(plan_of(body.box)), "'" + body.name + "'");
  if (!raster) return std::nullopt;
  for (Tile& tile : *raster) tile.area = snapped(plan_of(body.box), frame.place(tile.area));
  return raster;
}

/// Gives a source its map, scaled to the total where there is one. False where that cannot be done.
bool PowerEntry::add_map(HeatSource& source, const Value& keys, Raster map) {
  double sum = 0.0;
  for (const Tile& tile : map) sum += tile.value;
  if (entry_.has("total")) {
    if (sum <= 0.0 && source.power > 0.0) {
      context_.diagnostics.error(keys["file"].position(),
                                 "the power map is zero everywhere and cannot be scaled to a total");
      return false;
    }
    const double factor = sum > 0.0 ? source.power / sum : 0.0;
    if (std::abs(factor - 1.0) > 0.02 && !rescaled_) {
      rescaled_ = true;
      context_.diagnostics.warning(
          entry_["total"].position(),
          fmt::format("the power map of '{}' sums to {:.6g} W and is rescaled by {:.4g} to {:.6g} W",
                      source.target, sum, factor, source.power));
    }
    for (Tile& tile : map) tile.value *= factor;
  } else {
    source.power = sum;
  }
  n_tiles_ += map.size();
  source.map = std::move(map);
  return true;
}

/// False where the map is wrong; it is then wrong for every target.
bool PowerEntry::add_source(const Target& target) {
  HeatSource source;
  source.target = target.name;
  source.position = position_;
  source.body = target.body;
  source.is_sheet = target.is_sheet;
  source.region = target.region;
  source.power = target.power;
  if (const Value* keys = entry_.find("map"); keys != nullptr && keys->is_table()) {
    auto map = map_of(target);
    if (!map || !add_map(source, *keys, std::move(*map))) return false;
  } else if (const Value* plan = entry_.find("floorplan"); plan != nullptr && plan->is_table()) {
    auto map = map_of_floorplan(target);
    if (!map || !add_map(source, *plan, std::move(*map))) return false;
  }
  model_.sources.push_back(std::move(source));
  if (n_tiles_ <= kMaxTiles && model_.sources.size() <= kMaxSources) return true;
  context_.diagnostics.error(position_,
                             n_tiles_ > kMaxTiles
                                 ? fmt::format("the power maps have more than {} tiles in all", kMaxTiles)
                                 : fmt::format("there are more than {} heat sources", kMaxSources));
  return false;
}

}  // namespace

void build_power(BuildContext& context, Selector& selector, RasterReader& rasters,
                 FloorplanReader& floorplans) {
  std::size_t n_tiles = 0;
  for (const Value& entry : find_list(context.deck, "power")) {
    if (n_tiles > kMaxTiles || context.model.sources.size() > kMaxSources) return;  // reported
    if (entry.is_table()) PowerEntry(context, selector, rasters, floorplans, entry, n_tiles).build();
  }
}

}  // namespace strata
