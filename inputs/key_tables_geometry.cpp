// Keys of the geometry: parts, their layers, blocks and repeats; the assembly with its layers and tiers.
#include "inputs/key_tables.hpp"

namespace strata {

using namespace key_type;

namespace {

constexpr std::int64_t kMaxRepeat = 1000000;

Key active_key() {
  return {"active", choice({"bottom", "top"}), Presence::optional, "",
          "Face that carries the devices; power on `<name>.active` is a sheet there."};
}

Key name_key(std::string help) {
  return {"name", name(), Presence::required, "", std::move(help)};
}

Key thickness_key(Presence presence) {
  return {"thickness", quantity(dimension::kLength, kExtent), presence, "", "Thickness."};
}

Key layer_stress_free_key() {
  return stress_free_temperature_key(
      "Temperature at which the layer and its blocks are without stress; goes before those of part, material "
      "and analysis.");
}

const KeyTable& block_table() {
  static const KeyTable keys{
      "block",
      "A rectangle of a layer, as thick as the layer, of another material or only named. Later blocks paint "
      "over "
      "earlier ones.",
      {name_key("Name, unique in the layer; selections say `<layer>.<block>`."),
       {"at", point_type(), Presence::required, "", "Lower left corner in the frame of the layer."},
       {"size", size_type(), Presence::required, "", "Width and depth."},
       {"material", name(), Presence::optional, "", "Material; without it that of the layer."}},
      "",
      {},
      {}};
  return keys;
}

const KeyTable& block_floorplan_table() {
  static const KeyTable keys{
      "block floorplan",
      "The blocks of a floorplan file of HotSpot or 3D-ICE, which lies in the frame of the layer. They bear "
      "the "
      "names of the file; a block of several rectangles becomes `name[1]`, `name[2]` ...",
      {{"floorplan", file(), Presence::required, "", "The floorplan file."},
       floorplan_format_key(),
       {"materials", named_tables(name()), Presence::optional, "",
        "Materials by block name; the other blocks are of the layer's material."}},
      "",
      {},
      {}};
  return keys;
}

KeyType blocks_type() {
  return alternatives({list_of(table(block_table)), table(block_floorplan_table)});
}

Key blocks_key() {
  return {"blocks", blocks_type(), Presence::optional, "",
          "Rectangles inside the layer: a list, or those of a floorplan file."};
}

const KeyTable& layer_override_table() {
  static const KeyTable keys{
      "layer override",
      "What is different about a layer in the first or last round of a repeat.",
      {thickness_key(Presence::optional),
       {"material", name(), Presence::optional, "", "Material."},
       {"blocks", blocks_type(), Presence::optional, "", "Replaces the blocks; an empty list removes them."}},
      "",
      {},
      {}};
  return keys;
}

KeyType overrides_type() {
  return named_tables(table(layer_override_table));
}

std::vector<Key> repeat_keys(KeyType layers) {
  return {
      {"repeat", integer(1, kMaxRepeat), Presence::required, "",
       "How many times the layers follow each other. Layer `dram` becomes `dram[1]` at the bottom, `dram[2]` "
       "..."},
      {"layers", std::move(layers), Presence::required, "", "The repeated layers, bottom up."},
      {"first", overrides_type(), Presence::optional, "", "What differs in the first round, by layer name."},
      {"last", overrides_type(), Presence::optional, "",
       "What differs in the last round, by layer name; `last` wins over `first`."}};
}

const KeyTable& part_layer_table() {
  static const KeyTable keys{"layer",
                             "A layer of a part; it covers the whole part.",
                             {name_key("Name, unique in the part."),
                              thickness_key(Presence::required),
                              {"material", name(), Presence::required, "", "Material."},
                              active_key(),
                              layer_stress_free_key(),
                              blocks_key()},
                             "",
                             {},
                             {}};
  return keys;
}

const KeyTable& part_repeat_table();

KeyType part_layers_type() {
  return list_of(alternatives({table(part_layer_table), table(part_repeat_table)}), 1);
}

const KeyTable& part_repeat_table() {
  static const KeyTable keys{
      "repeat", "Layers that follow each other several times.", repeat_keys(part_layers_type()), "repeat", {},
      {}};
  return keys;
}

const KeyTable& assembly_layer_table() {
  static const KeyTable keys{
      "assembly layer",
      "A layer of the assembly; it covers the whole assembly or a rectangle of it.",
      {name_key("Name, unique in the assembly."),
       thickness_key(Presence::required),
       {"material", name(), Presence::required, "", "Material."},
       {"at", point_type(), Presence::optional, "", "Lower left corner of a partial layer."},
       {"size", size_type(), Presence::optional, "", "Width and depth of a partial layer."},
       {"around", name(), Presence::defaulted, "void", "What surrounds a partial layer: void or a material."},
       active_key(),
       layer_stress_free_key(),
       blocks_key()},
      "",
      {},
      {}};
  return keys;
}

const KeyTable& assembly_repeat_table() {
  static const KeyTable keys{
      "assembly repeat",
      "Layers of the assembly that follow each other several times.",
      repeat_keys(list_of(alternatives({table(assembly_layer_table), table(assembly_repeat_table)}), 1)),
      "repeat",
      {},
      {}};
  return keys;
}

const KeyTable& placement_table() {
  static const KeyTable keys{
      "placement",
      "A part placed on the floor of a tier.",
      {{"part", name(), Presence::required, "", "Name of the part."},
       {"name", name(), Presence::optional, "", "Name of this copy; without it the part's name."},
       {"at", point_type(), Presence::required, "",
        "Lower left corner of the part as placed (after rotation), in the assembly."},
       {"rotate", choice({"0", "90", "180", "270"}), Presence::defaulted, "0",
        "Degrees counter-clockwise, seen from above; everything in the part turns with it."},
       {"flip", flag(), Presence::defaulted, "false",
        "Turned over: 180 degrees about the y direction, before the rotation."}},
      "",
      {},
      {}};
  return keys;
}

const KeyTable& fill_table() {
  static const KeyTable keys{"fill",
                             "Material between the parts of a tier, up to the tallest part.",
                             {{"material", name(), Presence::required, "", "Material."},
                              {"at", point_type(), Presence::optional, "",
                               "Lower left corner; without it the whole assembly is filled."},
                              {"size", size_type(), Presence::optional, "", "Width and depth."}},
                             "",
                             {},
                             {}};
  return keys;
}

const KeyTable& tier_table() {
  static const KeyTable keys{
      "tier",
      "Parts side by side on one floor; as high as the tallest of them.",
      {{"tier", name(), Presence::required, "", "Name of the tier."},
       {"place", list_of(table(placement_table), 1), Presence::required, "", "The parts in it."},
       {"fill", table(fill_table), Presence::optional, "",
        "What fills the space between the parts, else void."}},
      "tier",
      {},
      {}};
  return keys;
}

}  // namespace

const KeyTable& part_table() {
  static const KeyTable keys{"part",
                             "A reusable stack of layers of one size, bottom up.",
                             {{"size", size_type(), Presence::required, "", "Width and depth."},
                              stress_free_temperature_key("Temperature at which the layers of the part are "
                                                          "without stress; goes before that of materials."),
                              {"layers", part_layers_type(), Presence::required, "", "Layers, bottom up."}},
                             "",
                             {},
                             {}};
  return keys;
}

const KeyTable& assembly_table() {
  static const KeyTable keys{
      "assembly",
      "The package: layers and tiers from the bottom up. x to the right, y to the back, z up; the origin is "
      "the "
      "lower left bottom corner.",
      {{"size", size_type(), Presence::required, "", "Width and depth."},
       {"stack",
        list_of(alternatives({table(assembly_layer_table), table(tier_table), table(assembly_repeat_table)}),
                1),
        Presence::required, "", "Layers, repeats of layers and tiers, bottom up."}},
      "",
      {},
      {}};
  return keys;
}

}  // namespace strata
