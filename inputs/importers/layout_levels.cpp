#include "inputs/importers/layout_levels.hpp"

#include <algorithm>
#include <filesystem>
#include <set>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "inputs/build_context.hpp"
#include "inputs/deck/tree.hpp"
#include "inputs/deck/values.hpp"
#include "inputs/error.hpp"
#include "inputs/frame.hpp"
#include "inputs/importers/deck_writer.hpp"
#include "inputs/key_tables.hpp"

namespace strata {

namespace {

using Json = nlohmann::json;

constexpr double kMicro = 1e-6;
constexpr int kMaxTiles = 1000000;

const KeyTable& level_table() {
  using namespace key_type;
  static const KeyTable keys{
      "level",
      "One wiring level.",
      {{"name", name(), Presence::required, "", "Name; the layer of the deck has it too."},
       {"thickness", quantity(dimension::kLength, kExtent), Presence::required, "",
        "Thickness of the level with the dielectric up to the next one."},
       {"layers", alternatives({text(), list_of(text(), 1, 100)}), Presence::required, "",
        "Layers of the layout whose union is the metal: layer/datatype, or a name of the LEF."},
       {"via_density", number(Bounds{0.0, 1.0, false, false}), Presence::required, "",
        "Share of the area between the lines that vias fill."}},
      "",
      {},
      {}};
  return keys;
}

const KeyTable& levels_table() {
  using namespace key_type;
  static const KeyTable keys{"levels",
                             "The wiring levels of a layout.",
                             {{"metal", name(), Presence::required, "", "Material of lines and vias."},
                              {"dielectric", name(), Presence::required, "", "Material around them."},
                              {"levels", list_of(table(level_table), 1, 1000), Presence::required, "",
                               "Levels from the bottom up."}},
                             "",
                             {},
                             {}};
  return keys;
}

LayoutLevel level_of(const Value& item) {
  LayoutLevel level;
  level.name = find_text(item, "name").value_or("");
  level.thickness = find_number(item, "thickness").value_or(0.0);
  level.via_density = find_number(item, "via_density").value_or(0.0);
  if (const auto one = find_text(item, "layers")) level.patterns.push_back(*one);
  for (const Value& pattern : find_list(item, "layers"))
    if (pattern.is_text()) level.patterns.push_back(pattern.text());
  return level;
}

/// Densities of all levels as KLayout gave them.
struct Densities {
  std::vector<double> x, y;  ///< lines [um]
  std::vector<std::vector<double>> levels;
};

Densities parse_result(const std::string& result, std::size_t n_levels) {
  const Json json = Json::parse(result, nullptr, false);
  if (json.is_object() && json.contains("error") && json["error"].is_string())
    throw Error(ExitCode::deck, json["error"].get<std::string>());
  Densities densities;
  try {
    densities.x = json.at("x_um").get<std::vector<double>>();
    densities.y = json.at("y_um").get<std::vector<double>>();
    densities.levels = json.at("levels").get<std::vector<std::vector<double>>>();
  } catch (const Json::exception&) {
    throw Error(ExitCode::internal, "KLayout's densities cannot be read");
  }
  const bool has_tiles = densities.x.size() > 1 && densities.y.size() > 1;
  bool is_whole = has_tiles && densities.levels.size() == n_levels;
  for (const auto& level : densities.levels)
    is_whole = is_whole && level.size() == (densities.x.size() - 1) * (densities.y.size() - 1);
  if (!is_whole) throw Error(ExitCode::internal, "KLayout's densities are not complete");
  return densities;
}

std::string raster_text(const Densities& densities, const std::vector<double>& level) {
  std::string text = "x0,y0,x1,y1,value\n";
  std::size_t tile = 0;
  for (std::size_t j = 0; j + 1 < densities.y.size(); ++j)
    for (std::size_t i = 0; i + 1 < densities.x.size(); ++i, ++tile)
      text += fmt::format("{},{},{},{},{}\n", number_text(densities.x[i] - densities.x.front()),
                          number_text(densities.y[j] - densities.y.front()),
                          number_text(densities.x[i + 1] - densities.x.front()),
                          number_text(densities.y[j + 1] - densities.y.front()), number_text(level[tile]));
  return text;
}

double mean_density(const Densities& densities, const std::vector<double>& level) {
  double metal = 0.0;
  std::size_t tile = 0;
  for (std::size_t j = 0; j + 1 < densities.y.size(); ++j)
    for (std::size_t i = 0; i + 1 < densities.x.size(); ++i, ++tile)
      metal += level[tile] * (densities.x[i + 1] - densities.x[i]) * (densities.y[j + 1] - densities.y[j]);
  return metal / ((densities.x.back() - densities.x.front()) * (densities.y.back() - densities.y.front()));
}

}  // namespace

LayoutLevels read_layout_levels(const std::string& path) {
  Diagnostics diagnostics;
  const DeckTree tree = read_deck(path, {}, diagnostics);
  LayoutLevels levels;
  if (!diagnostics.has_errors()) {
    const Value value = check_values(tree.root, levels_table(), tree.directory, diagnostics);
    levels.metal = find_text(value, "metal").value_or("");
    levels.dielectric = find_text(value, "dielectric").value_or("");
    std::set<std::string> names;
    for (const Value& item : find_list(value, "levels")) {
      if (!item.is_table()) continue;
      levels.levels.push_back(level_of(item));
      if (!levels.levels.back().name.empty() && !names.insert(levels.levels.back().name).second)
        diagnostics.error(item["name"].position(), "the name '" + levels.levels.back().name + "' is taken");
    }
  }
  if (diagnostics.has_errors()) throw DeckError(diagnostics.list(), render(diagnostics.list(), tree.sources));
  return levels;
}

std::string layout_job_text(const LayoutJob& job, const LayoutLevels& levels) {
  Json json{{"layout", job.layout}, {"lef", job.lef},         {"tile_um", job.tile / kMicro},
            {"area_um", nullptr},   {"max_tiles", kMaxTiles}, {"levels", Json::array()}};
  if (job.area)
    json["area_um"] = {job.area->lower[0] / kMicro, job.area->lower[1] / kMicro, job.area->upper[0] / kMicro,
                       job.area->upper[1] / kMicro};
  for (const LayoutLevel& level : levels.levels) json["levels"].push_back(level.patterns);
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Conversion layout_conversion(const std::string& layout, const LayoutLevels& levels,
                             const std::string& result) {
  const Densities densities = parse_result(result, levels.levels.size());
  DeckNames names;
  const std::string part = names.of(std::filesystem::path(layout).stem().string());
  Conversion conversion;
  conversion.remarks = {"a fragment for `include`: place part " + part +
                            ", or copy its layers onto the die they belong to; paths "
                            "of maps start at the folder of the deck that includes",
                        "lines are taken to lead on through their tile: in the plane each level conducts as "
                        "metal and dielectric "
                        "side by side"};
  std::string materials = "materials:\n", layers;
  for (std::size_t n = 0; n < levels.levels.size(); ++n) {
    const LayoutLevel& level = levels.levels[n];
    const std::string material = names.of(part + "_" + level.name);
    const std::string file = material + ".csv";
    const double mean = mean_density(densities, densities.levels[n]);
    conversion.files.push_back({file, raster_text(densities, densities.levels[n])});
    if (mean == 0.0) conversion.remarks.push_back("level " + level.name + " has no metal in this area");
    materials += fmt::format(
        "  {}:  # mean density {:.4f}\n    metal_map: {{file: {}, units: fraction, length_units: um, metal: "
        "{}, "
        "dielectric: {}, via_density: {}}}\n",
        material, mean, file, levels.metal, levels.dielectric, number_text(level.via_density));
    layers += fmt::format("      - {{name: {}, thickness: {}, material: {}}}\n", level.name,
                          length_text(level.thickness), material);
  }
  conversion.deck = header_text(std::filesystem::path(layout).filename().string(), conversion) +
                    "strata: 1\n" + materials +
                    fmt::format("parts:\n  {}:\n    size: [{}, {}]\n    layers:\n", part,
                                length_text((densities.x.back() - densities.x.front()) * kMicro),
                                length_text((densities.y.back() - densities.y.front()) * kMicro)) +
                    layers;
  return conversion;
}

}  // namespace strata
