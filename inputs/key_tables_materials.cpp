// Keys of materials: bulk materials with constant or temperature-dependent properties, variations of another
// material, and effective media: arrays of cylinders, and metal whose density a map gives.
#include "inputs/property_keys.hpp"

namespace strata {

using namespace key_type;

namespace {

template <const Dimension& D>
const KeyTable& power_law_keys() {
  static const KeyTable keys{
      std::string(D.name) + " power law values",
      "value * (T / reference_temperature)^exponent, with T clamped to the range.",
      {{"value", quantity(D, kPositive), Presence::required, "", "Value at the reference temperature."},
       {"reference_temperature", quantity(dimension::kTemperature, kPositive), Presence::required, "",
        "Temperature at which the property has the value."},
       {"exponent", number(Bounds{-10.0, 10.0, false, false}), Presence::required, "",
        "Exponent of the ratio."},
       {"range", list_of(quantity(dimension::kTemperature, kPositive), 2, 2), Presence::required, "",
        "Lowest and highest temperature at which the law holds."}},
      "",
      {},
      {}};
  return keys;
}

template <const Dimension& D>
const KeyTable& power_law_table() {
  static const KeyTable keys{std::string(D.name) + " power law",
                             "A property as a power of the absolute temperature.",
                             {{"power_law", table(power_law_keys<D>), Presence::required, "",
                               "value * (T / reference_temperature)^exponent."}},
                             "power_law",
                             {},
                             {}};
  return keys;
}

template <const Dimension& D>
KeyType scalar_property() {
  return alternatives(
      {quantity(D, kPositive), table(property_table_table<D, kPositive>), table(power_law_table<D>)});
}

KeyType conductivity_type() {
  return alternatives({quantity(dimension::kConductivity, kPositive),
                       list_of(scalar_property<dimension::kConductivity>(), 3, 3),
                       table(property_table_table<dimension::kConductivity, kPositive>),
                       table(power_law_table<dimension::kConductivity>)});
}

std::vector<Key> provenance_keys() {
  return {{"override", flag(), Presence::defaulted, "false",
           "Set to true to replace the library's material of this name."},
          {"source", text(), Presence::optional, "", "Where the values come from."},
          {"usual_range", text(), Presence::optional, "", "The range of values met in practice."},
          {"note", text(), Presence::optional, "", "What a reader should know about the values."}};
}

std::vector<Key> thermal_keys() {
  return {{"conductivity", conductivity_type(), Presence::optional, "",
           "Thermal conductivity: one value, or [k_x, k_y, k_z]; each a quantity, a table or a power law. "
           "Needed where heat is solved."},
          {"density", scalar_property<dimension::kDensity>(), Presence::optional, "",
           "Mass density. Needed where heat is solved."},
          {"heat_capacity", scalar_property<dimension::kHeatCapacity>(), Presence::optional, "",
           "Specific heat capacity at constant pressure. Needed where heat is solved."}};
}

std::vector<Key> joined(std::vector<Key> first, const std::vector<Key>& second) {
  first.insert(first.end(), second.begin(), second.end());
  return first;
}

std::vector<Key> property_keys() {
  return joined(thermal_keys(), mechanics_keys());
}

/// Of effective media, whose constituents say the rest.
std::vector<Key> medium_keys() {
  return joined({stress_free_temperature_key("Temperature at which the medium is without stress; those of "
                                             "its constituents do not count.")},
                provenance_keys());
}

const KeyTable& liner_table() {
  static const KeyTable keys{
      "liner",
      "A shell between cylinder and matrix, such as the oxide around a TSV. It lies inside the diameter.",
      {{"material", name(), Presence::required, "", "Material of the shell."},
       {"thickness", quantity(dimension::kLength, kExtent), Presence::required, "",
        "Thickness of the shell."}},
      "",
      {},
      {}};
  return keys;
}

const KeyTable& array_table() {
  static const KeyTable keys{
      "array",
      "Vertical cylinders (bumps, TSVs, pillars) of one material in another, smeared into an anisotropic "
      "medium.",
      {{"fill", name(), Presence::required, "", "Material of the cylinders."},
       {"matrix", name(), Presence::required, "", "Material around the cylinders."},
       {"diameter", quantity(dimension::kLength, kExtent), Presence::required, "",
        "Outer diameter of a cylinder, liner included."},
       {"pitch",
        alternatives(
            {quantity(dimension::kLength, kExtent), list_of(quantity(dimension::kLength, kExtent), 2, 2)}),
        Presence::required, "", "Distance between the axes of neighbours: one value, or [along x, along y]."},
       {"lattice", choice({"square", "hexagonal"}), Presence::defaulted, "square",
        "How the cylinders are set."},
       {"liner", table(liner_table), Presence::optional, "", "A shell inside the diameter."}},
      "",
      {},
      {}};
  return keys;
}

std::vector<Key> metal_map_keys() {
  return {{"metal", name(), Presence::required, "", "Material of lines, planes and vias."},
          {"dielectric", name(), Presence::required, "", "Material around them."},
          {"via_density", number(Bounds{0.0, 1.0, false, false}), Presence::required, "",
           "Share of the area between metal levels that vias fill, 0 to 1. With 0 heat crosses metal and "
           "dielectric in series, the least that this density can conduct."},
          {"classes", integer(2, 65534), Presence::defaulted, "256",
           "Number of densities that are told apart, evenly from the lowest to the highest of the file. A "
           "cell is "
           "off by at most half a step; each class takes one of the 65534 material numbers."}};
}

const KeyTable& metal_map_table() {
  static const KeyTable keys{
      "metal map",
      "Metal in a dielectric whose density varies over the plane: a wiring layer, a redistribution layer, a "
      "laminate. A matrix covers the rectangle of the layer or block that is made of it; tiles lie in the "
      "frame of the part (or assembly layer) and must cover it. It turns with the part. At density f and via "
      "density v: k_x = k_y = f k_metal + (1-f) k_dielectric; 1/k_z = f/k_metal + (1-f) / (v k_metal + (1-v) "
      "k_dielectric); mass and heat capacity go by volume, vias included.",
      joined(raster_keys({"fraction", "percent"}, "What the values are: 0 to 1, or 0 to 100."),
             metal_map_keys()),
      "",
      {},
      {}};
  return keys;
}

}  // namespace

const KeyTable& material_table() {
  static const KeyTable keys{
      "material",
      "A bulk material by its properties: those of heat where heat is solved, those of elasticity where "
      "stress is.",
      joined(property_keys(), provenance_keys()),
      "",
      {},
      {}};
  return keys;
}

const KeyTable& like_material_table() {
  static const KeyTable keys{
      "variation",
      "A material that is like another one except for the properties given here.",
      joined(
          joined({{"like", name(), Presence::required, "", "The material whose properties are taken over."}},
                 property_keys()),
          provenance_keys()),
      "like",
      {},
      {}};
  return keys;
}

const KeyTable& array_material_table() {
  static const KeyTable keys{
      "array material",
      "An effective medium made of an array of cylinders in a matrix.",
      joined({{"array", table(array_table), Presence::required, "", "The array it stands for."}},
             medium_keys()),
      "array",
      {},
      {}};
  return keys;
}

const KeyTable& metal_map_material_table() {
  static const KeyTable keys{
      "metal map material",
      "An effective medium of metal in a dielectric, from a map of the metal density.",
      joined({{"metal_map", table(metal_map_table), Presence::required, "", "The map and its constituents."}},
             medium_keys()),
      "metal_map",
      {},
      {}};
  return keys;
}

KeyType material_type() {
  return alternatives({table(material_table), table(like_material_table), table(array_material_table),
                       table(metal_map_material_table)});
}

const KeyTable& material_library_table() {
  static const KeyTable keys{
      "material library",
      "A file of the built-in material library.",
      {{"materials", named_tables(material_type()), Presence::required, "", "The materials by name."}},
      "",
      {},
      {}};
  return keys;
}

}  // namespace strata
