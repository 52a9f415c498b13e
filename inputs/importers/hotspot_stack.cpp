#include "inputs/importers/hotspot_stack.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <unordered_map>

#include <fmt/format.h>

#include "inputs/error.hpp"

namespace strata {

namespace {

constexpr double kSameSize = 1e-6;  // HotSpot's own tolerance [m]
/// A layer without lateral heat flow: this share of its conductivity is left, as jumps in a deck stay finite.
constexpr double kNoLateralFlow = 1e-5;

/// Matter of the secondary path, which HotSpot has as constants (temperature.h).
struct FixedMatter {
  const char* name;
  double resistivity;  // [m.K/W]
  double volumetric_heat_capacity;
};
constexpr FixedMatter kMetal{"on_chip_metal", 0.0025, 3.55e6};
constexpr FixedMatter kC4{"c4_underfill", 0.8, 1.65e6};
constexpr FixedMatter kSubstrate{"package_substrate", 0.5, 1.6e6};
constexpr FixedMatter kSolder{"solder_balls", 0.06, 2.1e6};
constexpr FixedMatter kBoard{"printed_circuit_board", 0.333, 1.32e6};

class HotSpotStackReader {
 public:
  HotSpotStackReader(const HotSpotFiles& paths, ForeignFiles& files)
      : paths_(paths), files_(files), diagnostics_(files.diagnostics()) {}

  HotSpotStack read() {
    read_config();
    read_materials();
    read_layers();
    name_what_is_missing();
    files_.stop_if_wrong();  // what follows needs whole files
    build();
    files_.stop_if_wrong();
    read_powers();
    files_.stop_if_wrong();
    return std::move(stack_);
  }

 private:
  void read_config();
  void read_materials();
  void read_layers();
  void name_what_is_missing();
  std::optional<std::size_t> plan_of(const std::string& path, const Position& asked_at);
  void build();
  void build_secondary_board();
  void build_secondary_chip();
  void build_chip();
  void build_layer(const HotSpotLayer& layer, bool is_first);
  void build_package();
  void check_fit(const char* key, const std::array<double, 2>& inner, const char* what);
  std::size_t add_material(const std::string& name, double conductivity, double heat_capacity,
                           const std::string& source);
  std::size_t fixed_material(const FixedMatter& matter);
  std::size_t material_of(const char* word);
  const HotSpotMaterial* find_material(const std::string& name, const Position& position);
  void use_block_matter(HotSpotSlab& slab, bool has_lateral_flow);
  void read_powers();
  void hand_out(const PowerTrace& trace);

  const HotSpotFiles& paths_;
  ForeignFiles& files_;
  Diagnostics& diagnostics_;
  HotSpotStack stack_;
  std::vector<HotSpotMaterial> known_materials_;
  std::vector<HotSpotLayer> layers_;
  std::vector<std::size_t> layer_plans_;
  std::unordered_map<std::string, std::optional<std::size_t>> plan_index_;
  DeckNames material_names_;
  std::unordered_map<std::string, std::size_t> material_index_;        // by deck name
  std::map<std::array<double, 3>, std::size_t> block_material_index_;  // by lateral, vertical k and capacity
  std::string layers_path_;
};

void HotSpotStackReader::read_config() {
  if (paths_.config.empty()) {
    stack_.config = parse_hotspot_config("", -1, diagnostics_);
    return;
  }
  if (const auto file = files_.read(paths_.config))
    stack_.config = parse_hotspot_config(files_.text(*file), *file, diagnostics_);
}

void HotSpotStackReader::read_materials() {
  if (paths_.materials.empty()) return;
  if (const auto file = files_.read(paths_.materials))
    known_materials_ = parse_hotspot_materials(files_.text(*file), *file, diagnostics_);
}

void HotSpotStackReader::read_layers() {
  layers_path_ = paths_.layers;
  Position asked_at;
  if (const std::string named = stack_.config.text("grid_layer_file");
      layers_path_.empty() && !named.empty()) {
    layers_path_ = files_.locate(paths_.config, named);
    asked_at = stack_.config.position("grid_layer_file");
  }
  if (layers_path_.empty()) {
    if (paths_.floorplan.empty())
      throw Error(ExitCode::deck, "a case needs a floorplan (.flp) or a layer file (.lcf)");
    if (const auto plan = plan_of(paths_.floorplan, {})) layer_plans_.push_back(*plan);
    return;
  }
  const auto file = files_.read(layers_path_, asked_at);
  if (!file) return;
  layers_ = parse_hotspot_layers(files_.text(*file), *file, diagnostics_);
  for (const HotSpotLayer& layer : layers_) {
    if (!layer.material.empty()) find_material(layer.material, layer.material_position);
    if (layer.is_microchannel) {
      layer_plans_.push_back(kNoPlan);
      continue;
    }
    layer_plans_.push_back(
        plan_of(files_.locate(layers_path_, layer.floorplan), layer.floorplan_position).value_or(kNoPlan));
  }
}

void HotSpotStackReader::name_what_is_missing() {
  const auto missing = [&](const char* key, const char* what) {
    if (stack_.config.is_set(key))
      stack_.untranslated.push_back(
          fmt::format("{}: -{}: {}", files_.place(stack_.config.position(key)), key, what));
  };
  missing("leakage_used", "leakage that grows with temperature; the powers here are fixed");
  missing("package_model_used", "fins and fan; -r_convec cools the sink here");
  missing("use_microfluidic_cooling", "coolant in microchannels");
  missing("block_omit_lateral", "no lateral heat flow in the chip; here it flows");
  for (const HotSpotLayer& layer : layers_)
    if (layer.is_microchannel)
      stack_.untranslated.push_back(
          fmt::format("{}: layer {}: microchannels of '{}'; the layer is solid here, without coolant",
                      files_.place(layer.floorplan_position), layer.number, shown(layer.floorplan)));
}

std::optional<std::size_t> HotSpotStackReader::plan_of(const std::string& path, const Position& asked_at) {
  const auto known = plan_index_.find(path);
  if (known != plan_index_.end()) return known->second;
  auto& slot = plan_index_[path];
  const auto file = files_.read(path, asked_at);
  if (!file) return slot;
  auto floorplan = parse_hotspot_floorplan(files_.text(*file), *file, diagnostics_);
  if (!floorplan) return slot;
  const Rectangle bounds = floorplan->bounds();
  for (FloorplanBlock& block : floorplan->blocks)
    for (Rectangle& area : block.areas)
      for (int axis = 0; axis < 2; ++axis) {
        area.lower[axis] -= bounds.lower[axis];
        area.upper[axis] -= bounds.lower[axis];
      }
  slot = stack_.plans.size();
  stack_.plans.push_back({path, std::move(*floorplan)});
  return slot;
}

const HotSpotMaterial* HotSpotStackReader::find_material(const std::string& name, const Position& position) {
  const auto found = std::find_if(known_materials_.begin(), known_materials_.end(),
                                  [&](const HotSpotMaterial& m) { return m.name == name; });
  if (found != known_materials_.end()) return &*found;
  std::vector<std::string> names(known_materials_.size());
  std::transform(known_materials_.begin(), known_materials_.end(), names.begin(),
                 [](const HotSpotMaterial& material) { return material.name; });
  const std::string hint = files_.hint(name, names);
  diagnostics_.error(position, fmt::format("there is no material '{}'", shown(name)),
                     hint.empty() && paths_.materials.empty() ? "give the file of materials" : hint);
  return nullptr;
}

std::size_t HotSpotStackReader::add_material(const std::string& name, double conductivity,
                                             double heat_capacity, const std::string& source) {
  const std::string deck_name = material_names_.of(material_name(name));
  const auto [known, is_new] = material_index_.emplace(deck_name, stack_.materials.size());
  if (!is_new) return known->second;
  stack_.materials.push_back({deck_name, {conductivity, conductivity, conductivity}, heat_capacity, source});
  return stack_.materials.size() - 1;
}

std::size_t HotSpotStackReader::fixed_material(const FixedMatter& matter) {
  return add_material(matter.name, 1.0 / matter.resistivity, matter.volumetric_heat_capacity,
                      "HotSpot 7.0 temperature.h");
}

/// Matter of chip, interface, spreader or sink: by name, else by the configuration's numbers.
std::size_t HotSpotStackReader::material_of(const char* word) {
  const HotSpotConfig& config = stack_.config;
  const std::string key = fmt::format("material_{}", word);
  if (const std::string name = config.text(key); !name.empty()) {
    const HotSpotMaterial* material = find_material(name, config.position(key));
    if (material == nullptr) return 0;
    return add_material(name, material->conductivity, material->volumetric_heat_capacity,
                        files_.place(material->position));
  }
  const std::string k = fmt::format("k_{}", word);
  return add_material(fmt::format("{}_material", word), config.number(k),
                      config.number(fmt::format("p_{}", word)),
                      config.has(k) ? files_.place(config.position(k)) : "HotSpot 7.0 default");
}

void HotSpotStackReader::build() {
  for (std::size_t i = 0; i < layer_plans_.size(); ++i) {
    if (layer_plans_[i] == kNoPlan) continue;
    const Rectangle bounds = stack_.plans[layer_plans_[i]].floorplan.bounds();
    if (stack_.chip[0] == 0.0) stack_.chip = bounds.upper;
    if (std::abs(bounds.upper[0] - stack_.chip[0]) > kSameSize ||
        std::abs(bounds.upper[1] - stack_.chip[1]) > kSameSize)
      diagnostics_.error(layers_[i].floorplan_position,
                         "width and height differ from those of the layers below");
  }
  if (stack_.chip[0] == 0.0)
    throw Error(ExitCode::deck, "no layer has a floorplan: the chip's size is not known");
  const bool has_secondary_path = stack_.config.is_set("model_secondary");
  if (has_secondary_path) build_secondary_board();
  if (has_secondary_path && layers_.empty()) build_secondary_chip();
  stack_.first_chip_slab = stack_.slabs.size();
  if (layers_.empty()) {
    build_chip();
  } else {
    for (std::size_t i = 0; i < layers_.size(); ++i) build_layer(layers_[i], i == 0);
  }
  build_package();
}

void HotSpotStackReader::check_fit(const char* key, const std::array<double, 2>& inner, const char* what) {
  const double side = stack_.config.number(key);
  if (side + kSameSize >= inner[0] && side + kSameSize >= inner[1]) return;
  diagnostics_.error(stack_.config.position(key),
                     fmt::format("-{} of {} is smaller than {}", key, length_text(side), what));
}

void HotSpotStackReader::build_secondary_board() {
  const HotSpotConfig& config = stack_.config;
  const auto slab = [&](const char* name, const char* thickness, const char* side,
                        const FixedMatter& matter) {
    const double length = config.number(side);
    stack_.slabs.push_back(
        {name, config.number(thickness), {length, length}, fixed_material(matter), kNoPlan, {}, false, {}});
  };
  slab("board", "t_pcb", "s_pcb", kBoard);
  slab("solder", "t_solder", "s_solder", kSolder);
  slab("substrate", "t_sub", "s_sub", kSubstrate);
  check_fit("s_sub", stack_.chip, "the chip");
  check_fit("s_solder", stack_.chip, "the chip");
  check_fit("s_pcb", {config.number("s_solder"), config.number("s_solder")}, "the solder balls' area");
}

void HotSpotStackReader::build_secondary_chip() {
  stack_.slabs.push_back(
      {"c4", stack_.config.number("t_c4"), stack_.chip, fixed_material(kC4), kNoPlan, {}, false, {}});
  stack_.slabs.push_back({"metal",
                          stack_.config.number("t_metal"),
                          stack_.chip,
                          fixed_material(kMetal),
                          kNoPlan,
                          {},
                          false,
                          {}});
}

void HotSpotStackReader::build_chip() {
  HotSpotSlab chip{"chip", stack_.config.number("t_chip"), stack_.chip, material_of("chip"), {}, {}, true,
                   {}};
  chip.plan = layer_plans_.front();
  use_block_matter(chip, true);
  stack_.slabs.push_back(std::move(chip));
  stack_.slabs.push_back({"interface",
                          stack_.config.number("t_interface"),
                          stack_.chip,
                          material_of("interface"),
                          kNoPlan,
                          {},
                          false,
                          {}});
}

void HotSpotStackReader::build_layer(const HotSpotLayer& layer, bool is_first) {
  HotSpotSlab slab{
      fmt::format("layer_{}", layer.number), layer.thickness, stack_.chip, 0, kNoPlan, {}, false, {}};
  const std::string source = files_.place(layer.material_position);
  const std::string suffix = layer.has_lateral_flow ? "" : "_no_lateral_flow";
  if (const HotSpotMaterial* material =
          layer.material.empty() ? nullptr : find_material(layer.material, layer.material_position)) {
    slab.material = add_material(layer.material + suffix, material->conductivity,
                                 material->volumetric_heat_capacity, files_.place(material->position));
  } else if (layer.material.empty()) {
    slab.material = add_material(slab.name + "_material" + suffix, 1.0 / layer.resistivity,
                                 layer.volumetric_heat_capacity, source);
  }
  if (!layer.has_lateral_flow && slab.material < stack_.materials.size()) {
    auto& k = stack_.materials[slab.material].conductivity;
    k[0] = k[1] = kNoLateralFlow * k[2];
  }
  const std::size_t plan = layer_plans_[static_cast<std::size_t>(layer.number)];
  slab.has_power = layer.has_power;
  if (plan != kNoPlan) {
    slab.plan = plan;
    use_block_matter(slab, layer.has_lateral_flow);
    if (!slab.has_power && slab.block_materials.empty()) slab.plan = kNoPlan;
  } else {
    slab.has_power = false;
  }
  if (is_first && stack_.config.is_set("model_secondary")) check_fit("s_sub", stack_.chip, "the chip");
  stack_.slabs.push_back(std::move(slab));
}

/// Blocks that state heat capacity and resistivity get a material; equal ones share it.
void HotSpotStackReader::use_block_matter(HotSpotSlab& slab, bool has_lateral_flow) {
  const Floorplan& floorplan = stack_.plans[slab.plan].floorplan;
  const bool any = std::any_of(floorplan.blocks.begin(), floorplan.blocks.end(),
                               [](const FloorplanBlock& block) { return block.resistivity.has_value(); });
  if (!any) return;
  for (const FloorplanBlock& block : floorplan.blocks) {
    if (!block.resistivity || !block.volumetric_heat_capacity) {
      slab.block_materials.push_back(slab.material);
      continue;
    }
    const double lateral = (has_lateral_flow ? 1.0 : kNoLateralFlow) / *block.resistivity;
    const std::array<double, 3> matter{lateral, 1.0 / *block.resistivity, *block.volumetric_heat_capacity};
    if (const auto known = block_material_index_.find(matter); known != block_material_index_.end()) {
      slab.block_materials.push_back(known->second);
      continue;
    }
    const std::size_t index =
        add_material(fmt::format("{}_{}", slab.name, block.name), 1.0 / *block.resistivity,
                     *block.volumetric_heat_capacity, files_.place(block.position));
    stack_.materials[index].conductivity = {lateral, lateral, matter[1]};
    block_material_index_.emplace(matter, index);
    slab.block_materials.push_back(index);
  }
}

void HotSpotStackReader::build_package() {
  const HotSpotConfig& config = stack_.config;
  const double spreader = config.number("s_spreader"), sink = config.number("s_sink");
  check_fit("s_spreader", stack_.chip, "the chip");
  check_fit("s_sink", {spreader, spreader}, "the spreader");
  stack_.slabs.push_back({"spreader",
                          config.number("t_spreader"),
                          {spreader, spreader},
                          material_of("spreader"),
                          kNoPlan,
                          {},
                          false,
                          {}});
  stack_.slabs.push_back(
      {"sink", config.number("t_sink"), {sink, sink}, material_of("sink"), kNoPlan, {}, false, {}});
}

void HotSpotStackReader::read_powers() {
  if (paths_.powers.empty()) return;
  const auto file = files_.read(paths_.powers);
  if (!file) return;
  const auto trace = parse_power_trace(files_.text(*file), *file, diagnostics_);
  if (!trace) return;
  stack_.n_rows = trace->rows.size();
  if (paths_.row && static_cast<std::size_t>(*paths_.row) > stack_.n_rows) {
    diagnostics_.error({*file, 1, 1, 1},
                       fmt::format("there is no row {}: the trace has {}", *paths_.row, stack_.n_rows));
    return;
  }
  hand_out(*trace);
}

/// The names of a trace come layer by layer, in any order inside a layer.
void HotSpotStackReader::hand_out(const PowerTrace& trace) {
  const std::vector<double> powers = trace.powers(paths_.row);
  std::size_t next = 0;
  for (HotSpotSlab& slab : stack_.slabs) {
    if (!slab.has_power) continue;
    const Floorplan& floorplan = stack_.plans[slab.plan].floorplan;
    std::unordered_map<std::string, std::size_t> index;
    std::vector<std::string> names;
    for (std::size_t b = 0; b < floorplan.blocks.size(); ++b) {
      index.emplace(floorplan.blocks[b].name, b);
      names.push_back(floorplan.blocks[b].name);
    }
    slab.powers.assign(names.size(), 0.0);
    std::vector<bool> given(names.size(), false);
    for (std::size_t i = 0; i < names.size() && next < trace.names.size(); ++i, ++next) {
      const auto block = index.find(trace.names[next]);
      if (block == index.end() || given[block->second]) {
        const bool is_unknown = block == index.end();
        diagnostics_.error(
            trace.positions[next],
            is_unknown
                ? fmt::format("the floorplan of {} has no block '{}'", slab.name, shown(trace.names[next]))
                : fmt::format("'{}' has a power already in {}", shown(trace.names[next]), slab.name),
            is_unknown ? files_.hint(trace.names[next], names) : "");
        continue;
      }
      slab.powers[block->second] = powers[next];
      given[block->second] = true;
    }
    for (std::size_t b = 0; b < names.size(); ++b)
      if (!given[b] && next >= trace.names.size())
        diagnostics_.error(floorplan.blocks[b].position,
                           fmt::format("the trace has no power for '{}' of {}", shown(names[b]), slab.name));
  }
  if (next < trace.names.size())
    diagnostics_.error(trace.positions[next],
                       fmt::format("'{}' is in no layer with power: {} names, {} blocks",
                                   shown(trace.names[next]), trace.names.size(), next));
}

}  // namespace

HotSpotStack read_hotspot_stack(const HotSpotFiles& paths, ForeignFiles& files) {
  return HotSpotStackReader(paths, files).read();
}

}  // namespace strata
