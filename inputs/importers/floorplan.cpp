#include "inputs/importers/floorplan.hpp"

#include <algorithm>
#include <limits>
#include <unordered_map>

#include <fmt/format.h>

#include "inputs/frame.hpp"
#include "inputs/rasters.hpp"

namespace strata {

namespace {

/// Floorplans are drawn with rounded numbers; neighbours that share less than this touch.
constexpr double kOverlapSlack = 1e-6;

/// A rectangle less the slack on every side, a quarter of its width at most.
Rectangle shrunk(Rectangle area) {
  for (int axis = 0; axis < 2; ++axis) {
    const double margin = std::min(0.5 * kOverlapSlack, 0.25 * (area.upper[axis] - area.lower[axis]));
    area.lower[axis] += margin;
    area.upper[axis] -= margin;
  }
  return area;
}

void check_names(const Floorplan& floorplan, Diagnostics& diagnostics) {
  std::unordered_map<std::string, int> lines;
  for (const FloorplanBlock& block : floorplan.blocks) {
    const auto [taken, is_new] = lines.emplace(block.name, block.position.line);
    if (!is_new)
      diagnostics.error(block.position, fmt::format("the block '{}' is there already (line {})",
                                                    shown(block.name), taken->second));
  }
}

}  // namespace

Rectangle Floorplan::bounds() const {
  constexpr double kFar = std::numeric_limits<double>::max();
  Rectangle bounds{{kFar, kFar}, {-kFar, -kFar}};
  for (const FloorplanBlock& block : blocks) {
    for (const Rectangle& area : block.areas) {
      for (int axis = 0; axis < 2; ++axis) {
        bounds.lower[axis] = std::min(bounds.lower[axis], area.lower[axis]);
        bounds.upper[axis] = std::max(bounds.upper[axis], area.upper[axis]);
      }
    }
  }
  return bounds;
}

std::vector<double> PowerTrace::powers(std::optional<int> row) const {
  if (row) return rows[static_cast<std::size_t>(*row) - 1];
  std::vector<double> sums(names.size(), 0.0);
  for (const std::vector<double>& values : rows)
    for (std::size_t i = 0; i < sums.size(); ++i) sums[i] += values[i];
  for (double& sum : sums) sum /= static_cast<double>(rows.size());
  return sums;
}

double area_of(const FloorplanBlock& block) {
  double area = 0.0;
  for (const Rectangle& part : block.areas) area += area_of(part);
  return area;
}

FloorplanFormat floorplan_format(const std::string& text) {
  return text.find(':') == std::string::npos || text.find(';') == std::string::npos ? FloorplanFormat::hotspot
                                                                                    : FloorplanFormat::ice;
}

std::optional<Floorplan> parse_floorplan(const std::string& text, FloorplanFormat format, std::int32_t file,
                                         Diagnostics& diagnostics) {
  return format == FloorplanFormat::hotspot ? parse_hotspot_floorplan(text, file, diagnostics)
                                            : parse_ice_floorplan(text, file, diagnostics);
}

void check_blocks(const Floorplan& floorplan, Diagnostics& diagnostics) {
  check_names(floorplan, diagnostics);
  Raster areas;
  std::vector<std::size_t> owners;
  for (std::size_t i = 0; i < floorplan.blocks.size(); ++i) {
    for (const Rectangle& area : floorplan.blocks[i].areas) {
      areas.push_back({shrunk(area), 0.0});
      owners.push_back(i);
    }
  }
  const auto overlap = find_overlap(areas);
  if (!overlap) return;
  const FloorplanBlock& first = floorplan.blocks[owners[overlap->first]];
  const FloorplanBlock& second = floorplan.blocks[owners[overlap->second]];
  if (owners[overlap->first] == owners[overlap->second]) {
    diagnostics.error(second.position, fmt::format("rectangles of '{}' overlap", shown(second.name)));
  } else {
    diagnostics.error(second.position, fmt::format("'{}' overlaps '{}' (line {})", shown(second.name),
                                                   shown(first.name), first.position.line));
  }
}

}  // namespace strata
