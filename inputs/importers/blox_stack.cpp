#include "inputs/importers/blox_stack.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <numeric>
#include <unordered_map>

#include <fmt/format.h>

#include "inputs/build_context.hpp"
#include "inputs/frame.hpp"

namespace strata {

namespace {

/// Heights closer than this are equal: files give micrometres with a few decimals [m].
constexpr double kSameHeight = 1e-9;

class HeightFinder {
 public:
  HeightFinder(const BloxDesign& design, Diagnostics& diagnostics)
      : design_(design), diagnostics_(diagnostics) {
    for (std::size_t i = 0; i < design.instances.size(); ++i) index_[design.instances[i].name] = i;
    for (const BloxInstance& instance : design.instances) heights_.push_back(instance.z);
  }

  std::vector<std::optional<double>> find() {
    // Each round finds at least one height or is the last one.
    for (bool is_new = true; is_new;) {
      is_new = false;
      for (const BloxConnection& connection : design_.connections) is_new = follow(connection) || is_new;
    }
    for (const BloxConnection& connection : design_.connections) check(connection);
    for (std::size_t i = 0; i < heights_.size(); ++i)
      if (!heights_[i])
        diagnostics_.error(design_.instances[i].position,
                           fmt::format("neither 'z' nor a connection says how high '{}' lies",
                                       shown(design_.instances[i].name)));
    return heights_;
  }

 private:
  std::optional<std::size_t> index_of(const std::optional<BloxSide>& side) const {
    const auto found = side ? index_.find(side->instance) : index_.end();
    return found == index_.end() ? std::nullopt : std::optional<std::size_t>(found->second);
  }
  double thickness(std::size_t i) const {
    const auto chiplet = design_.chiplets.find(design_.instances[i].chiplet);
    return chiplet == design_.chiplets.end() ? 0.0 : chiplet->second.thickness;
  }
  /// What a connection says about the height of the instance above it.
  std::optional<double> implied(const BloxConnection& connection) const {
    const auto below = index_of(connection.bottom);
    if (!connection.bottom) return connection.thickness;
    if (!below || !heights_[*below]) return std::nullopt;
    return *heights_[*below] + thickness(*below) + connection.thickness;
  }

  bool follow(const BloxConnection& connection) {
    const auto above = index_of(connection.top);
    const auto below = index_of(connection.bottom);
    if (above && !heights_[*above]) {
      heights_[*above] = implied(connection);
      if (heights_[*above]) return true;
    }
    if (!above || !below || heights_[*below] || !heights_[*above]) return false;
    heights_[*below] = *heights_[*above] - connection.thickness - thickness(*below);
    return true;
  }

  void check(const BloxConnection& connection) {
    const auto above = index_of(connection.top);
    if (!above || !connection.bottom || !heights_[*above]) return;
    const auto expected = implied(connection);
    if (!expected || std::abs(*expected - *heights_[*above]) <= kSameHeight) return;
    const BloxInstance& instance = design_.instances[*above];
    diagnostics_.error(
        instance.z ? instance.z_position : instance.position,
        fmt::format("'{}' lies at z = {}, but connection '{}' puts it at {}", shown(instance.name),
                    format_length(*heights_[*above]), shown(connection.name), format_length(*expected)));
  }

  const BloxDesign& design_;
  Diagnostics& diagnostics_;
  std::unordered_map<std::string, std::size_t> index_;
  std::vector<std::optional<double>> heights_;
};

std::optional<Rectangle> overlap(const Rectangle& a, const Rectangle& b) {
  Rectangle shared;
  for (int axis = 0; axis < 2; ++axis) {
    shared.lower[axis] = std::max(a.lower[axis], b.lower[axis]);
    shared.upper[axis] = std::min(a.upper[axis], b.upper[axis]);
    if (shared.upper[axis] - shared.lower[axis] <= kSameHeight) return std::nullopt;
  }
  return shared;
}

/// The bond that a connection of some thickness stands for: where the two overlap, between them.
std::optional<BloxSolid> bond_of(const BloxConnection& connection, const std::vector<BloxSolid>& chiplets) {
  const auto find = [&](const std::optional<BloxSide>& side) -> const BloxSolid* {
    const auto found = std::find_if(chiplets.begin(), chiplets.end(),
                                    [&](const BloxSolid& s) { return side && s.name == side->instance; });
    return found == chiplets.end() ? nullptr : &*found;
  };
  const BloxSolid* above = find(connection.top);
  const BloxSolid* below = find(connection.bottom);
  if (above == nullptr || connection.thickness <= kSameHeight || (connection.bottom && below == nullptr))
    return std::nullopt;
  const auto area =
      below == nullptr ? plan_of(above->box) : overlap(plan_of(above->box), plan_of(below->box));
  if (!area) return std::nullopt;
  const double top = above->box.lower[2];
  return BloxSolid{
      connection.name,
      "",
      {{area->lower[0], area->lower[1], top - connection.thickness}, {area->upper[0], area->upper[1], top}},
      false};
}

void shift_to_origin(std::vector<BloxSolid>& solids) {
  std::array<double, 3> lowest{};
  lowest.fill(std::numeric_limits<double>::infinity());
  for (const BloxSolid& solid : solids)
    for (int axis = 0; axis < 3; ++axis) lowest[axis] = std::min(lowest[axis], solid.box.lower[axis]);
  for (BloxSolid& solid : solids) {
    for (int axis = 0; axis < 3; ++axis) {
      solid.box.lower[axis] -= lowest[axis];
      solid.box.upper[axis] -= lowest[axis];
    }
  }
}

/// Heights that occur, each once, ascending.
std::vector<double> heights_of(const std::vector<BloxSolid>& solids, const std::vector<std::size_t>& chosen) {
  std::vector<double> heights;
  for (const std::size_t s : chosen) {
    heights.push_back(solids[s].box.lower[2]);
    heights.push_back(solids[s].box.upper[2]);
  }
  std::sort(heights.begin(), heights.end());
  heights.erase(
      std::unique(heights.begin(), heights.end(), [](double a, double b) { return b - a <= kSameHeight; }),
      heights.end());
  return heights;
}

/// Solids grouped by overlap of their plans; each group in the order of its first member.
std::vector<std::vector<std::size_t>> overlapping(const std::vector<BloxSolid>& solids,
                                                  const std::vector<std::size_t>& chosen) {
  std::vector<std::vector<std::size_t>> groups;
  std::vector<Rectangle> areas;  // of whole groups: a column is a rectangle, so what lies in it belongs to it
  for (const std::size_t s : chosen) {
    std::vector<std::size_t> group{s};
    Rectangle area = plan_of(solids[s].box);
    for (bool has_grown = true; has_grown;) {
      has_grown = false;
      for (std::size_t g = groups.size(); g-- > 0;) {
        if (!overlap(areas[g], area)) continue;
        group.insert(group.end(), groups[g].begin(), groups[g].end());
        for (int axis = 0; axis < 2; ++axis) {
          area.lower[axis] = std::min(area.lower[axis], areas[g].lower[axis]);
          area.upper[axis] = std::max(area.upper[axis], areas[g].upper[axis]);
        }
        groups.erase(groups.begin() + static_cast<std::ptrdiff_t>(g));
        areas.erase(areas.begin() + static_cast<std::ptrdiff_t>(g));
        has_grown = true;
      }
    }
    groups.push_back(std::move(group));
    areas.push_back(area);
  }
  for (auto& group : groups) std::sort(group.begin(), group.end());
  std::sort(groups.begin(), groups.end());
  return groups;
}

BloxColumn column_of(const std::vector<BloxSolid>& solids, const std::vector<std::size_t>& group,
                     double floor) {
  BloxColumn column;
  column.area = plan_of(solids[group.front()].box);
  for (const std::size_t s : group) {
    const Rectangle plan = plan_of(solids[s].box);
    for (int axis = 0; axis < 2; ++axis) {
      column.area.lower[axis] = std::min(column.area.lower[axis], plan.lower[axis]);
      column.area.upper[axis] = std::max(column.area.upper[axis], plan.upper[axis]);
    }
  }
  std::vector<double> heights = heights_of(solids, group);
  if (heights.front() - floor > kSameHeight) heights.insert(heights.begin(), floor);
  for (std::size_t h = 0; h + 1 < heights.size(); ++h) {
    BloxSlab slab{heights[h], heights[h + 1], {}};
    const double middle = 0.5 * (slab.bottom + slab.top);
    for (const std::size_t s : group)
      if (solids[s].box.lower[2] < middle && middle < solids[s].box.upper[2]) slab.solids.push_back(s);
    column.slabs.push_back(std::move(slab));
  }
  return column;
}

bool is_same_area(const Rectangle& a, const Rectangle& b) {
  for (int axis = 0; axis < 2; ++axis)
    if (std::abs(a.lower[axis] - b.lower[axis]) > kSameHeight ||
        std::abs(a.upper[axis] - b.upper[axis]) > kSameHeight)
      return false;
  return true;
}

/// A lone column right over one of the same area continues it.
void add_tier(std::vector<BloxColumn> columns, std::vector<std::vector<BloxColumn>>& tiers) {
  if (!tiers.empty() && tiers.back().size() == 1 && columns.size() == 1 &&
      is_same_area(tiers.back().front().area, columns.front().area)) {
    std::vector<BloxSlab>& slabs = tiers.back().front().slabs;
    slabs.insert(slabs.end(), columns.front().slabs.begin(), columns.front().slabs.end());
    return;
  }
  tiers.push_back(std::move(columns));
}

}  // namespace

std::vector<BloxSolid> blox_solids(const BloxDesign& design, Diagnostics& diagnostics) {
  const auto heights = HeightFinder(design, diagnostics).find();
  std::vector<BloxSolid> solids;
  for (std::size_t i = 0; i < design.instances.size(); ++i) {
    const BloxInstance& instance = design.instances[i];
    const auto chiplet = design.chiplets.find(instance.chiplet);
    if (chiplet == design.chiplets.end() || !heights[i]) continue;
    const BloxChiplet& of = chiplet->second;
    if (of.thickness <= 0.0) {
      diagnostics.error(of.position, fmt::format("chiplet '{}' has no thickness", shown(of.name)));
      continue;
    }
    const double width = of.size[instance.is_turned ? 1 : 0], depth = of.size[instance.is_turned ? 0 : 1];
    solids.push_back({instance.name,
                      of.name,
                      {{instance.at[0], instance.at[1], *heights[i]},
                       {instance.at[0] + width, instance.at[1] + depth, *heights[i] + of.thickness}},
                      instance.is_flipped});
  }
  const std::vector<BloxSolid> chiplets = solids;
  for (const BloxConnection& connection : design.connections)
    if (auto bond = bond_of(connection, chiplets)) solids.push_back(std::move(*bond));
  for (std::size_t a = 0; a < chiplets.size(); ++a) {
    for (std::size_t b = a + 1; b < chiplets.size(); ++b) {
      const double height = std::min(chiplets[a].box.upper[2], chiplets[b].box.upper[2]) -
                            std::max(chiplets[a].box.lower[2], chiplets[b].box.lower[2]);
      if (height > kSameHeight && overlap(plan_of(chiplets[a].box), plan_of(chiplets[b].box)))
        diagnostics.error(design.instances[b].position,
                          fmt::format("'{}' and '{}' are in the same place", shown(chiplets[a].name),
                                      shown(chiplets[b].name)));
    }
  }
  shift_to_origin(solids);
  return solids;
}

std::vector<std::vector<BloxColumn>> blox_tiers(const std::vector<BloxSolid>& solids) {
  std::vector<std::size_t> by_height(solids.size());
  std::iota(by_height.begin(), by_height.end(), std::size_t{0});
  std::stable_sort(by_height.begin(), by_height.end(), [&](std::size_t a, std::size_t b) {
    return solids[a].box.lower[2] < solids[b].box.lower[2];
  });
  std::vector<std::vector<BloxColumn>> tiers;
  std::vector<std::size_t> tier;
  double floor = 0.0, top = 0.0;
  const auto close = [&] {
    std::vector<BloxColumn> columns;
    for (const auto& group : overlapping(solids, tier)) columns.push_back(column_of(solids, group, floor));
    add_tier(std::move(columns), tiers);
    floor = top;
    tier.clear();
  };
  for (const std::size_t s : by_height) {
    const bool is_on_chiplets = std::any_of(tier.begin(), tier.end(), [&](std::size_t below) {
      return !solids[below].chiplet.empty();
    });  // a bond goes with what lies on it
    if (is_on_chiplets && solids[s].box.lower[2] >= top - kSameHeight) close();
    tier.push_back(s);
    top = std::max(top, solids[s].box.upper[2]);
  }
  if (!tier.empty()) close();
  return tiers;
}

}  // namespace strata
