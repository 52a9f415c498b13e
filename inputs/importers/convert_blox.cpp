#include "inputs/importers/convert_blox.hpp"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <set>

#include <fmt/format.h>

#include "inputs/frame.hpp"
#include "inputs/importers/blox_stack.hpp"
#include "inputs/importers/deck_writer.hpp"

namespace strata {

namespace {

constexpr double kSameLength = 1e-9;  // [m]

class BloxConverter {
 public:
  BloxConverter(const std::string& path, ForeignFiles& files) : path_(path), files_(files) {}

  Conversion convert() {
    design_ = read_blox(path_, files_);
    if (design_.instances.empty() && !files_.diagnostics().has_errors())
      files_.diagnostics().error({0, 1, 1, 1}, "the design has no chiplet instances");
    files_.stop_if_wrong();
    solids_ = blox_solids(design_, files_.diagnostics());
    files_.stop_if_wrong();
    const std::string bonds = bond_materials();
    files_.stop_if_wrong();
    const std::string parts_and_stack = geometry();
    const std::string body = title() + bonds + parts_and_stack + power() + boundaries();
    add_remarks();
    conversion_.untranslated.insert(conversion_.untranslated.end(), design_.untranslated.begin(),
                                    design_.untranslated.end());
    conversion_.deck =
        header_text("3Dblox's " + std::filesystem::path(path_).filename().string(), conversion_) + body;
    return std::move(conversion_);
  }

 private:
  /// A heated layer or block of the deck.
  struct Heated {
    std::string target;
    bool is_sheet = false;
  };

  std::string title() const {
    const std::string name =
        design_.name.empty() ? std::filesystem::path(path_).stem().string() : design_.name;
    return "strata: 1\ntitle: \"" + DeckNames().of(name) + "\"\n";
  }
  std::string bond_materials();
  std::string array_of(const BloxConnection& connection, const BloxSolid& bond);
  std::string geometry();
  std::string part_text(const std::string& part, const BloxColumn& column);
  std::string layer_text(const std::string& part, const BloxColumn& column, const BloxSlab& slab,
                         DeckNames& names, std::set<std::string>& taken);
  std::string material_of(const BloxSolid& solid) const;
  std::string active_of(const BloxSolid& solid, const BloxSlab& slab) const;
  std::string power() const;
  static std::string boundaries() {
    return "boundaries:\n"
           "  top: {convection: {film_coefficient: TODO, ambient: TODO}}\n"
           "  bottom: {convection: {film_coefficient: TODO, ambient: TODO}}\n"
           "mesh: {lateral: TODO}\n";
  }
  void add_remarks();

  const std::string& path_;
  ForeignFiles& files_;
  BloxDesign design_;
  std::vector<BloxSolid> solids_;
  DeckNames names_;
  std::map<std::string, std::string> materials_;  ///< of bonds, by connection
  std::vector<Heated> heated_;
  Conversion conversion_;
};

/// What DeckNames takes for a solid: bonds are kept apart from chiplets of the same name.
std::string foreign_name(const BloxSolid& solid) {
  return solid.chiplet.empty() ? "bond " + solid.name : solid.name;
}

/// Name that no layer of the part has yet.
std::string unique(const std::string& name, std::set<std::string>& taken) {
  std::string result = name;
  for (int n = 2; !taken.insert(result).second; ++n) result = fmt::format("{}_{}", name, n);
  return result;
}

std::string BloxConverter::bond_materials() {
  std::string text;
  for (const BloxConnection& connection : design_.connections) {
    const auto bond = std::find_if(solids_.begin(), solids_.end(), [&](const BloxSolid& solid) {
      return solid.chiplet.empty() && solid.name == connection.name;
    });
    if (bond == solids_.end()) {
      if (connection.thickness <= kSameLength && connection.bottom)
        conversion_.remarks.push_back("connection " + connection.name +
                                      " has no thickness and becomes no layer; 'contacts' can give it a "
                                      "resistance");
      continue;
    }
    const std::string array = array_of(connection, *bond);
    if (array.empty()) continue;
    const std::string name = names_.of("bond_" + connection.name);
    materials_[connection.name] = name;
    text += fmt::format("  {}: {{array: {}}}\n", name, array);
  }
  return text.empty() ? "" : "materials:\n" + text;
}

/// Bumps of a bond as an array of the same number per area; empty where no bump map tells.
std::string BloxConverter::array_of(const BloxConnection& connection, const BloxSolid& bond) {
  for (const auto* side : {&connection.top, &connection.bottom}) {
    if (!*side) continue;
    const auto instance = std::find_if(design_.instances.begin(), design_.instances.end(),
                                       [&](const BloxInstance& i) { return i.name == (*side)->instance; });
    if (instance == design_.instances.end()) continue;
    const BloxChiplet& chiplet = design_.chiplets.at(instance->chiplet);
    const auto region = std::find_if(chiplet.regions.begin(), chiplet.regions.end(),
                                     [&](const BloxRegion& r) { return r.name == (*side)->region; });
    if (region == chiplet.regions.end() || region->bump_map.empty()) continue;
    const auto n = count_bumps(region->bump_map, region->bump_map_position, files_);
    if (!n || *n == 0) continue;
    const double area = region->area ? area_of(*region->area) : chiplet.size[0] * chiplet.size[1];
    if (area <= 0.0) continue;
    const double pitch = std::sqrt(area / static_cast<double>(*n));
    conversion_.remarks.push_back(
        fmt::format("bond {}: {} bumps on {} mm^2 become a square array of the same number per area",
                    bond.name, *n, number_text(area * 1e6)));
    return fmt::format("{{fill: TODO, matrix: TODO, diameter: TODO, pitch: {}}}", length_text(pitch));
  }
  return "";
}

std::string BloxConverter::material_of(const BloxSolid& solid) const {
  if (solid.chiplet.empty()) {
    const auto found = materials_.find(solid.name);
    return found == materials_.end() ? "TODO" : found->second;
  }
  const std::string& type = design_.chiplets.at(solid.chiplet).type;
  return type == "die" || type == "ip" ? "silicon" : "TODO";
}

/// The face of a slab on which the front side of a die lies: "top", "bottom" or "".
std::string BloxConverter::active_of(const BloxSolid& solid, const BloxSlab& slab) const {
  if (solid.chiplet.empty()) return "";
  const std::string& type = design_.chiplets.at(solid.chiplet).type;
  if (type != "die" && type != "ip") return "";
  if (solid.is_flipped) return slab.bottom <= solid.box.lower[2] + kSameLength ? "bottom" : "";
  return slab.top >= solid.box.upper[2] - kSameLength ? "top" : "";
}

std::string BloxConverter::layer_text(const std::string& part, const BloxColumn& column, const BloxSlab& slab,
                                      DeckNames& names, std::set<std::string>& taken) {
  const std::string thickness = length_text(slab.top - slab.bottom);
  const auto fills = [&](const BloxSolid& solid) {
    return area_of(plan_of(solid.box)) >= area_of(column.area) * (1.0 - 1e-9);
  };
  if (slab.solids.size() == 1 && fills(solids_[slab.solids.front()])) {
    const BloxSolid& solid = solids_[slab.solids.front()];
    const std::string name = unique(names.of(foreign_name(solid)), taken);
    const std::string active = active_of(solid, slab);
    if (!active.empty()) heated_.push_back({part + "." + name, true});
    return fmt::format("      - {{name: {}, thickness: {}, material: {}{}}}\n", name, thickness,
                       material_of(solid), active.empty() ? "" : ", active: " + active);
  }
  const std::string name = unique("level", taken);
  std::set<std::string> faces;
  for (const std::size_t s : slab.solids)
    if (const std::string face = active_of(solids_[s], slab); !face.empty()) faces.insert(face);
  std::string blocks;
  for (const std::size_t s : slab.solids) {
    const BloxSolid& solid = solids_[s];
    const std::string block = names.of(foreign_name(solid));
    const Rectangle plan = plan_of(solid.box);
    blocks += fmt::format("           {{name: {}, at: [{}, {}], size: [{}, {}], material: {}}},\n", block,
                          length_text(plan.lower[0] - column.area.lower[0]),
                          length_text(plan.lower[1] - column.area.lower[1]),
                          length_text(plan.upper[0] - plan.lower[0]),
                          length_text(plan.upper[1] - plan.lower[1]), material_of(solid));
    if (!active_of(solid, slab).empty())
      heated_.push_back({fmt::format("{}.{}.{}", part, name, block), faces.size() == 1});
  }
  if (!blocks.empty()) blocks.erase(blocks.size() - 2);  // the last comma
  return fmt::format(
      "      # What lies around and between the chiplets here is not in the files.\n"
      "      - {{name: {}, thickness: {}, material: TODO{}{}}}\n",
      name, thickness, faces.size() == 1 ? ", active: " + *faces.begin() : "",
      blocks.empty() ? "" : ", blocks: [\n" + blocks + "]");
}

std::string BloxConverter::part_text(const std::string& part, const BloxColumn& column) {
  std::string text = fmt::format("  {}:\n    size: [{}, {}]\n    layers:\n", part,
                                 length_text(column.area.upper[0] - column.area.lower[0]),
                                 length_text(column.area.upper[1] - column.area.lower[1]));
  DeckNames names;
  std::set<std::string> taken;
  for (const BloxSlab& slab : column.slabs) text += layer_text(part, column, slab, names, taken);
  return text;
}

std::string BloxConverter::geometry() {
  std::string parts = "parts:\n", stack;
  Rectangle whole = plan_of(solids_.front().box);
  for (const BloxSolid& solid : solids_)
    for (int axis = 0; axis < 2; ++axis)
      whole.upper[axis] = std::max(whole.upper[axis], solid.box.upper[axis]);
  int number = 0;
  for (const std::vector<BloxColumn>& tier : blox_tiers(solids_)) {
    stack += fmt::format("    - tier: tier{}\n      place:\n", ++number);
    for (const BloxColumn& column : tier) {
      // Named after the lowest chiplet in it.
      std::string foreign = "gap";
      for (const BloxSlab& slab : column.slabs) {
        const auto chiplet = std::find_if(slab.solids.begin(), slab.solids.end(),
                                          [&](std::size_t s) { return !solids_[s].chiplet.empty(); });
        if (chiplet == slab.solids.end()) continue;
        foreign = solids_[*chiplet].name;
        break;
      }
      const std::string part = names_.of(foreign);
      parts += part_text(part, column);
      stack += fmt::format("        - {{part: {}, at: [{}, {}]}}\n", part, length_text(column.area.lower[0]),
                           length_text(column.area.lower[1]));
    }
  }
  return parts +
         fmt::format("assembly:\n  size: [{}, {}]\n  stack:\n", length_text(whole.upper[0]),
                     length_text(whole.upper[1])) +
         stack;
}

std::string BloxConverter::power() const {
  if (heated_.empty()) return "";
  std::string text = "power:\n";
  for (const Heated& heated : heated_)
    text +=
        fmt::format("  - {{target: {}{}, total: TODO}}\n", heated.target, heated.is_sheet ? ".active" : "");
  return text;
}

void BloxConverter::add_remarks() {
  std::vector<std::string> remarks{
      "3Dblox has no materials, powers and boundaries: each such place of the deck says TODO",
      "dies are silicon through and through, their devices on the front side",
      "'loc' is the lower left corner of the chiplet as placed"};
  const auto is_tsv = [&](const BloxInstance& i) { return design_.chiplets.at(i.chiplet).has_tsv; };
  if (std::any_of(design_.instances.begin(), design_.instances.end(), is_tsv))
    remarks.emplace_back(
        "TSVs are left out: a metal content of a few percent hardly changes silicon, and the "
        "files do not tell it");
  for (const std::string& change : names_.changes())
    if (change.rfind("bond_", 0) != 0) remarks.push_back(change);
  conversion_.remarks.insert(conversion_.remarks.begin(), remarks.begin(), remarks.end());
}

}  // namespace

Conversion convert_blox(const std::string& path, ForeignFiles& files) {
  return BloxConverter(path, files).convert();
}

}  // namespace strata
