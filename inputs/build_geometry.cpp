#include "inputs/build_geometry.hpp"

#include <algorithm>
#include <iterator>
#include <numeric>
#include <set>

#include <fmt/format.h>

#include "inputs/frame.hpp"
#include "inputs/part_shape.hpp"

namespace strata {

namespace {

/// Builds the assembly from the bottom up, keeping the height reached.
class AssemblyBuilder {
 public:
  AssemblyBuilder(BuildContext& context, MaterialBook& materials, FloorplanReader& floorplans)
      : context_(context),
        materials_(materials),
        floorplans_(floorplans),
        geometry_(context.model.geometry),
        parts_(build_parts(context, materials, floorplans)) {}

  BrokenNames build() {
    const Value* assembly = context_.deck.find("assembly");
    if (assembly == nullptr || !assembly->is_table()) {
      context_.exact_geometry = false;
      assembly_is_missing_ = true;
    } else {
      build_stack(*assembly);
    }
    geometry_.domain.upper = {size_[0], size_[1], z_};
    warn_of_unused_parts();
    if (assembly_is_missing_) broken_.emplace_back("*");
    return std::move(broken_);
  }

 private:
  void build_stack(const Value& assembly);
  void add_layers(const LayerItem& item, const Position& position);
  void add_layer(const LayerInstance& layer);
  void add_tier(const Value& tier, LayerReader& names);
  std::size_t place_parts(const Value& tier, LayerReader& names);
  const PartShape* part_of(const Value& place, const std::string& part);
  void place_part(const Value& place, LayerReader& names);
  void add_part_bodies(const Placement& placement, std::int32_t index, const PartShape& shape);
  void add_blocks(const LayerInstance& layer, BodyIndex parent, const std::vector<Rectangle>& areas);
  void add_fill(const Value& fill, const std::string& tier, std::size_t body, double top);
  void warn_of_overhang(const Rectangle& fill, std::size_t first_placement);
  void check_collisions(const std::vector<std::size_t>& placements);
  void warn_of_unused_parts();
  bool admit(double n_bodies, const Position& position);

  BuildContext& context_;
  MaterialBook& materials_;
  FloorplanReader& floorplans_;
  Geometry& geometry_;
  PartShapes parts_;
  std::set<std::string> used_parts_;
  BrokenNames broken_;
  std::vector<bool> plan_is_exact_;  ///< of each placement: false when its place or size was wrong
  std::vector<Position> places_;     ///< of each placement's `at`, for messages
  std::array<double, 2> size_{};
  std::optional<Rectangle> plane_;  ///< of the assembly; empty when its size was wrong
  double z_ = 0.0;
  double n_bodies_ = 0.0;
  bool assembly_is_missing_ = false;
};

void AssemblyBuilder::build_stack(const Value& assembly) {
  const auto size = find_pair(assembly, "size");
  if (size) {
    size_ = *size;
    plane_ = Rectangle{{0.0, 0.0}, *size};
  } else {
    context_.exact_geometry = false;
  }
  LayerReader reader(context_, materials_, floorplans_, "assembly", size);
  for (const Value& item : find_list(assembly, "stack")) {
    if (item.is_table() && item.has("tier")) {
      add_tier(item, reader);
    } else if (const auto layer = reader.read(item)) {
      add_layers(*layer, item.position());
    }
  }
}

bool AssemblyBuilder::admit(double n_bodies, const Position& position) {
  if (n_bodies_ + n_bodies > kMaxBodies) {
    context_.exact_geometry = false;
    context_.diagnostics.error(
        position, fmt::format("the assembly would have more than {:.0f} layers and blocks", kMaxBodies));
    return false;
  }
  n_bodies_ += n_bodies;
  return true;
}

void AssemblyBuilder::add_layers(const LayerItem& item, const Position& position) {
  if (!admit(count_bodies(item), position)) return;
  std::vector<LayerInstance> layers;
  expand(item, layers);
  for (const LayerInstance& layer : layers) add_layer(layer);
}

void AssemblyBuilder::add_layer(const LayerInstance& layer) {
  const double top = z_ + layer.thickness;
  const Rectangle whole{{0.0, 0.0}, size_};
  const Rectangle area = layer.spec->area.value_or(whole);
  auto box_over = [&](const Rectangle& r) {
    return Box{{r.lower[0], r.lower[1], z_}, {r.upper[0], r.upper[1], top}};
  };
  if (layer.spec->around != kVoid) {
    Body around;
    around.name = layer.name + ".around";
    around.kind = BodyKind::around;
    around.material = layer.spec->around;
    around.box = box_over(whole);
    geometry_.bodies.push_back(std::move(around));
  }
  const auto parent = static_cast<BodyIndex>(geometry_.bodies.size());
  Body body;
  body.name = layer.name;
  body.material = layer.material;
  body.box = box_over(area);
  body.active = layer.spec->active;
  body.stress_free_temperature = layer.spec->stress_free_temperature;
  geometry_.bodies.push_back(std::move(body));
  const Frame frame = Frame::of(geometry_.bodies.back().box);
  std::vector<Rectangle> areas;
  for (const BlockSpec& block : *layer.blocks) areas.push_back(snapped(area, frame.place(block.area)));
  add_blocks(layer, parent, areas);
  z_ = top;
}

void AssemblyBuilder::add_blocks(const LayerInstance& layer, BodyIndex parent,
                                 const std::vector<Rectangle>& areas) {
  for (std::size_t i = 0; i < areas.size(); ++i) {
    const BlockSpec& block = (*layer.blocks)[i];
    Body body = geometry_.bodies[parent];
    body.name += "." + block.name;
    body.kind = BodyKind::block;
    body.parent = parent;
    body.material = block.material.value_or(body.material);
    body.active.reset();
    for (int axis = 0; axis < 2; ++axis) {
      body.box.lower[axis] = areas[i].lower[axis];
      body.box.upper[axis] = areas[i].upper[axis];
    }
    geometry_.bodies.push_back(std::move(body));
  }
}

void AssemblyBuilder::add_tier(const Value& tier, LayerReader& names) {
  const auto name = find_text(tier, "tier");
  if (name) names.claim_name(*name, tier["tier"].position());
  const std::size_t first_body = geometry_.bodies.size();
  const std::size_t first = place_parts(tier, names);
  std::vector<std::size_t> placements(geometry_.placements.size() - first);
  std::iota(placements.begin(), placements.end(), first);
  double top = z_;
  for (const std::size_t p : placements) top = std::max(top, geometry_.placements[p].box.upper[2]);
  check_collisions(placements);
  if (const Value* fill = tier.find("fill"); fill != nullptr && fill->is_table() && name) {
    add_fill(*fill, *name, first_body, top);
    if (context_.exact_geometry) warn_of_overhang(plan_of(geometry_.bodies[first_body].box), first);
  }
  z_ = top;
}

std::size_t AssemblyBuilder::place_parts(const Value& tier, LayerReader& names) {
  const std::size_t first = geometry_.placements.size();
  for (const Value& place : find_list(tier, "place"))
    if (place.is_table()) place_part(place, names);
  return first;
}

/// The shape of a part that is to be placed; null, with a message where that is new, when it is not usable.
const PartShape* AssemblyBuilder::part_of(const Value& place, const std::string& part) {
  const auto shape = parts_.find(part);
  if (shape == parts_.end()) {
    std::vector<std::string> known;
    for (const auto& [name, unused] : parts_) known.push_back(name);
    context_.diagnostics.error(place["part"].position(), "there is no part '" + part + "'",
                               context_.suggester.hint(part, known));
    return nullptr;
  }
  used_parts_.insert(part);
  return shape->second.get();
}

void AssemblyBuilder::place_part(const Value& place, LayerReader& names) {
  const auto part = find_text(place, "part");
  if (!part) {
    context_.exact_geometry = false;
    broken_.push_back(find_text(place, "name").value_or("*"));
    return;
  }
  Placement placement;
  placement.part = *part;
  placement.name = find_text(place, "name").value_or(*part);
  const Position& name_position = place.has("name") ? place["name"].position() : place["part"].position();
  const PartShape* shape = part_of(place, *part);
  if (shape == nullptr || !admit(shape->n_bodies, place["part"].position())) {
    context_.exact_geometry = false;
    broken_.push_back(placement.name);
    return;
  }
  names.claim_name(placement.name, name_position);
  placement.rotate = std::stoi(find_text(place, "rotate").value_or("0"));
  if (const Value* flip = place.find("flip"); flip != nullptr && flip->is_flag())
    placement.flip = flip->flag();
  const auto at = find_pair(place, "at");
  if (!at) context_.exact_geometry = false;
  const std::array<double, 2> corner = at.value_or(std::array<double, 2>{});
  const Frame frame({shape->size[0], shape->size[1], shape->height}, placement.rotate, placement.flip,
                    {corner[0], corner[1], z_});
  const auto footprint = frame.footprint();
  Rectangle area{corner, {corner[0] + footprint[0], corner[1] + footprint[1]}};
  if (at && plane_ && !contains(*plane_, area)) {
    context_.exact_geometry = false;
    context_.diagnostics.error(
        place["at"].position(),
        fmt::format("part '{}' lies outside the assembly: it reaches from [{}, {}] to [{}, {}]",
                    placement.name, format_length(area.lower[0]), format_length(area.lower[1]),
                    format_length(area.upper[0]), format_length(area.upper[1])));
  }
  placement.box = {{area.lower[0], area.lower[1], z_}, {area.upper[0], area.upper[1], z_ + shape->height}};
  const auto index = static_cast<std::int32_t>(geometry_.placements.size());
  geometry_.placements.push_back(placement);
  plan_is_exact_.push_back(at && shape->has_size);
  places_.push_back(place.has("at") ? place["at"].position() : name_position);
  add_part_bodies(placement, index, *shape);
}

void AssemblyBuilder::add_part_bodies(const Placement& placement, std::int32_t index,
                                      const PartShape& shape) {
  const Frame frame({shape.size[0], shape.size[1], shape.height}, placement.rotate, placement.flip,
                    placement.box.lower);
  const Rectangle outline = plane_ ? snapped(*plane_, plan_of(placement.box)) : plan_of(placement.box);
  for (std::size_t i = 0; i < shape.layers.size(); ++i) {
    const LayerInstance& layer = shape.layers[i];
    Body body;
    body.name = placement.name + "." + layer.name;
    body.placement = index;
    body.material = layer.material;
    body.box = frame.place(Box{{0.0, 0.0, shape.z[i]}, {shape.size[0], shape.size[1], shape.z[i + 1]}});
    for (int axis = 0; axis < 2; ++axis) {
      body.box.lower[axis] = outline.lower[axis];
      body.box.upper[axis] = outline.upper[axis];
    }
    body.stress_free_temperature = layer.spec->stress_free_temperature ? layer.spec->stress_free_temperature
                                                                       : shape.stress_free_temperature;
    if (layer.spec->active) body.active = frame.place(*layer.spec->active);
    const auto parent = static_cast<BodyIndex>(geometry_.bodies.size());
    geometry_.bodies.push_back(std::move(body));
    std::vector<Rectangle> areas;
    for (const BlockSpec& block : *layer.blocks) areas.push_back(snapped(outline, frame.place(block.area)));
    add_blocks(layer, parent, areas);
  }
}

void AssemblyBuilder::add_fill(const Value& fill, const std::string& tier, std::size_t body, double top) {
  const auto material = find_text(fill, "material");
  Body filled;
  filled.name = tier + ".fill";
  filled.kind = BodyKind::fill;
  if (material) filled.material = materials_.use(*material, fill["material"].position());
  if (material == "void")
    context_.diagnostics.error(fill["material"].position(), "a fill of void is none", "leave 'fill' out");
  Rectangle area{{0.0, 0.0}, size_};
  const bool has_at = context_.was_written(fill, "at"), has_size = context_.was_written(fill, "size");
  const auto at = find_pair(fill, "at");
  const auto size = find_pair(fill, "size");
  if (has_at != has_size) {
    context_.exact_geometry = false;
    context_.diagnostics.error(fill.position(), fmt::format("a fill has '{}' without '{}'",
                                                            has_at ? "at" : "size", has_at ? "size" : "at"));
  } else if (has_at && at && size) {
    area = {*at, {(*at)[0] + (*size)[0], (*at)[1] + (*size)[1]}};
    if (plane_ && !contains(*plane_, area)) {
      context_.exact_geometry = false;
      context_.diagnostics.error(fill["at"].position(),
                                 "the fill of tier '" + tier + "' lies outside the assembly");
    }
    if (plane_) area = snapped(*plane_, area);
  }
  filled.box = {{area.lower[0], area.lower[1], z_}, {area.upper[0], area.upper[1], top}};
  // Painted before the parts, which have been added already; parents move up by one.
  for (std::size_t i = body; i < geometry_.bodies.size(); ++i)
    if (geometry_.bodies[i].parent != kNoBody) ++geometry_.bodies[i].parent;
  geometry_.bodies.insert(geometry_.bodies.begin() + static_cast<std::ptrdiff_t>(body), std::move(filled));
}

void AssemblyBuilder::warn_of_overhang(const Rectangle& fill, std::size_t first_placement) {
  for (std::size_t p = first_placement; p < geometry_.placements.size(); ++p)
    if (!contains(fill, plan_of(geometry_.placements[p].box)))
      context_.diagnostics.warning(
          places_[p], "part '" + geometry_.placements[p].name + "' sticks out of the fill of its tier");
}

void AssemblyBuilder::check_collisions(const std::vector<std::size_t>& placements) {
  std::vector<std::size_t> by_x;
  std::copy_if(placements.begin(), placements.end(), std::back_inserter(by_x),
               [&](std::size_t p) { return plan_is_exact_[p]; });
  const auto box = [&](std::size_t p) -> const Box& { return geometry_.placements[p].box; };
  std::sort(by_x.begin(), by_x.end(), [&](auto a, auto b) { return box(a).lower[0] < box(b).lower[0]; });
  for (std::size_t i = 0; i < by_x.size(); ++i) {
    for (std::size_t j = i + 1; j < by_x.size(); ++j) {
      const double dx = std::min(box(by_x[i]).upper[0], box(by_x[j]).upper[0]) - box(by_x[j]).lower[0];
      if (dx <= kPlaceSlack) break;
      const double dy = std::min(box(by_x[i]).upper[1], box(by_x[j]).upper[1]) -
                        std::max(box(by_x[i]).lower[1], box(by_x[j]).lower[1]);
      if (dy <= kPlaceSlack) continue;
      const auto [earlier, later] = std::minmax(by_x[i], by_x[j]);
      context_.exact_geometry = false;
      context_.diagnostics.error(
          places_[later],
          fmt::format("part '{}' collides with '{}': they share {} x {}", geometry_.placements[later].name,
                      geometry_.placements[earlier].name, format_length(dx), format_length(dy)));
    }
  }
}

void AssemblyBuilder::warn_of_unused_parts() {
  if (context_.diagnostics.has_errors()) return;  // a part may be unused only because a name is misspelt
  for (const Value::Field& field : find_table(context_.deck, "parts")) {
    // An included file may offer more parts than this deck needs.
    const bool is_own = field.key_position.file == context_.deck.position().file;
    if (is_own && used_parts_.count(field.key) == 0)
      context_.diagnostics.warning(field.key_position, "part '" + field.key + "' is not used");
  }
}

}  // namespace

BrokenNames build_geometry(BuildContext& context, MaterialBook& materials, FloorplanReader& floorplans) {
  return AssemblyBuilder(context, materials, floorplans).build();
}

}  // namespace strata
