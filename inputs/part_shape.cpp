#include "inputs/part_shape.hpp"

#include <fmt/format.h>

namespace strata {

namespace {

std::unique_ptr<PartShape> build_part(BuildContext& context, MaterialBook& materials,
                                      FloorplanReader& floorplans, const Value::Field& field) {
  if (!field.value.is_table()) return nullptr;
  auto shape = std::make_unique<PartShape>();
  shape->name = field.key;
  const auto size = find_pair(field.value, "size");
  if (!size) context.exact_geometry = false;
  shape->has_size = size.has_value();
  shape->size = size.value_or(std::array<double, 2>{});
  shape->stress_free_temperature = find_number(field.value, "stress_free_temperature");
  LayerReader reader(context, materials, floorplans, "part", size);
  for (const Value& item : find_list(field.value, "layers"))
    if (auto layer = reader.read(item)) shape->items.push_back(std::move(*layer));
  for (const LayerItem& item : shape->items) shape->n_bodies += count_bodies(item);
  if (shape->n_bodies > kMaxBodies) {
    context.diagnostics.error(
        field.key_position,
        fmt::format("part '{}' would have {:.3g} layers and blocks; at most {:.0f} are possible", field.key,
                    shape->n_bodies, kMaxBodies));
    return nullptr;
  }
  for (const LayerItem& item : shape->items) expand(item, shape->layers);
  if (shape->layers.empty()) return nullptr;  // an empty list has been reported, or all layers were wrong
  shape->z.push_back(0.0);
  for (const LayerInstance& layer : shape->layers) shape->z.push_back(shape->z.back() + layer.thickness);
  shape->height = shape->z.back();
  return shape;
}

}  // namespace

PartShapes build_parts(BuildContext& context, MaterialBook& materials, FloorplanReader& floorplans) {
  PartShapes shapes;
  for (const std::string& name : written_names(context.root, "parts")) shapes.emplace(name, nullptr);
  for (const Value::Field& field : find_table(context.deck, "parts"))
    shapes[field.key] = build_part(context, materials, floorplans, field);
  return shapes;
}

}  // namespace strata
