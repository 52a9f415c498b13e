// HotSpot's configuration: lines "-name value". Names and defaults are those of HotSpot 7.0 (temperature.c,
// flp.c, microchannel.c, package.c).
#include <algorithm>

#include <fmt/format.h>

#include "inputs/importers/foreign_files.hpp"
#include "inputs/importers/hotspot_case.hpp"
#include "inputs/importers/words.hpp"

namespace strata {

namespace {

enum class Kind : std::uint8_t { positive, not_negative, text, unused };

struct Parameter {
  Kind kind;
  double otherwise;  ///< HotSpot's default
};

const std::map<std::string, Parameter>& parameters() {
  static const std::map<std::string, Parameter> table = [] {
    std::map<std::string, Parameter> all{
        {"t_chip", {Kind::positive, 0.15e-3}},    {"k_chip", {Kind::positive, 100.0}},
        {"p_chip", {Kind::positive, 1.75e6}},     {"r_convec", {Kind::positive, 0.1}},
        {"s_sink", {Kind::positive, 60e-3}},      {"t_sink", {Kind::positive, 6.9e-3}},
        {"k_sink", {Kind::positive, 400.0}},      {"p_sink", {Kind::positive, 3.55e6}},
        {"s_spreader", {Kind::positive, 30e-3}},  {"t_spreader", {Kind::positive, 1e-3}},
        {"k_spreader", {Kind::positive, 400.0}},  {"p_spreader", {Kind::positive, 3.55e6}},
        {"t_interface", {Kind::positive, 20e-6}}, {"k_interface", {Kind::positive, 4.0}},
        {"p_interface", {Kind::positive, 4e6}},   {"r_convec_sec", {Kind::positive, 1.0}},
        {"t_metal", {Kind::positive, 10e-6}},     {"t_c4", {Kind::positive, 0.1e-3}},
        {"s_sub", {Kind::positive, 21e-3}},       {"t_sub", {Kind::positive, 1e-3}},
        {"s_solder", {Kind::positive, 21e-3}},    {"t_solder", {Kind::positive, 0.94e-3}},
        {"s_pcb", {Kind::positive, 0.1}},         {"t_pcb", {Kind::positive, 2e-3}},
        {"ambient", {Kind::positive, 318.15}},    {"grid_rows", {Kind::positive, 64.0}},
        {"grid_cols", {Kind::positive, 64.0}}};
    for (const char* flag : {"model_secondary", "leakage_used", "package_model_used",
                             "use_microfluidic_cooling", "block_omit_lateral"})
      all[flag] = {Kind::not_negative, 0.0};
    for (const char* text : {"model_type", "grid_layer_file", "grid_map_mode", "material_chip",
                             "material_sink", "material_spreader", "material_interface"})
      all[text] = {Kind::text, 0.0};
    // What a steady deck has no use for: transients, files to write, the floorplanner, the parts of packages
    // and channels that are named as untranslated when they are switched on.
    for (const char* name : {"thermal_threshold",
                             "c_convec",
                             "c_convec_sec",
                             "n_metal",
                             "s_c4",
                             "n_c4",
                             "init_file",
                             "init_temp",
                             "steady_file",
                             "grid_transient_file",
                             "grid_steady_file",
                             "sampling_intvl",
                             "base_proc_freq",
                             "dtm_used",
                             "leakage_mode",
                             "package_config_file",
                             "pumping_pressure",
                             "pump_internal_res",
                             "inlet_temperature",
                             "coolant_material",
                             "coolant_capac",
                             "coolant_res",
                             "coolant_visc",
                             "wall_material",
                             "wall_capac",
                             "wall_res",
                             "htc",
                             "wrap_l2",
                             "l2_label",
                             "model_rim",
                             "rim_thickness",
                             "compact_ratio",
                             "n_orients",
                             "P0",
                             "Davg",
                             "Kmoves",
                             "Rcool",
                             "Rreject",
                             "Nmax",
                             "lambdaA",
                             "lambdaT",
                             "lambdaW",
                             "detailed_3D",
                             "materials_file",
                             "natural_convec",
                             "flow_type",
                             "sink_type",
                             "fin_height",
                             "fin_width",
                             "channel_width",
                             "pin_height",
                             "pin_diam",
                             "pin_dist",
                             "fan_radius",
                             "motor_radius",
                             "rpm"})
      all[name] = {Kind::unused, 0.0};
    return all;
  }();
  return table;
}

}  // namespace

class HotSpotConfigParser {
 public:
  HotSpotConfigParser(const std::string& text, std::int32_t file, Diagnostics& diagnostics)
      : reader_(text, file), check_(reader_, diagnostics), diagnostics_(diagnostics) {
    config_.file_ = {file, 1, 1, 1};
  }

  HotSpotConfig parse() {
    const std::size_t before = diagnostics_.n_errors();
    std::vector<Word> words;
    while (reader_.next_line(words) && diagnostics_.n_errors() < before + kMaxForeignMistakes)
      take_line(words);
    return std::move(config_);
  }

 private:
  void take_line(const std::vector<Word>& words) {
    if (words.front().text.front() != '-' || words.size() < 2) {
      diagnostics_.error(reader_.at(words),
                         fmt::format("expected '-name value'; found '{}'", shown(words.front().text)));
      return;
    }
    const std::string name(words[0].text.substr(1));
    const auto known = parameters().find(name);
    if (known == parameters().end()) {
      std::vector<std::string> names;
      for (const auto& [key, unused] : parameters()) names.push_back(key);
      const std::string near = nearest_word(name, names);
      diagnostics_.error(reader_.at(words[0]), fmt::format("HotSpot has no parameter '{}'", shown(name)),
                         near.empty() ? "" : "did you mean '-" + near + "'?");
      return;
    }
    HotSpotConfig::Entry entry{std::string(words[1].text), 0.0, reader_.at(words[1])};
    const Kind kind = known->second.kind;
    if (kind == Kind::positive || kind == Kind::not_negative) {
      const auto value = kind == Kind::positive ? check_.positive(words[1], "-" + name)
                                                : check_.not_negative(words[1], "-" + name);
      if (!value) return;
      entry.value = *value;
    }
    config_.entries_[name] = std::move(entry);  // HotSpot takes the last one too
  }

  WordReader reader_;
  NumberCheck check_;
  Diagnostics& diagnostics_;
  HotSpotConfig config_;
};

double HotSpotConfig::number(const std::string& key) const {
  const auto entry = entries_.find(key);
  return entry != entries_.end() ? entry->second.value : parameters().at(key).otherwise;
}

std::string HotSpotConfig::text(const std::string& key) const {
  const auto entry = entries_.find(key);
  return entry == entries_.end() || entry->second.text == "(null)" ? "" : entry->second.text;
}

Position HotSpotConfig::position(const std::string& key) const {
  const auto entry = entries_.find(key);
  return entry == entries_.end() ? file_ : entry->second.position;
}

HotSpotConfig parse_hotspot_config(const std::string& text, std::int32_t file, Diagnostics& diagnostics) {
  return HotSpotConfigParser(text, file, diagnostics).parse();
}

}  // namespace strata
