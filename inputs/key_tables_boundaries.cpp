// Keys of the boundary conditions: the six outer faces, rectangles of them, and faces exposed to void.
#include "inputs/key_tables.hpp"
#include "inputs/property_keys.hpp"

namespace strata {

using namespace key_type;

namespace {

constexpr Bounds kEmissivityBounds{0.0, 1.0, true, false};

const KeyTable& film_map_table() {
  static const KeyTable keys{
      "film coefficient map",
      "Film coefficient over the face or patch; tiles lie in the face's coordinates, in the "
      "order x, y, z.",
      raster_keys({"W/(m^2.K)", "W/(cm^2.K)", "W/(mm^2.K)"}, "Unit of the values."),
      "",
      {},
      {}};
  return keys;
}

const KeyTable& ambient_map_table() {
  static const KeyTable keys{
      "ambient map",
      "Ambient temperature over the face or patch; tiles lie in the face's coordinates, in "
      "the order x, y, z.",
      raster_keys({"degC", "K"}, "Unit of the values."),
      "",
      {},
      {}};
  return keys;
}

const KeyTable& convection_table() {
  static const KeyTable keys{
      "convection",
      "Heat flux film_coefficient * (ambient - T) into the body.",
      {{"film_coefficient", tabulated_property<dimension::kFilmCoefficient, kNonNegative>(),
        Presence::optional, "",
        "Film coefficient: a value (with a map, that outside its tiles), or a table over the temperature of "
        "the surface."},
       {"ambient", quantity(dimension::kTemperature, kPositive), Presence::optional, "",
        "Temperature of the fluid; with a map, the value outside its tiles."},
       {"film_coefficient_map", table(film_map_table), Presence::optional, "",
        "Film coefficient from a CSV file."},
       {"ambient_map", table(ambient_map_table), Presence::optional, "",
        "Ambient temperature from a CSV file."},
       {"emissivity", quantity(dimension::kEmissivity, kEmissivityBounds), Presence::optional, "",
        "The face also radiates to `ambient`, with this emissivity."}},
      "",
      {},
      {}};
  return keys;
}

const KeyTable& radiation_table() {
  static const KeyTable keys{"radiation",
                             "Heat flux emissivity * 5.670374e-8 W/(m^2.K^4) * (ambient^4 - T^4) into the "
                             "body, T the temperature of "
                             "the surface: a grey face that sees nothing but its surroundings.",
                             {{"emissivity", quantity(dimension::kEmissivity, kEmissivityBounds),
                               Presence::required, "", "Emissivity of the surface, above 0 and up to 1."},
                              {"ambient", quantity(dimension::kTemperature, kPositive), Presence::required,
                               "", "Temperature of the surroundings."}},
                             "",
                             {},
                             {}};
  return keys;
}

const KeyTable& coolant_table() {
  static const KeyTable keys{"coolant",
                             "A coolant by its properties.",
                             {{"density", quantity(dimension::kDensity, kPositive), Presence::optional, "",
                               "Density; needed where the flow is a volume flow."},
                              {"heat_capacity", quantity(dimension::kHeatCapacity, kPositive),
                               Presence::required, "", "Specific heat capacity."}},
                             "",
                             {},
                             {}};
  return keys;
}

const KeyTable& cold_plate_table() {
  static const KeyTable keys{
      "cold plate",
      "A coolant that flows along one face in straight parallel lanes and warms on its way: the flux is "
      "film_coefficient * (T_coolant - T) into the body, and what the coolant takes up warms it. Lanes do "
      "not "
      "mix; the flow is spread evenly over the width.",
      {{"film_coefficient", quantity(dimension::kFilmCoefficient, kNonNegative), Presence::optional, "",
        "Film coefficient; with a map, the value outside its tiles."},
       {"film_coefficient_map", table(film_map_table), Presence::optional, "",
        "Film coefficient from a CSV file."},
       {"inlet", quantity(dimension::kTemperature, kPositive), Presence::required, "",
        "Temperature of the coolant where it enters."},
       {"flow",
        alternatives(
            {quantity(dimension::kVolumeFlow, kPositive), quantity(dimension::kMassFlow, kPositive)}),
        Presence::required, "",
        "Flow through the plate as it is modelled (half of it where a symmetry plane halves the plate): a "
        "volume flow at the inlet, or a mass flow such as `0.02 kg/s`."},
       {"coolant", alternatives({choice({"water", "pg25"}), table(coolant_table)}), Presence::required, "",
        "Water, pg25 (water with 25 % propylene glycol by volume), or density and heat capacity of another. "
        "The properties are those at the inlet temperature."},
       {"direction", choice({"+x", "-x", "+y", "-y", "+z", "-z"}), Presence::required, "",
        "Where the coolant flows to, along the face."}},
      "",
      {},
      {}};
  return keys;
}

const KeyTable& adiabatic_table() {
  static const KeyTable keys{"adiabatic", "No heat crosses the face.", {}, "", {}, {}};
  return keys;
}

std::vector<Key> condition_keys() {
  return {{"convection", table(convection_table), Presence::optional, "", "Heat exchange with a fluid."},
          {"radiation", table(radiation_table), Presence::optional, "",
           "Heat exchange by radiation alone; `convection` has an emissivity too."},
          {"cold_plate", table(cold_plate_table), Presence::optional, "",
           "A coolant that warms on its way along the face: an outer face or a patch of one."},
          {"heat_flux", quantity(dimension::kHeatFlux), Presence::optional, "",
           "Heat flux into the body; negative takes heat out."},
          {"fixed_temperature", quantity(dimension::kTemperature, kPositive), Presence::optional, "",
           "Temperature of the face."},
          {"adiabatic", table(adiabatic_table), Presence::optional, "", "No heat crosses the face: {}."}};
}

const std::vector<std::vector<std::string>>& one_condition() {
  static const std::vector<std::vector<std::string>> groups{
      {"convection", "radiation", "cold_plate", "heat_flux", "fixed_temperature", "adiabatic"}};
  return groups;
}

std::vector<Key> with_condition(std::vector<Key> keys) {
  for (Key& key : condition_keys()) keys.push_back(std::move(key));
  return keys;
}

const KeyTable& patch_table() {
  static const KeyTable keys{
      "patch",
      "A rectangle of an outer face with a condition of its own. Later patches replace earlier ones.",
      with_condition({{"name", name(), Presence::required, "", "Name; results say `<face>.<name>`."},
                      {"at", point_type(), Presence::required, "",
                       "Lower corner in the face's two coordinates, in the order x, y, z."},
                      {"size", size_type(), Presence::required, "", "Extents along the two coordinates."}}),
      "",
      one_condition(),
      {}};
  return keys;
}

const KeyTable& face_table() {
  static const KeyTable keys{"face",
                             "The condition on one outer face.",
                             with_condition({{"patches", list_of(table(patch_table)), Presence::optional, "",
                                              "Rectangles with conditions of their own."}}),
                             "",
                             one_condition(),
                             {}};
  return keys;
}

const KeyTable& condition_table() {
  static const KeyTable keys{
      "condition", "A condition on several faces.", condition_keys(), "", one_condition(), {}};
  return keys;
}

Key face_key(std::string name, std::string help) {
  return {std::move(name), alternatives({choice({"adiabatic"}), table(face_table)}), Presence::optional, "",
          std::move(help)};
}

Key faces_key(std::string name, std::string help) {
  return {std::move(name), alternatives({choice({"adiabatic"}), table(condition_table)}), Presence::optional,
          "", std::move(help)};
}

}  // namespace

const KeyTable& boundaries_table() {
  static const KeyTable keys{
      "boundaries",
      "Conditions on the outer faces and on faces between material and void.",
      {face_key("top", "The face at the highest z."), face_key("bottom", "The face at z = 0."),
       faces_key("sides", "The four lateral faces, except symmetry planes and those named themselves."),
       face_key("x_min", "The face at x = 0."), face_key("x_max", "The face at the highest x."),
       face_key("y_min", "The face at y = 0."), face_key("y_max", "The face at the highest y."),
       faces_key("exposed", "All faces between material and void inside the package.")},
      "",
      {},
      {}};
  return keys;
}

}  // namespace strata
