#include "inputs/build_power.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "inputs/frame.hpp"
#include "inputs/heated_bodies.hpp"
#include "inputs/leakage_keys.hpp"
#include "inputs/row_times.hpp"

namespace strata {

namespace {

// Caps on what a few lines with `*` can ask for; far above any real deck, far below the memory of a laptop.
constexpr std::size_t kMaxTiles = 10000000;
constexpr std::size_t kMaxSources = 2000000;

/// One entry of `power`.
class PowerEntry {
 public:
  PowerEntry(BuildContext& context, Selector& selector, RasterReader& rasters, FloorplanReader& floorplans,
             TraceBook& traces, const Value& entry, std::size_t& n_tiles)
      : context_(context),
        selector_(selector),
        rasters_(rasters),
        floorplans_(floorplans),
        traces_(traces),
        entry_(entry),
        model_(context.model),
        n_tiles_(n_tiles) {}

  void build() {
    const bool states_power = read_trace() && check_amount();
    const bool follows = read_leakage(context_, entry_, leakage_);
    const auto pattern = find_text(entry_, "target");
    if (!pattern) return;
    position_ = entry_["target"].position();
    targets_ = HeatedBodies(context_, selector_, entry_).find(*pattern, position_);
    if (targets_.empty() || !states_power || !follows) return;
    if (!check_kind(*pattern) || !read_blocks()) return;
    give_powers();
    for (const HeatedBody& target : targets_)
      if (!add_sources(target)) return;
  }

 private:
  bool read_trace();
  bool read_blocks();
  bool check_amount();
  bool check_kind(const std::string& pattern);
  void give_powers();
  bool add_sources(const HeatedBody& target);
  bool add_blocks(const HeatedBody& target, const BlockSchedules& blocks);
  bool add_source(HeatSource source);
  std::optional<Raster> map_of(const HeatedBody& target);
  std::optional<Raster> map_of_floorplan(const HeatedBody& target);
  bool add_map(HeatSource& source, const Value& keys, Raster map);
  void warn_of_rescaling(const std::string& target, double sum, double total);
  HeatSource source_of(const HeatedBody& target) const;

  BuildContext& context_;
  Selector& selector_;
  RasterReader& rasters_;
  FloorplanReader& floorplans_;
  TraceBook& traces_;
  const Value& entry_;
  Model& model_;
  const Trace* trace_ = nullptr;  ///< that all of it follows
  std::int32_t schedule_ = -1;    ///< of that trace
  std::optional<BlockSchedules> blocks_;
  std::vector<std::int32_t> block_schedules_;
  std::optional<Leakage> leakage_;
  std::size_t& n_tiles_;  ///< in the maps of all entries so far
  Position position_;
  std::vector<HeatedBody> targets_;
  bool rescaled_ = false;  ///< the warning about a rescaled map has been given
};

/// The trace that the entry follows; false where it is wrong.
bool PowerEntry::read_trace() {
  const auto name = find_text(entry_, "in_time");
  if (!name) return !context_.was_written(entry_, "in_time");
  const Value* plan = entry_.find("floorplan");
  if (plan != nullptr && plan->is_table() && has_row_times(context_, *plan)) {
    context_.diagnostics.error(entry_["in_time"].position(),
                               "the floorplan's powers run in time already: they follow no other trace");
    return false;
  }
  trace_ = traces_.find(*name, entry_["in_time"].position());
  return trace_ != nullptr;
}

/// The schedules of a floorplan whose rows follow each other in time; false where they are wrong.
bool PowerEntry::read_blocks() {
  if (trace_ != nullptr) schedule_ = traces_.use(*trace_);
  const Value* plan = entry_.find("floorplan");
  if (plan == nullptr || !plan->is_table()) return true;
  if (!has_row_times(context_, *plan)) {
    check_row_time_keys(context_, *plan);
    return true;
  }
  blocks_ = floorplans_.powers_in_time(*plan);
  if (!blocks_) return false;
  block_schedules_.reserve(blocks_->blocks.size());
  for (Schedule& schedule : blocks_->blocks) block_schedules_.push_back(traces_.add(std::move(schedule)));
  return true;
}

bool PowerEntry::check_amount() {
  const bool has_map = context_.was_written(entry_, "map") || context_.was_written(entry_, "floorplan");
  const bool is_trace = trace_ != nullptr && trace_->is_power;
  const bool has_total = context_.was_written(entry_, "total");
  bool good = true;
  if (!has_map && !has_total && !is_trace && !context_.was_written(entry_, "flux") &&
      !context_.was_written(entry_, "density")) {
    context_.diagnostics.error(entry_.position(),
                               "a heat source needs one of total, flux, density, map or floorplan");
    good = false;
  }
  for (const std::string_view key : {"total", "flux", "density"}) {
    if (!is_trace || !context_.was_written(entry_, key)) continue;
    context_.diagnostics.error(
        entry_["in_time"].position(),
        fmt::format("'{}' is a power in watts: it stands instead of '{}'", trace_->schedule.name, key),
        fmt::format("leave '{}' out, or give the trace as factors", key));
    good = false;
  }
  if (context_.was_written(entry_, "at") != context_.was_written(entry_, "size")) {
    context_.diagnostics.error(entry_.position(), "the heated rectangle needs both 'at' and 'size'");
    good = false;
  }
  const Value* share = entry_.find("share");
  if (share != nullptr && !share->is_default() && share->text() != "per_match" && !has_total && !is_trace) {
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

void PowerEntry::give_powers() {
  const auto flux = find_number(entry_, "flux");
  const auto density = find_number(entry_, "density");
  auto total = find_number(entry_, "total");
  if (trace_ != nullptr && trace_->is_power) total = 1.0;  // the schedule has the watts
  if (total) {
    share_out(targets_, *total, find_text(entry_, "share").value_or("per_match"));
    return;
  }
  for (HeatedBody& target : targets_) target.power = flux.value_or(density.value_or(0.0)) * target.extent;
}

/// The map of a source in the assembly's frame, in watts per tile as the file says.
std::optional<Raster> PowerEntry::map_of(const HeatedBody& target) {
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
std::optional<Raster> PowerEntry::map_of_floorplan(const HeatedBody& target) {
  const Body& body = model_.geometry.bodies[target.body];
  const Frame frame = frame_of(model_.geometry, body);
  auto raster =
      floorplans_.powers(entry_["floorplan"], frame.unplace(plan_of(body.box)), "'" + body.name + "'");
  if (!raster) return std::nullopt;
  for (Tile& tile : *raster) tile.area = snapped(plan_of(body.box), frame.place(tile.area));
  return raster;
}

/// Once per entry, where a total changes the sum of a map or of a floorplan's powers by more than 2 %.
void PowerEntry::warn_of_rescaling(const std::string& target, double sum, double total) {
  if (rescaled_ || !(sum > 0.0) || std::abs(total / sum - 1.0) <= 0.02) return;
  rescaled_ = true;
  context_.diagnostics.warning(
      entry_["total"].position(),
      fmt::format("the power {} of '{}' sums to {:.6g} W and is rescaled by {:.4g} to {:.6g} W",
                  blocks_ ? "trace" : "map", target, sum, total / sum, total));
}

/// Gives a source its map, scaled to the total where there is one. False where that cannot be done.
bool PowerEntry::add_map(HeatSource& source, const Value& keys, Raster map) {
  double sum = 0.0;
  for (const Tile& tile : map) sum += tile.value;
  const bool is_trace = trace_ != nullptr && trace_->is_power;
  if (entry_.has("total") || is_trace) {
    if (sum <= 0.0 && source.power > 0.0) {
      context_.diagnostics.error(keys["file"].position(),
                                 "the power map is zero everywhere and cannot be scaled to a total");
      return false;
    }
    const double factor = sum > 0.0 ? source.power / sum : 0.0;
    if (!is_trace) warn_of_rescaling(source.target, sum, source.power);
    for (Tile& tile : map) tile.value *= factor;
  } else {
    source.power = sum;
  }
  n_tiles_ += map.size();
  source.map = std::move(map);
  return true;
}

HeatSource PowerEntry::source_of(const HeatedBody& target) const {
  HeatSource source;
  source.target = target.name;
  source.position = position_;
  source.body = target.body;
  source.is_sheet = target.is_sheet;
  source.region = target.region;
  source.power = target.power;
  source.schedule = schedule_;
  source.leakage = leakage_;
  return source;
}

/// False where the map is wrong; it is then wrong for every target.
bool PowerEntry::add_sources(const HeatedBody& target) {
  if (blocks_) return add_blocks(target, *blocks_);
  HeatSource source = source_of(target);
  if (const Value* keys = entry_.find("map"); keys != nullptr && keys->is_table()) {
    auto map = map_of(target);
    if (!map || !add_map(source, *keys, std::move(*map))) return false;
  } else if (const Value* plan = entry_.find("floorplan"); plan != nullptr && plan->is_table()) {
    auto map = map_of_floorplan(target);
    if (!map || !add_map(source, *plan, std::move(*map))) return false;
  }
  return add_source(std::move(source));
}

/// One source per block, each with its own schedule in watts. A total scales their mean in time.
bool PowerEntry::add_blocks(const HeatedBody& target, const BlockSchedules& blocks) {
  const Value& plan = entry_["floorplan"];
  const Body& body = model_.geometry.bodies[target.body];
  const Frame frame = frame_of(model_.geometry, body);
  const auto areas = floorplans_.heated_areas(plan, frame.unplace(plan_of(body.box)), "'" + body.name + "'");
  if (!areas) return false;
  double scale = 1.0;
  if (entry_.has("total")) {
    if (blocks.mean <= 0.0 && target.power > 0.0) {
      context_.diagnostics.error(plan["file"].position(),
                                 "the powers are zero throughout and cannot be scaled to a total");
      return false;
    }
    scale = blocks.mean > 0.0 ? target.power / blocks.mean : 0.0;
    warn_of_rescaling(target.name, blocks.mean, target.power);
  }
  // The areas stand block by block.
  for (std::size_t i = 0; i < areas->size();) {
    const std::size_t block = (*areas)[i].block_index;
    HeatSource source = source_of(target);
    source.schedule = block_schedules_[block];
    source.power = scale;
    for (; i < areas->size() && (*areas)[i].block_index == block; ++i) {
      const NamedArea& area = (*areas)[i];
      source.map.push_back(
          {snapped(plan_of(body.box), frame.place(area.area)), share_of(area, source.power)});
    }
    n_tiles_ += source.map.size();
    if (!add_source(std::move(source))) return false;
  }
  return true;
}

bool PowerEntry::add_source(HeatSource source) {
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
                 FloorplanReader& floorplans, TraceBook& traces) {
  std::size_t n_tiles = 0;
  for (const Value& entry : find_list(context.deck, "power")) {
    if (n_tiles > kMaxTiles || context.model.sources.size() > kMaxSources) return;  // reported
    if (entry.is_table()) PowerEntry(context, selector, rasters, floorplans, traces, entry, n_tiles).build();
  }
}

}  // namespace strata
