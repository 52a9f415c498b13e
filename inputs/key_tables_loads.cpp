// Keys of what heats the package and of what is asked of it: power, contacts, limits, and the rasters they
// share.
#include "inputs/key_tables.hpp"
#include "inputs/property_keys.hpp"

namespace strata {

using namespace key_type;

std::vector<Key> raster_keys(std::vector<std::string> unit_words, std::string units_help) {
  return {{"file", file(), Presence::required, "",
           "CSV file: a matrix of values, or tiles with the header x0,y0,x1,y1,value."},
          {"units", choice(std::move(unit_words)), Presence::required, "", std::move(units_help)},
          {"format", choice({"matrix", "tiles"}), Presence::optional, "",
           "Without it the header decides: tiles have one."},
          {"first_row", choice({"y_min", "y_max"}), Presence::optional, "",
           "Of a matrix (required there): whether its first row lies at the lowest or highest second "
           "coordinate."},
          {"length_units", choice({"um", "mm", "m"}), Presence::optional, "",
           "Of tiles (required there): unit of their corners."}};
}

Key floorplan_format_key() {
  return {"format", choice({"hotspot", "3dice"}), Presence::optional, "",
          "Whose format the file has; without it the text decides: 3D-ICE's statements end in ';'."};
}

namespace {

std::vector<Key> with(std::vector<Key> keys, const std::vector<Key>& more) {
  keys.insert(keys.end(), more.begin(), more.end());
  return keys;
}

const KeyTable& power_floorplan_table() {
  static const KeyTable keys{
      "power floorplan",
      "Powers by block of a floorplan file of HotSpot or 3D-ICE, which lies in the frame of the part (or "
      "assembly "
      "layer) and turns with it.",
      with(
          {{"file", file(), Presence::required, "", "The floorplan file."},
           floorplan_format_key(),
           {"powers", alternatives({file(), named_tables(quantity(dimension::kPower, kNonNegative))}),
            Presence::optional, "",
            "A power trace of HotSpot or a CSV file with one column per block, in watts, or a power for each "
            "block that has one: {core: 3 W, cache: 500 mW}. Without it the powers of the floorplan itself "
            "(3D-ICE)."},
           {"row", alternatives({integer(1, 1000000000), choice({"mean"})}), Presence::optional, "",
            "Row of the trace, or time slot of the floorplan, that counts throughout; without it the mean "
            "over "
            "all. In a transient deck `sampling` or `time_units` let the rows follow each other instead."}},
          row_time_keys()),
      "",
      {},
      {{"row", "sampling", "time_units"}, {"repeat", "period"}}};
  return keys;
}

const KeyTable& power_map_table() {
  static const KeyTable keys{
      "power map",
      "Power over the plane of the target. A matrix covers the target's rectangle; tiles lie in the frame of "
      "the "
      "part (or assembly layer). It turns with the part.",
      raster_keys({"W", "W/mm^2"}, "What a value is: the power of its tile, or power per area."),
      "",
      {},
      {}};
  return keys;
}

const KeyTable& contact_map_table() {
  static const KeyTable keys{"contact resistance map",
                             "Contact resistance over the assembly's plane, in the assembly's frame.",
                             raster_keys({"K.mm^2/W", "K.cm^2/W", "m^2.K/W"}, "Unit of the values."),
                             "",
                             {},
                             {}};
  return keys;
}

const KeyTable& leakage_table() {
  static const KeyTable keys{
      "leakage",
      "Power that follows the temperature of the place where it is released: the power stated is that at the "
      "reference temperature, or that at factor 1 of a table.",
      {{"reference", quantity(dimension::kTemperature, kPositive), Presence::optional, "",
        "Temperature at which the power is the one stated; not with a table."},
       {"coefficient", quantity(dimension::kLeakageCoefficient, Bounds{0.0, 1.0, true, false}),
        Presence::optional, "", "The power grows as exp(coefficient (T - reference))."},
       {"doubling", quantity(dimension::kTemperatureDifference, Bounds{0.1, 1e4, false, false}),
        Presence::optional, "", "The power doubles with every such rise."},
       {"table", property_table_table<dimension::kFactor, kNonNegative>().keys.front().type,
        Presence::optional, "", "Rows [temperature, factor on the power], temperatures ascending."}},
      "",
      {{"coefficient", "doubling", "table"}},
      {{"reference", "table"}}};
  return keys;
}

}  // namespace

const KeyTable& power_table() {
  static const KeyTable keys{
      "power",
      "A heat source. It needs one of total, flux, density, map or floorplan, or a trace in watts; a map or "
      "floorplan may be scaled to a total.",
      {{"target", text(), Presence::required, "",
        "What is heated, with `*` for any text: `gpu.active` is a sheet on the active face, `gpu` fills the "
        "volume."},
       {"total", quantity(dimension::kPower, kNonNegative), Presence::optional, "",
        "Power of each match, or of all together as `share` says."},
       {"share", choice({"per_match", "all", "per_part"}), Presence::defaulted, "per_match",
        "Whether each match gets the total, all matches divide it, or the matches inside each placed part "
        "divide "
        "it: by area for sheets, by volume else."},
       {"flux", quantity(dimension::kHeatFlux, kNonNegative), Presence::optional, "",
        "Power per area of an active face."},
       {"density", quantity(dimension::kPowerDensity, kNonNegative), Presence::optional, "",
        "Power per volume."},
       {"map", table(power_map_table), Presence::optional, "", "Power over the plane from a CSV file."},
       {"floorplan", table(power_floorplan_table), Presence::optional, "", "Power by block of a floorplan."},
       {"in_time", name(), Presence::optional, "",
        "A trace of `traces`: its factors multiply the power, whatever states it; a trace in watts is the "
        "power, instead of a total."},
       {"leakage", table(leakage_table), Presence::optional, "", "How the power follows the temperature."},
       {"at", point_type(), Presence::optional, "",
        "Lower left corner of a heated rectangle in the frame of the target, before the part turns."},
       {"size", size_type(), Presence::optional, "", "Width and depth of the heated rectangle."}},
      "",
      {},
      {{"total", "flux", "density"},
       {"map", "floorplan", "flux", "density"},
       {"map", "floorplan", "at"},
       {"map", "floorplan", "size"}}};
  return keys;
}

const KeyTable& contact_table() {
  static const KeyTable keys{
      "contact",
      "Thermal resistance on the faces where two named things touch, and nowhere else.",
      {{"between", list_of(text(), 2, 2), Presence::required, "",
        "The two sides, such as [gpu.top, tim]; a face may be named with .top, .bottom, .x_min ..."},
       {"resistance", quantity(dimension::kContactResistance, kNonNegative), Presence::optional, "",
        "Resistance times area; with a map, the value outside its tiles."},
       {"map", table(contact_map_table), Presence::optional, "",
        "Resistance over the plane from a CSV file."}},
      "",
      {},
      {}};
  return keys;
}

const KeyTable& limit_table() {
  static const KeyTable keys{
      "limit",
      "A temperature that must not be exceeded.",
      {{"target", text(), Presence::required, "",
        "What is watched, as in power; on `.active` the reconstructed temperature of the face."},
       {"temperature", quantity(dimension::kTemperature, kPositive), Presence::required, "",
        "Highest temperature allowed."}},
      "",
      {},
      {}};
  return keys;
}

}  // namespace strata
