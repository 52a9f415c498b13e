#include "inputs/build_settings.hpp"

#include <fmt/format.h>

#include "inputs/frame.hpp"

namespace strata {

namespace {

constexpr std::size_t kMaxRegions = 100000;

/// The box of a region that is given by its corner and extents; full height where z is left out.
std::optional<Box> region_box(BuildContext& context, const Value& keys) {
  const Value::List& at = find_list(keys, "at");
  const Value::List& size = find_list(keys, "size");
  if (at.size() < 2 || size.size() < 2) return std::nullopt;
  if (at.size() != size.size()) {
    context.diagnostics.error(keys["size"].position(),
                              fmt::format("'at' has {} numbers and 'size' has {}", at.size(), size.size()));
    return std::nullopt;
  }
  Box box = context.model.geometry.domain;
  for (std::size_t axis = 0; axis < at.size(); ++axis) {
    if (!at[axis].is_number() || !size[axis].is_number()) return std::nullopt;
    box.lower[axis] = at[axis].number();
    box.upper[axis] = box.lower[axis] + size[axis].number();
  }
  const Box& domain = context.model.geometry.domain;
  for (int axis = 0; axis < 3 && context.exact_geometry; ++axis) {
    if (box.lower[axis] < domain.upper[axis] && box.upper[axis] > domain.lower[axis]) continue;
    context.diagnostics.error(keys["at"].position(), "the box lies outside the assembly");
    return std::nullopt;
  }
  return box;
}

void build_region(BuildContext& context, Selector& selector, const Value& keys) {
  MeshRegion region;
  region.lateral = find_number(keys, "lateral");
  region.max_thickness = find_number(keys, "max_thickness");
  if (!context.was_written(keys, "lateral") && !context.was_written(keys, "max_thickness"))
    context.diagnostics.error(keys.position(), "a mesh region needs 'lateral' or 'max_thickness'");
  auto& regions = context.model.mesh.regions;
  if (const Value* box = keys.find("box"); box != nullptr && box->is_table()) {
    const auto extent = region_box(context, *box);
    if (!extent) return;
    region.name = fmt::format("mesh.regions[{}]", regions.size());
    region.box = *extent;
    regions.push_back(std::move(region));
    return;
  }
  const auto target = find_text(keys, "target");
  if (!target) return;
  const Matches matches = selector.find(*target, keys["target"].position());
  if (!matches.list.empty() && (matches.face.active || matches.face.face)) {
    context.diagnostics.error(keys["target"].position(), "a mesh region is a volume, not a face");
    return;
  }
  const Geometry& geometry = context.model.geometry;
  if (regions.size() + matches.list.size() > kMaxRegions) {
    context.diagnostics.error(keys["target"].position(),
                              fmt::format("there are more than {} mesh regions", kMaxRegions));
    return;
  }
  for (const Match& match : matches.list) {
    region.name = match.name;
    region.box =
        match.placement >= 0 ? geometry.placements[match.placement].box : geometry.bodies[match.body].box;
    regions.push_back(region);
  }
}

int integer_or(const Value& table, std::string_view key, int otherwise) {
  const Value* value = table.find(key);
  return value != nullptr && value->is_integer() ? static_cast<int>(value->integer()) : otherwise;
}

bool flag_or(const Value& table, std::string_view key, bool otherwise) {
  const Value* value = table.find(key);
  return value != nullptr && value->is_flag() ? value->flag() : otherwise;
}

}  // namespace

void build_mesh(BuildContext& context, Selector& selector) {
  const Value* keys = context.deck.find("mesh");
  if (keys == nullptr || !keys->is_table()) return;
  MeshControls& mesh = context.model.mesh;
  mesh.lateral = find_number(*keys, "lateral").value_or(mesh.lateral);
  if (const auto pair = find_pair(*keys, "lateral")) {
    mesh.lateral = (*pair)[0];
    mesh.lateral_y = (*pair)[1];
  }
  mesh.growth = find_number(*keys, "growth").value_or(mesh.growth);
  mesh.tolerance = find_number(*keys, "tolerance").value_or(mesh.tolerance);
  if (mesh.growth != 0.0 && mesh.growth <= 1.0)
    context.diagnostics.error((*keys)["growth"].position(),
                              "growth is a ratio above 1 of neighbouring spacings, or 0 for no limit");
  if (const Value* per_layer = keys->find("per_layer"); per_layer != nullptr && per_layer->is_table()) {
    mesh.max_thickness = find_number(*per_layer, "max_thickness").value_or(mesh.max_thickness);
    mesh.min_cells_per_layer = integer_or(*per_layer, "min_cells", mesh.min_cells_per_layer);
  }
  for (const Value& region : find_list(*keys, "regions"))
    if (region.is_table()) build_region(context, selector, region);
}

void build_solver_and_output(BuildContext& context) {
  if (const Value* keys = context.deck.find("solver"); keys != nullptr && keys->is_table()) {
    SolverSettings& solver = context.model.solver;
    solver.relative_tolerance = find_number(*keys, "relative_tolerance").value_or(solver.relative_tolerance);
    solver.max_iterations = integer_or(*keys, "max_iterations", solver.max_iterations);
    solver.max_corrections = integer_or(*keys, "max_corrections", solver.max_corrections);
    solver.small_memory = flag_or(*keys, "small_memory", solver.small_memory);
  }
  if (const Value* keys = context.deck.find("output"); keys != nullptr && keys->is_table()) {
    OutputSettings& output = context.model.output;
    output.pictures = flag_or(*keys, "pictures", output.pictures);
    output.paraview = flag_or(*keys, "paraview", output.paraview);
    output.superposition = flag_or(*keys, "superposition", output.superposition);
  }
}

}  // namespace strata
