// plan_grid: hard lines, their subdivision, and who caused them.
#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/core.h>

#include "inputs/error.hpp"
#include "meshes/grid.hpp"
#include "meshes/hard_lines.hpp"
#include "meshes/subdivide.hpp"

namespace strata {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

/// One axis between hard lines.
struct AxisPlan {
  std::vector<HardLine> hard;
  std::vector<Interval> intervals;
  std::vector<double>
      size_without_finest;  ///< per interval: the limit if its finest mesh region were absent [m]
  std::vector<std::int32_t> finest_cause;   ///< per interval: of the region that sets the limit, or kNoCause
  std::vector<std::vector<double>> widths;  ///< per interval [m]
};

double limit_or_none(double size) {
  return size > 0.0 ? size : kInfinity;
}

void check_extent(const Model& model) {
  const Box& domain = model.geometry.domain;
  Diagnostics diagnostics;
  for (int a = 0; a < 3; ++a) {
    if (domain.upper[a] - domain.lower[a] > coordinate_rounding(domain.upper[a])) continue;
    diagnostics.error({}, fmt::format("the assembly has no extent along {}", "xyz"[a]));
  }
  for (const Body& body : model.geometry.bodies) {
    for (int a = 0; a < 3; ++a) {
      const double rounding = coordinate_rounding(domain.upper[a]);
      if (body.box.lower[a] >= domain.lower[a] - rounding && body.box.upper[a] <= domain.upper[a] + rounding)
        continue;
      diagnostics.error({},
                        fmt::format("body '{}' reaches out of the assembly along {}", body.name, "xyz"[a]));
    }
  }
  if (diagnostics.has_errors()) {
    throw DeckError(diagnostics.list(), render(diagnostics.list(), model.sources_text));
  }
}

/// Everything that matters must still cover at least one interval of `hard_grid` along each axis.
void check_nothing_vanishes(const Model& model, const Grid& hard_grid) {
  Diagnostics diagnostics;
  const auto vanishes = [&](Axis axis, double lower, double upper) {
    return nearest_line(hard_grid, axis, lower) >= nearest_line(hard_grid, axis, upper);
  };
  const auto check = [&](const Position& position, const std::string& what, int axis, double lower,
                         double upper) {
    if (!vanishes(static_cast<Axis>(axis), lower, upper)) return;
    if (axis == 2) {
      diagnostics.error(position, what + " has no thickness");
      return;
    }
    diagnostics.error(
        position,
        fmt::format("{} vanishes from the mesh: its extent of {:.3g} um along {} is lost when lines "
                    "closer than {:.3g} um merge",
                    what, (upper - lower) * 1e6, "xyz"[axis], model.mesh.tolerance * 1e6),
        "reduce mesh.tolerance or align the edges");
  };
  for (const Body& body : model.geometry.bodies) {
    for (int a = 0; a < 3; ++a)
      check({}, "body '" + body.name + "'", a, body.box.lower[a], body.box.upper[a]);
  }
  for (const HeatSource& source : model.sources) {
    for (int a = 0; a < (source.is_sheet ? 2 : 3); ++a) {
      check(source.position, "the heat source on '" + source.target + "'", a, source.region.lower[a],
            source.region.upper[a]);
    }
  }
  const auto check_patch = [&](const Position& position, const std::string& what, Face face,
                               const std::optional<Rectangle>& patch) {
    if (!patch) return;
    const int normal = static_cast<int>(face) / 2;
    const std::array<int, 2> axes{normal == 0 ? 1 : 0, normal == 2 ? 1 : 2};
    for (int c = 0; c < 2; ++c) check(position, what, axes[c], patch->lower[c], patch->upper[c]);
  };
  for (const Boundary& boundary : model.boundaries)
    if (boundary.face)
      check_patch(boundary.position, "boundary '" + boundary.name + "'", *boundary.face, boundary.patch);
  if (model.stress) {
    for (const Support& support : model.stress->supports)
      check_patch(support.position, "support '" + support.name + "'", support.face, support.patch);
    for (const Pressure& pressure : model.stress->pressures)
      check_patch(pressure.position, "pressure '" + pressure.name + "'", pressure.face, pressure.patch);
  }
  if (diagnostics.has_errors()) {
    throw DeckError(diagnostics.list(), render(diagnostics.list(), model.sources_text));
  }
}

/// The largest cell allowed in each interval, from the general limit and the regions over it.
void limit_sizes(const Model& model, const LineWishes& wishes, const Grid& hard_grid, Axis axis,
                 AxisPlan& plan) {
  const int a = static_cast<int>(axis);
  const bool is_z = axis == Axis::z;
  const double lateral =
      axis == Axis::y ? model.mesh.lateral_y.value_or(model.mesh.lateral) : model.mesh.lateral;
  const double general = limit_or_none(is_z ? model.mesh.max_thickness : lateral);
  for (std::size_t l = 0; l + 1 < plan.hard.size(); ++l) {
    plan.intervals.push_back({plan.hard[l + 1].coordinate - plan.hard[l].coordinate, general});
  }
  plan.size_without_finest.assign(plan.intervals.size(), general);
  plan.finest_cause.assign(plan.intervals.size(), kNoCause);
  for (std::size_t r = 0; r < model.mesh.regions.size(); ++r) {
    const MeshRegion& region = model.mesh.regions[r];
    const double size = limit_or_none((is_z ? region.max_thickness : region.lateral).value_or(0.0));
    if (size == kInfinity) continue;
    const int first = nearest_line(hard_grid, axis, region.box.lower[a]);
    const int last = nearest_line(hard_grid, axis, region.box.upper[a]);
    for (int i = first; i < last; ++i) {
      double& finest = plan.intervals[i].max_size;
      if (size < finest) {
        plan.size_without_finest[i] = finest;
        plan.finest_cause[i] = wishes.cause_of_region[r];
        finest = size;
      } else {
        plan.size_without_finest[i] = std::min(plan.size_without_finest[i], size);
      }
    }
  }
}

/// Cells are added one by one where they are thickest until each layer has its least number.
void add_cells_to_layers(const Model& model, const Grid& hard_grid, AxisPlan& plan) {
  const int needed = model.mesh.min_cells_per_layer;
  if (needed <= 1) return;
  std::vector<int> counts;
  counts.reserve(plan.widths.size());
  for (const auto& widths : plan.widths) counts.push_back(static_cast<int>(widths.size()));
  for (const Body& body : model.geometry.bodies) {
    if (body.kind != BodyKind::layer && body.kind != BodyKind::fill) continue;
    const int first = nearest_line(hard_grid, Axis::z, body.box.lower[2]);
    const int last = nearest_line(hard_grid, Axis::z, body.box.upper[2]);
    if (last - first >= needed) continue;
    int missing = needed;
    for (int i = first; i < last; ++i) missing -= counts[i];
    if (last - first == 1 && missing > 0) {
      counts[first] = needed;
      continue;
    }
    for (; missing > 0; --missing) {
      const auto thickness = [&](int i) { return plan.intervals[i].length / counts[i]; };
      int thickest = first;
      for (int i = first + 1; i < last; ++i) {
        if (thickness(i) > thickness(thickest)) thickest = i;
      }
      ++counts[thickest];
    }
  }
  for (std::size_t i = 0; i < counts.size(); ++i) {
    plan.widths[i].assign(counts[i], plan.intervals[i].length / counts[i]);
  }
}

/// All lines of one axis; hard lines keep their coordinates exactly.
std::vector<double> place_lines(const AxisPlan& plan) {
  std::vector<double> lines;
  for (std::size_t i = 0; i < plan.intervals.size(); ++i) {
    const auto& widths = plan.widths[i];
    const double start = plan.hard[i].coordinate;
    lines.push_back(start);
    double reached = 0.0;
    for (std::size_t c = 0; c + 1 < widths.size(); ++c) {
      reached += widths[c];
      lines.push_back(start + reached);
    }
  }
  lines.push_back(plan.hard.back().coordinate);
  return lines;
}

/// Merged edges refer to hard lines; the grid has more lines between them.
std::vector<Grid::MergedLine> renumber(std::vector<Grid::MergedLine> merged, const AxisPlan& plan) {
  std::vector<int> line_of_hard{0};
  for (const auto& widths : plan.widths)
    line_of_hard.push_back(line_of_hard.back() + static_cast<int>(widths.size()));
  for (Grid::MergedLine& m : merged) m.line = line_of_hard[m.line];
  return merged;
}

/// For each z interval the one cause all layers across it belong to, or kNoCause.
std::vector<std::int32_t> only_cause_of_intervals(const Model& model, const LineWishes& wishes,
                                                  const Grid& hard_grid) {
  constexpr std::int32_t kNobodyYet = -2;
  const int n = hard_grid.n_cells(Axis::z);
  // Layers are many and mostly thin; a tall one is walked through once per cause at most.
  std::vector<std::int32_t> owner(n, kNobodyYet);
  std::vector<std::pair<int, int>> covered(wishes.causes.size(), {0, 0});  // walked last for this cause
  for (std::size_t b = 0; b < model.geometry.bodies.size(); ++b) {
    const Body& body = model.geometry.bodies[b];
    if (body.kind != BodyKind::layer) continue;
    const std::int32_t cause = wishes.cause_of_body[b];
    const int first = nearest_line(hard_grid, Axis::z, body.box.lower[2]);
    const int last = nearest_line(hard_grid, Axis::z, body.box.upper[2]);
    if (covered[cause].first <= first && last <= covered[cause].second) continue;
    covered[cause] = {first, last};
    for (int i = first; i < last; ++i)
      owner[i] = owner[i] == kNobodyYet || owner[i] == cause ? cause : kNoCause;
  }
  std::replace(owner.begin(), owner.end(), kNobodyYet, kNoCause);
  return owner;
}

/// Adds the lines along one axis that each cause answers for, as GridPlan::Cause defines them.
void count_lines(const AxisPlan& plan, const std::vector<std::int32_t>& only_cause, int axis,
                 std::vector<GridPlan::Cause>& causes) {
  const int n = static_cast<int>(plan.intervals.size());
  const auto cells_in = [&](int i) { return static_cast<int>(plan.widths[i].size()); };
  std::vector<std::int32_t> counted_for(n, kNoCause);
  for (int line = 1; line < n;) {
    const HardLine& first = plan.hard[line];
    if (first.is_shared || first.cause == kNoCause) {
      ++line;
      continue;
    }
    int end = line + 1;
    while (end < n && !plan.hard[end].is_shared && plan.hard[end].cause == first.cause) ++end;
    Interval gap{0.0, kInfinity};
    int cells = 0;
    for (int i = line - 1; i < end; ++i) {
      gap.length += plan.intervals[i].length;
      gap.max_size = std::min(gap.max_size, plan.intervals[i].max_size);
      cells += cells_in(i);
      counted_for[i] = first.cause;
    }
    causes[first.cause].lines[axis] += std::max(0, cells - even_cells(gap));
    line = end;
  }
  for (int i = 0; i < n; ++i) {
    const std::int32_t owner = only_cause[i];
    if (owner != kNoCause && owner != counted_for[i]) causes[owner].lines[axis] += cells_in(i) - 1;
    const std::int32_t region = plan.finest_cause[i];
    if (region == kNoCause) continue;
    const int without = even_cells({plan.intervals[i].length, plan.size_without_finest[i]});
    causes[region].lines[axis] += std::max(0, cells_in(i) - without);
  }
}

std::vector<GridPlan::Cause> find_causes(const Model& model, const LineWishes& wishes, const Grid& hard_grid,
                                         const std::array<AxisPlan, 3>& plans, const Grid& grid) {
  std::vector<GridPlan::Cause> causes(wishes.causes.size());
  for (std::size_t c = 0; c < causes.size(); ++c) causes[c].name = wishes.causes[c];
  for (int a = 0; a < 3; ++a) {
    const auto only_cause = a == 2 ? only_cause_of_intervals(model, wishes, hard_grid)
                                   : std::vector<std::int32_t>(plans[a].intervals.size(), kNoCause);
    count_lines(plans[a], only_cause, a, causes);
  }
  for (GridPlan::Cause& cause : causes) {
    std::int64_t rest = 1;
    for (int a = 0; a < 3; ++a) rest *= std::max(1, grid.n_cells(static_cast<Axis>(a)) - cause.lines[a]);
    cause.cells = grid.n_cells() - rest;
  }
  std::erase_if(causes, [](const GridPlan::Cause& cause) { return cause.cells == 0; });
  std::sort(causes.begin(), causes.end(), [](const GridPlan::Cause& a, const GridPlan::Cause& b) {
    return a.cells != b.cells ? a.cells > b.cells : a.name < b.name;
  });
  return causes;
}

}  // namespace

GridPlan plan_grid(const Model& model) {
  check_extent(model);
  LineWishes wishes = collect_line_wishes(model);
  GridPlan result;
  Grid hard_grid;
  std::array<AxisPlan, 3> plans;
  for (int a = 0; a < 3; ++a) {
    const double tolerance = a == 2 ? 0.0 : model.mesh.tolerance;
    HardLines hard = merge_line_wishes(model, static_cast<Axis>(a), std::move(wishes.along[a]), tolerance);
    for (const HardLine& line : hard.lines) hard_grid.lines[a].push_back(line.coordinate);
    hard_grid.merged[a] = std::move(hard.merged);
    plans[a].hard = std::move(hard.lines);
    result.merged.insert(result.merged.end(), hard.sentences.begin(), hard.sentences.end());
  }
  check_nothing_vanishes(model, hard_grid);
  for (int a = 0; a < 3; ++a) {
    limit_sizes(model, wishes, hard_grid, static_cast<Axis>(a), plans[a]);
    plans[a].widths = divide_intervals(plans[a].intervals, a == 2 ? 0.0 : model.mesh.growth);
    if (a == 2) add_cells_to_layers(model, hard_grid, plans[a]);
    result.grid.lines[a] = place_lines(plans[a]);
    result.grid.merged[a] = renumber(hard_grid.merged[a], plans[a]);
  }
  result.causes = find_causes(model, wishes, hard_grid, plans, result.grid);
  return result;
}

GridPlan plan_coarser_grid(Model model, double factor) {
  model.mesh.lateral *= factor;
  if (model.mesh.lateral_y) *model.mesh.lateral_y *= factor;
  for (MeshRegion& region : model.mesh.regions) {
    if (region.lateral) *region.lateral *= factor;
  }
  return plan_grid(model);
}

}  // namespace strata
