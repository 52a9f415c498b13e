// Keys of stress: what is computed, what holds the package and what presses on it.
#include "inputs/key_tables.hpp"

namespace strata {

using namespace key_type;

namespace {

constexpr std::size_t kMaxTemperatures = 10000;

const KeyTable& warpage_surface_table() {
  static const KeyTable keys{
      "warpage surface",
      "A surface whose warpage is reported: height above a reference plane, positive up.",
      {{"surface", text(), Presence::required, "",
        "`bottom` or `top` of the package, or the face of a layer, block or part, such as "
        "`substrate.bottom`."},
       {"reference", choice({"least_squares", "corners"}), Presence::defaulted, "least_squares",
        "The plane nearest to the surface, or the one nearest to its corners."}},
      "",
      {},
      {}};
  return keys;
}

KeyType displacement_type() {
  return list_of(alternatives({quantity(dimension::kLength, kPlace), choice({"free"})}), 3, 3);
}

std::vector<Key> patch_place_keys() {
  return {{"name", name(), Presence::required, "", "Name; results say `<face>.<name>`."},
          {"at", point_type(), Presence::required, "",
           "Lower corner in the face's two coordinates, in the order x, y, z."},
          {"size", size_type(), Presence::required, "", "Extents along the two coordinates."}};
}

std::vector<Key> with(std::vector<Key> keys, Key last) {
  keys.push_back(std::move(last));
  return keys;
}

const KeyTable& support_patch_table() {
  static const KeyTable keys{
      "support patch",
      "A rectangle of an outer face that is held. Later patches replace earlier ones.",
      with(patch_place_keys(), {"displacement", displacement_type(), Presence::required, "",
                                "Displacements along x, y and z; `free` where none is given."}),
      "",
      {},
      {}};
  return keys;
}

const KeyTable& support_table() {
  static const KeyTable keys{
      "support",
      "How one outer face is held: as a whole, at rectangles, or both.",
      {{"displacement", displacement_type(), Presence::optional, "",
        "Displacements of the whole face along x, y and z; `free` where none is given."},
       {"patches", list_of(table(support_patch_table), 1), Presence::optional, "",
        "Rectangles that are held; there they replace the displacement of the face."}},
      "",
      {},
      {}};
  return keys;
}

const KeyTable& pressure_patch_table() {
  static const KeyTable keys{
      "pressure patch",
      "A rectangle of an outer face under pressure.",
      with(patch_place_keys(), {"pressure", quantity(dimension::kPressure), Presence::required, "",
                                "Pressure; pushes against the face where positive."}),
      "",
      {},
      {}};
  return keys;
}

const KeyTable& pressure_table() {
  static const KeyTable keys{"pressure",
                             "Pressure on one outer face. Pressures that overlap add up.",
                             {{"pressure", quantity(dimension::kPressure), Presence::optional, "",
                               "Pressure on the whole face; pushes against it where positive."},
                              {"patches", list_of(table(pressure_patch_table), 1), Presence::optional, "",
                               "Rectangles under pressure, on top of that of the face."}},
                             "",
                             {},
                             {}};
  return keys;
}

std::vector<Key> face_keys(const KeyType& type) {
  const auto key = [&](std::string name, std::string help) {
    return Key{std::move(name), type, Presence::optional, "", std::move(help)};
  };
  return {key("bottom", "The face at z = 0."), key("top", "The face at the highest z."),
          key("x_min", "The face at x = 0."),  key("x_max", "The face at the highest x."),
          key("y_min", "The face at y = 0."),  key("y_max", "The face at the highest y.")};
}

}  // namespace

const KeyTable& stress_table() {
  static const KeyTable keys{
      "stress",
      "Linear thermo-elasticity: one load case for the solved temperatures, and one for each given "
      "temperature.",
      {{"stress_free_temperature", quantity(dimension::kTemperature, kPositive), Presence::required, "",
        "Temperature at which the package is flat and without stress, such as that of cure or reflow. Parts, "
        "layers and materials may have their own."},
       {"temperatures", list_of(quantity(dimension::kTemperature, kPositive), 0, kMaxTemperatures),
        Presence::optional, "", "Uniform temperatures, each a load case, such as a reflow profile."},
       {"solved_heat", flag(), Presence::optional, "",
        "Whether the solved temperatures are a load case; without it they are where heat is solved."},
       {"edge_distance", quantity(dimension::kLength, kExtent), Presence::defaulted, "50 um",
        "Stresses are singular at edges where materials meet; this far from them they are reported."},
       {"warpage", list_of(table(warpage_surface_table)), Presence::defaulted,
        "[{surface: bottom}, {surface: top}]", "Surfaces whose warpage is reported."}},
      "",
      {},
      {}};
  return keys;
}

const KeyTable& supports_table() {
  static const KeyTable keys{"supports",
                             "Outer faces whose displacements are given: `clamped`, or directions that are. "
                             "Symmetry planes hold the "
                             "displacement across them besides.",
                             face_keys(alternatives({choice({"clamped"}), table(support_table)})),
                             "",
                             {},
                             {}};
  return keys;
}

const KeyTable& pressures_table() {
  static const KeyTable keys{
      "pressures", "Outer faces that something presses on.", face_keys(table(pressure_table)), "", {}, {}};
  return keys;
}

}  // namespace strata
