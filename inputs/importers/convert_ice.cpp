#include "inputs/importers/convert_ice.hpp"

#include <algorithm>
#include <filesystem>
#include <map>
#include <set>
#include <unordered_map>

#include <fmt/format.h>

#include "inputs/frame.hpp"
#include "inputs/importers/deck_writer.hpp"
#include "inputs/importers/ice_stack.hpp"

namespace strata {

namespace {

/// A floorplan that elements of the stack share.
struct IcePlan {
  std::string path;
  Floorplan floorplan;
  std::string file;  ///< beside the deck
  DeckNames names;
};

/// One layer of the deck.
struct DeckLayer {
  std::string name;
  double height = 0.0;   ///< [m]
  std::string material;  ///< foreign name
  bool is_source = false;
  std::string active;  ///< "top", "bottom" or ""
};

class IceConverter {
 public:
  IceConverter(const std::string& path, const IceSlot& slot, ForeignFiles& files)
      : path_(path), slot_(slot), files_(files), diagnostics_(files.diagnostics()) {}

  Conversion convert() {
    const auto file = files_.read(path_);
    if (file) stack_ = parse_ice_stack(files_.text(*file), *file, diagnostics_);
    look_up_names();
    read_floorplans();
    files_.stop_if_wrong();
    name_what_is_missing();
    const std::string parts_and_assembly = geometry();
    const std::string body = title() + materials() + parts_and_assembly + power() + boundaries() + mesh();
    files_.stop_if_wrong();  // a slot that is not there
    add_remarks();
    conversion_.deck =
        header_text("3D-ICE's " + std::filesystem::path(path_).filename().string(), conversion_) + body;
    return std::move(conversion_);
  }

 private:
  void look_up_names();
  void check_material(const IceName& name);
  void read_floorplans();
  void read_floorplan(const IceElement& element);
  void name_what_is_missing();
  std::string geometry();
  std::string level(std::size_t i);
  std::vector<DeckLayer> layers_of(const IceElement& element, std::size_t i) const;
  std::string part_text(const std::string& name, const std::vector<DeckLayer>& layers, std::size_t plan);
  std::string blocks(std::size_t plan);
  std::string plain_layer(const IceElement& element);
  std::string title() const;
  std::string materials();
  std::string power();
  double power_of(const FloorplanBlock& block);
  std::string boundaries() const;
  std::string mesh() const;
  bool has_no_sink() const { return !stack_.top_sink && !stack_.bottom_sink; }
  /// Something must fix the temperature of a deck [K].
  double placeholder_temperature() const {
    return stack_.initial_temperature > 0.0 ? stack_.initial_temperature : 300.0;
  }
  std::array<double, 2> spacing() const;
  void add_remarks();
  bool has_block_matter() const;
  void missing(const Position& position, const std::string& what) {
    conversion_.untranslated.push_back(files_.place(position) + ": " + what);
  }
  const IceDie& die(const std::string& name) const { return stack_.dies[dies_.at(name)]; }
  const IceLayer& layer(const std::string& name) const { return stack_.layers[layers_.at(name)]; }
  std::string deck_material(const std::string& name) {
    used_materials_.insert(name);
    return material_names_.of(material_name(name));
  }
  bool takes_average() const { return slot_.is_average || (!slot_.number && stack_.is_transient); }

  const std::string& path_;
  const IceSlot& slot_;
  ForeignFiles& files_;
  Diagnostics& diagnostics_;
  IceStack stack_;
  Conversion conversion_;
  std::unordered_map<std::string, std::size_t> materials_, layers_, dies_;
  std::vector<IcePlan> plans_;
  std::unordered_map<std::string, std::size_t> plan_index_;
  std::vector<std::size_t> plan_of_element_;
  DeckNames material_names_, stack_names_;
  std::set<std::string> used_materials_;
  std::map<std::string, std::string> part_of_shape_;  // part's text without its name -> name
  std::string parts_;
  std::vector<std::string> targets_;  // by element: what its powers heat
  std::set<std::size_t> written_plans_;
  double total_ = 0.0;  // [W]
};

template <class Item>
std::vector<std::string> names_of(const std::vector<Item>& items) {
  std::vector<std::string> names;
  names.reserve(items.size());
  for (const Item& item : items) names.push_back(item.name.text);
  return names;
}

void IceConverter::check_material(const IceName& name) {
  if (name.text.empty() || materials_.count(name.text) > 0) return;
  diagnostics_.error(name.position, fmt::format("there is no material '{}'", shown(name.text)),
                     files_.hint(name.text, names_of(stack_.materials)));
}

void IceConverter::look_up_names() {
  for (std::size_t i = 0; i < stack_.materials.size(); ++i)
    materials_.emplace(stack_.materials[i].name.text, i);
  for (std::size_t i = 0; i < stack_.layers.size(); ++i) layers_.emplace(stack_.layers[i].name.text, i);
  for (std::size_t i = 0; i < stack_.dies.size(); ++i) dies_.emplace(stack_.dies[i].name.text, i);
  const auto check_layer = [&](const IceName& name) {
    if (name.text.empty() || layers_.count(name.text) > 0) return;
    diagnostics_.error(name.position, fmt::format("there is no layer '{}'", shown(name.text)),
                       files_.hint(name.text, names_of(stack_.layers)));
  };
  for (const IceLayer& layer : stack_.layers) check_material(layer.material);
  if (stack_.channel) check_material(stack_.channel->material);
  for (const IceDie& die : stack_.dies)
    for (const IceDieLayer& layer : die.layers)
      layer.height > 0.0 ? check_material(layer.material) : check_layer(layer.material);
  for (const IceElement& element : stack_.stack) {
    if (element.kind == IceElement::Kind::layer) check_layer(element.type);
    if (element.kind == IceElement::Kind::channel && !stack_.channel)
      diagnostics_.error(element.name.position, "a channel is in the stack, but none is described");
    if (element.kind == IceElement::Kind::die && !element.type.text.empty() &&
        dies_.count(element.type.text) == 0)
      diagnostics_.error(element.type.position, fmt::format("there is no die '{}'", shown(element.type.text)),
                         files_.hint(element.type.text, names_of(stack_.dies)));
  }
}

void IceConverter::read_floorplans() {
  for (const IceElement& element : stack_.stack) {
    plan_of_element_.push_back(SIZE_MAX);
    if (element.kind == IceElement::Kind::die && !element.floorplan.text.empty()) read_floorplan(element);
  }
}

void IceConverter::read_floorplan(const IceElement& element) {
  const std::string path = files_.locate(path_, element.floorplan.text);
  const auto [known, is_new] = plan_index_.emplace(path, SIZE_MAX);
  if (!is_new) {
    plan_of_element_.back() = known->second;
    return;
  }
  const auto file = files_.read(path, element.floorplan.position);
  auto floorplan = file ? parse_ice_floorplan(files_.text(*file), *file, diagnostics_) : std::nullopt;
  if (!floorplan) return;
  const Rectangle chip{{0.0, 0.0}, stack_.chip};
  for (const FloorplanBlock& block : floorplan->blocks) {
    check_material({block.material, block.material_position});
    for (const Rectangle& area : block.areas) {
      if (contains(chip, area)) continue;
      diagnostics_.error(block.position, fmt::format("element '{}' reaches out of the chip, which is {} x {}",
                                                     shown(block.name), length_text(stack_.chip[0]),
                                                     length_text(stack_.chip[1])));
      break;
    }
  }
  DeckNames clean;
  const std::string stem = clean.of(std::filesystem::path(path).stem().string()) + "_blocks";
  const auto same =
      static_cast<std::size_t>(std::count_if(plans_.begin(), plans_.end(), [&](const IcePlan& plan) {
        return plan.file == stem + ".flp" || plan.file.rfind(stem + "_", 0) == 0;
      }));
  known->second = plan_of_element_.back() = plans_.size();
  plans_.push_back({path,
                    std::move(*floorplan),
                    same == 0 ? stem + ".flp" : fmt::format("{}_{}.flp", stem, plans_.size() + 1),
                    {}});
}

void IceConverter::name_what_is_missing() {
  if (stack_.pluggable_sink)
    missing(stack_.pluggable_sink->position,
            fmt::format("pluggable top heat sink '{}': its spreader and model",
                        shown(stack_.pluggable_sink->text)));
  if (stack_.channel)
    missing(
        stack_.channel->position,
        fmt::format("{}: coolant; its place in the stack is solid here{}", stack_.channel->what,
                    stack_.channel->material.text.empty() ? "" : ", of the material of its walls or pins"));
  if (has_no_sink())
    missing(stack_.stack.front().name.position,
            fmt::format(
                "cooling: no heat sink of the case can be translated; the top is held at {} K, the initial "
                "temperature, until you say how it is cooled",
                number_text(placeholder_temperature())));
  for (const IceLayer& layer : stack_.layers)
    if (layer.layout)
      missing(layer.layout->position, fmt::format("layer '{}': layout '{}' of materials inside the layer",
                                                  shown(layer.name.text), shown(layer.layout->text)));
  if (stack_.is_transient && stack_.solver)
    missing(*stack_.solver, "transient solver: the deck asks for the steady state");
}

/// Layers of a die, bottom up. A source layer on the outside of a face without a sink heats that face.
std::vector<DeckLayer> IceConverter::layers_of(const IceElement& element, std::size_t i) const {
  const IceDie& kind = die(element.type.text);
  const bool is_top = i == 0 && !stack_.top_sink && !stack_.pluggable_sink,
             is_bottom = i + 1 == stack_.stack.size() && !stack_.bottom_sink;
  std::vector<DeckLayer> layers;
  DeckNames names;
  for (std::size_t l = kind.layers.size(); l-- > 0;) {
    const IceDieLayer& source = kind.layers[l];
    DeckLayer result;
    result.is_source = source.is_source;
    if (source.height > 0.0) {
      result.height = source.height;
      result.material = source.material.text;
      result.name = names.of(source.is_source ? "source" : fmt::format("layer_{}", kind.layers.size() - l));
    } else {
      result.height = layer(source.material.text).height;
      result.material = layer(source.material.text).material.text;
      result.name = names.of(source.is_source ? "source" : fmt::format("{}_{}", source.material.text, l));
    }
    if (source.is_source && is_top && l == 0) result.active = "top";
    if (source.is_source && is_bottom && l + 1 == kind.layers.size()) result.active = "bottom";
    layers.push_back(std::move(result));
  }
  return layers;
}

std::string IceConverter::blocks(std::size_t plan) {
  IcePlan& chosen = plans_[plan];
  if (written_plans_.insert(plan).second)
    conversion_.files.push_back({chosen.file, floorplan_text(chosen.floorplan, chosen.names)});
  std::string matter;
  for (const FloorplanBlock& block : chosen.floorplan.blocks)
    if (!block.material.empty())
      matter +=
          fmt::format("            {}: {}\n", chosen.names.of(block.name), deck_material(block.material));
  if (matter.empty()) return fmt::format("        blocks: {{floorplan: {}}}\n", chosen.file);
  return fmt::format("        blocks:\n          floorplan: {}\n          materials:\n", chosen.file) +
         matter;
}

std::string IceConverter::part_text(const std::string& name, const std::vector<DeckLayer>& layers,
                                    std::size_t plan) {
  std::string text = fmt::format("    size: [{}, {}]\n    layers:  # bottom up\n",
                                 length_text(stack_.chip[0]), length_text(stack_.chip[1]));
  for (const DeckLayer& layer : layers) {
    text += fmt::format("      - name: {}\n        thickness: {}\n        material: {}\n", layer.name,
                        length_text(layer.height), deck_material(layer.material));
    if (!layer.active.empty()) text += "        active: " + layer.active + "\n";
    if (layer.is_source && plan != SIZE_MAX) text += blocks(plan);
  }
  const auto [part, is_new] = part_of_shape_.emplace(text, name);
  if (is_new) parts_ += fmt::format("  {}:\n{}", name, text);
  return part->second;
}

std::string IceConverter::plain_layer(const IceElement& element) {
  const bool is_channel = element.kind == IceElement::Kind::channel && stack_.channel.has_value();
  const std::string& material =
      is_channel ? stack_.channel->material.text : layer(element.type.text).material.text;
  const double height = is_channel ? stack_.channel->height : layer(element.type.text).height;
  return fmt::format("    - name: {}\n      thickness: {}\n      material: {}\n",
                     stack_names_.of(element.name.text), length_text(height),
                     material.empty() ? "silicon" : deck_material(material));
}

std::string IceConverter::level(std::size_t i) {
  const IceElement& element = stack_.stack[i];
  if (element.kind != IceElement::Kind::die) return plain_layer(element);
  const std::vector<DeckLayer> layers = layers_of(element, i);
  const std::string name = stack_names_.of(element.name.text);
  const std::string part = part_text(name, layers, plan_of_element_[i]);
  for (const DeckLayer& layer : layers)
    if (layer.is_source)
      targets_[i] = fmt::format("{}.{}{}", name, layer.name, layer.active.empty() ? "" : ".active");
  return fmt::format("    - tier: {}\n      place:\n        - {{part: {}, name: {}, at: [0 mm, 0 mm]}}\n",
                     stack_names_.of("tier of " + element.name.text), part, name);
}

std::string IceConverter::geometry() {
  targets_.resize(stack_.stack.size());
  for (const IceElement& element : stack_.stack) stack_names_.of(element.name.text);
  std::string levels;
  for (std::size_t i = stack_.stack.size(); i-- > 0;) levels += level(i);
  return (parts_.empty() ? "" : "parts:\n" + parts_ + "\n") +
         fmt::format("assembly:\n  size: [{}, {}]\n  stack:  # bottom up\n", length_text(stack_.chip[0]),
                     length_text(stack_.chip[1])) +
         levels + "\n";
}

std::string IceConverter::title() const {
  DeckNames clean;
  return fmt::format("strata: 1\ntitle: 3D-ICE case {}\n\n",
                     clean.of(std::filesystem::path(path_).stem().string()));
}

std::string IceConverter::materials() {
  std::string text = "materials:\n";
  for (const std::string& name : used_materials_) {
    const IceMaterial& material = stack_.materials[materials_.at(name)];
    text += material_text({material_names_.of(material_name(name)), material.conductivity,
                           material.volumetric_heat_capacity, files_.place(material.name.position)});
  }
  return used_materials_.empty() ? "" : text + "\n";
}

double IceConverter::power_of(const FloorplanBlock& block) {
  if (block.powers.empty()) return 0.0;
  if (takes_average()) {
    double sum = 0.0;
    for (const double power : block.powers) sum += power;
    return sum / static_cast<double>(block.powers.size());
  }
  const std::size_t slot = static_cast<std::size_t>(slot_.number.value_or(1)) - 1;
  if (slot < block.powers.size()) return block.powers[slot];
  diagnostics_.error(block.position, fmt::format("element '{}' has {} power values: there is no slot {}",
                                                 shown(block.name), block.powers.size(), slot + 1));
  return 0.0;
}

std::string IceConverter::power() {
  std::string text;
  for (std::size_t i = stack_.stack.size(); i-- > 0;) {
    if (plan_of_element_[i] == SIZE_MAX) continue;
    IcePlan& plan = plans_[plan_of_element_[i]];
    std::string powers;
    for (const FloorplanBlock& block : plan.floorplan.blocks) {
      const double power = power_of(block);
      total_ += power;
      if (power > 0.0)
        powers += fmt::format("        {}: {} W\n", plan.names.of(block.name), number_text(power));
    }
    if (powers.empty()) continue;
    text += fmt::format("  - target: {}\n    floorplan:\n      file: {}\n      powers:\n", targets_[i],
                        plan.file) +
            powers;
  }
  return text.empty() ? text : "power:\n" + text + "\n";
}

std::string IceConverter::boundaries() const {
  std::string text = "boundaries:\n";
  const auto face = [&](const char* name, const std::optional<IceSink>& sink) {
    text += sink ? fmt::format("  {}: {{convection: {{film_coefficient: {} W/(m^2.K), ambient: {} K}}}}\n",
                               name, number_text(sink->film_coefficient), number_text(sink->temperature))
                 : fmt::format("  {}: adiabatic\n", name);
  };
  if (has_no_sink()) {
    text += fmt::format("  top: {{fixed_temperature: {} K}}  # in place of what is not translated\n",
                        number_text(placeholder_temperature()));
  } else {
    face("top", stack_.top_sink);
  }
  face("bottom", stack_.bottom_sink);
  return text + "  sides: adiabatic\n\n";
}

/// Spacing along x and y: 3D-ICE's cells, or the finest ones where they differ.
std::array<double, 2> IceConverter::spacing() const {
  std::array<double, 2> finest = stack_.cell;
  for (int axis = 0; axis < 2; ++axis) {
    finest[axis] = std::min(finest[axis], stack_.chip[axis]);
    if (!stack_.is_non_uniform) continue;
    for (const IceElement& element : stack_.stack)
      if (element.divisions[axis] > 0)
        finest[axis] = std::min(finest[axis], stack_.chip[axis] / element.divisions[axis]);
    for (const IcePlan& plan : plans_)
      for (const FloorplanBlock& block : plan.floorplan.blocks)
        if (block.divisions[axis] > 0)
          finest[axis] =
              std::min(finest[axis], (block.areas.front().upper[axis] - block.areas.front().lower[axis]) /
                                         block.divisions[axis]);
  }
  return finest;
}

std::string IceConverter::mesh() const {
  const auto [x, y] = spacing();
  return fmt::format(
      "mesh:\n  lateral: [{}, {}]  # 3D-ICE's {}cells\n  per_layer: {{max_thickness: 10 mm}}  # one cell per "
      "layer\n",
      length_text(x), length_text(y), stack_.is_non_uniform ? "finest " : "");
}

bool IceConverter::has_block_matter() const {
  return std::any_of(plans_.begin(), plans_.end(), [](const IcePlan& plan) {
    return std::any_of(plan.floorplan.blocks.begin(), plan.floorplan.blocks.end(),
                       [](const FloorplanBlock& block) { return !block.material.empty(); });
  });
}

void IceConverter::add_remarks() {
  auto& remarks = conversion_.remarks;
  remarks.push_back(
      takes_average() ? fmt::format("Powers are the mean over all time slots, {:.6g} W.", total_)
                      : fmt::format("Powers are those of slot {}, {:.6g} W{}.", slot_.number.value_or(1),
                                    total_, slot_.number ? "" : "; 3D-ICE's steady solver takes the first"));
  remarks.emplace_back(
      "3D-ICE and Strata are networks of cell centres with the same half-cell resistances, with one "
      "exception: "
      "3D-ICE's node of an outermost layer without a heat sink lies on the outer face. Powers of a source "
      "layer there "
      "are a sheet on that face (`.active`), and 3D-ICE's temperature is that of the face; elsewhere sources "
      "fill their "
      "layer, and 3D-ICE's temperature is that of its cells.");
  if (stack_.is_non_uniform)
    remarks.emplace_back(
        "3D-ICE divides each element and layer on its own; grid lines run through the whole stack here, so "
        "the finest "
        "division holds everywhere.");
  if (!stack_.is_non_uniform && has_block_matter())
    remarks.emplace_back(
        "Blocks have the materials of their floorplan, which 3D-ICE uses with `non-uniform true` only.");
  remarks.emplace_back(
      "3D-ICE moves edges of elements to the edges of its cells; here they stay where they are drawn.");
  remarks.emplace_back(
      "Only products of density and heat capacity are known; densities are set to 1000 kg/m^3. The initial "
      "temperature "
      "has no part in a steady state.");
  for (const IceName& output : stack_.outputs)
    remarks.push_back(fmt::format("{}: output {}: results.h5 has every cell, summary.json each layer.",
                                  files_.place(output.position), shown(output.text, 200)));
  for (const IcePlan& plan : plans_)
    for (const std::string& change : plan.names.changes()) remarks.push_back("Renamed: " + change + ".");
}

}  // namespace

Conversion convert_ice(const std::string& stack_path, const IceSlot& slot, ForeignFiles& files) {
  return IceConverter(stack_path, slot, files).convert();
}

}  // namespace strata
