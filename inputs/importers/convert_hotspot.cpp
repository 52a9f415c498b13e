#include "inputs/importers/convert_hotspot.hpp"

#include <algorithm>
#include <filesystem>
#include <set>

#include <fmt/format.h>

#include "inputs/importers/hotspot_stack.hpp"

namespace strata {

namespace {

std::string file_name(const std::string& path) {
  return std::filesystem::path(path).filename().string();
}

class HotSpotDeck {
 public:
  HotSpotDeck(const HotSpotFiles& paths, HotSpotStack stack) : paths_(paths), stack_(std::move(stack)) {
    for (const HotSpotSlab& slab : stack_.slabs)
      for (int axis = 0; axis < 2; ++axis) size_[axis] = std::max(size_[axis], slab.size[axis]);
  }

  Conversion write() {
    conversion_.untranslated = stack_.untranslated;
    name_plans();
    const std::string body = title() + materials() + assembly() + power() + boundaries() + mesh();
    add_remarks();
    const std::string& origin = paths_.layers.empty() ? paths_.floorplan : paths_.layers;
    conversion_.deck =
        header_text("HotSpot's " + file_name(origin.empty() ? paths_.config : origin), conversion_) + body;
    return std::move(conversion_);
  }

 private:
  void name_plans() {
    std::set<std::string> taken;
    for (const HotSpotPlan& plan : stack_.plans) {
      DeckNames clean;
      const std::string stem = clean.of(std::filesystem::path(plan.path).stem().string()) + "_blocks";
      std::string name = stem + ".flp";
      for (int i = 2; !taken.insert(name).second; ++i) name = fmt::format("{}_{}.flp", stem, i);
      plan_files_.push_back(name);
    }
    block_names_.resize(stack_.plans.size());
  }

  std::string title() const {
    const std::string& path = paths_.layers.empty() ? paths_.floorplan : paths_.layers;
    DeckNames clean;
    return fmt::format("strata: 1\ntitle: HotSpot case {}\n\n",
                       clean.of(std::filesystem::path(path.empty() ? paths_.config : path).stem().string()));
  }

  std::string materials() const {
    std::string text = "materials:\n";
    std::set<std::size_t> used;
    for (const HotSpotSlab& slab : stack_.slabs) {
      used.insert(slab.material);
      used.insert(slab.block_materials.begin(), slab.block_materials.end());
    }
    for (const std::size_t m : used) text += material_text(stack_.materials[m]);
    return text + "\n";
  }

  std::string assembly() {
    std::string text = fmt::format("assembly:\n  size: [{}, {}]\n  stack:  # bottom up\n",
                                   length_text(size_[0]), length_text(size_[1]));
    for (const HotSpotSlab& slab : stack_.slabs) {
      text += fmt::format("    - name: {}\n      thickness: {}\n      material: {}\n", slab.name,
                          length_text(slab.thickness), stack_.materials[slab.material].name);
      if (slab.size[0] < size_[0] || slab.size[1] < size_[1])
        text += fmt::format("      at: [{}, {}]\n      size: [{}, {}]\n",
                            length_text(0.5 * (size_[0] - slab.size[0])),
                            length_text(0.5 * (size_[1] - slab.size[1])), length_text(slab.size[0]),
                            length_text(slab.size[1]));
      if (slab.has_power) text += "      active: bottom\n";
      if (slab.plan != kNoPlan) text += blocks(slab);
    }
    return text + "\n";
  }

  std::string blocks(const HotSpotSlab& slab) {
    const std::size_t p = slab.plan;
    const Floorplan& floorplan = stack_.plans[p].floorplan;
    if (written_plans_.insert(p).second)
      conversion_.files.push_back({plan_files_[p], floorplan_text(floorplan, block_names_[p])});
    if (slab.block_materials.empty()) return fmt::format("      blocks: {{floorplan: {}}}\n", plan_files_[p]);
    std::string text =
        fmt::format("      blocks:\n        floorplan: {}\n        materials:\n", plan_files_[p]);
    for (std::size_t b = 0; b < slab.block_materials.size(); ++b)
      text += fmt::format("          {}: {}\n", block_names_[p].of(floorplan.blocks[b].name),
                          stack_.materials[slab.block_materials[b]].name);
    return text;
  }

  std::string power() {
    std::string text;
    for (const HotSpotSlab& slab : stack_.slabs) {
      if (std::none_of(slab.powers.begin(), slab.powers.end(), [](double p) { return p > 0.0; })) continue;
      const Floorplan& floorplan = stack_.plans[slab.plan].floorplan;
      if (text.empty()) text = "power:\n";
      text += fmt::format("  - target: {}.active\n    floorplan:\n      file: {}\n      powers:\n", slab.name,
                          plan_files_[slab.plan]);
      for (std::size_t b = 0; b < slab.powers.size(); ++b) {
        total_ += slab.powers[b];
        if (slab.powers[b] > 0.0)
          text += fmt::format("        {}: {} W\n", block_names_[slab.plan].of(floorplan.blocks[b].name),
                              number_text(slab.powers[b]));
      }
    }
    return text.empty() ? text : text + "\n";
  }

  /// The film over the square of side `side` whose resistance is `resistance` [W/(m^2.K)].
  double film(const char* resistance, const char* side) const {
    const double length = stack_.config.number(side);
    return 1.0 / (stack_.config.number(resistance) * length * length);
  }

  std::string convection(double film_coefficient) const {
    return fmt::format("{{convection: {{film_coefficient: {} W/(m^2.K), ambient: {} K}}}}\n",
                       number_text(film_coefficient), number_text(stack_.config.number("ambient")));
  }

  std::string boundaries() const {
    std::string text = "boundaries:\n  top: " + convection(film("r_convec", "s_sink"));
    if (has_secondary_path()) text += "  bottom: " + convection(film("r_convec_sec", "s_pcb"));
    return text + "\n";
  }

  std::string mesh() const {
    const double spacing = std::min(stack_.chip[0] / stack_.config.number("grid_cols"),
                                    stack_.chip[1] / stack_.config.number("grid_rows"));
    const double coarse = std::max(spacing, size_[0] / 60.0);
    return fmt::format(
        "mesh:\n  lateral: {}\n  tolerance: 2 um  # gaps between blocks that only rounding makes\n"
        "  per_layer: {{max_thickness: 500 um, min_cells: 4}}\n  regions:\n    - {{target: {}, lateral: "
        "{}}}\n",
        length_text(coarse), stack_.slabs[stack_.first_chip_slab].name, length_text(spacing));
  }

  bool has_secondary_path() const { return stack_.config.is_set("model_secondary"); }

  void add_remarks() {
    auto& remarks = conversion_.remarks;
    if (stack_.n_rows == 0) {
      remarks.emplace_back("No power trace was given: nothing is heated.");
    } else if (paths_.row) {
      remarks.push_back(
          fmt::format("Powers are row {} of {} of the trace, {:.6g} W.", *paths_.row, stack_.n_rows, total_));
    } else {
      remarks.push_back(
          fmt::format("Powers are the mean over the {} rows of the trace, {:.6g} W.", stack_.n_rows, total_));
    }
    remarks.emplace_back(
        "HotSpot lumps the rims of spreader and sink, where they overhang the chip, into a few nodes "
        "(inode_*). "
        "Here they are geometry, and heat spreads in them in three dimensions.");
    remarks.push_back(
        fmt::format("The convection resistance r_convec = {} K/W becomes a film coefficient over the "
                    "sink's top, 1/(r_convec s_sink^2) = {} W/(m^2.K). All other faces are adiabatic, "
                    "as in HotSpot.",
                    number_text(stack_.config.number("r_convec")), number_text(film("r_convec", "s_sink"))));
    remarks.emplace_back(
        "HotSpot has one node per layer, at the layer's bottom: all of the layer's resistance lies above it. "
        "Powers "
        "are therefore sheets on the bottom faces, and HotSpot's temperature of a layer is that of its "
        "bottom face "
        "(`<layer>.active` where there is power). With -detailed_3D on, HotSpot's nodes lie in mid-layer "
        "from the "
        "second layer on.");
    remarks.emplace_back(
        "Only products of density and heat capacity are known; densities are set to 1000 kg/m^3. The "
        "capacitances "
        "c_convec and c_convec_sec have no part in a steady state.");
    if (has_secondary_path())
      remarks.push_back(fmt::format(
          "The secondary path is geometry too; r_convec_sec = {} K/W becomes a film under the board. Its "
          "materials are constants of HotSpot 7.0, which does not use n_metal, s_c4 and n_c4.",
          number_text(stack_.config.number("r_convec_sec"))));
    if (stack_.config.text("model_type") == "block")
      remarks.emplace_back(
          "HotSpot's block model has one node per block; its grid model is the one to compare with.");
    if (has_block_matter())
      remarks.emplace_back(
          "Blocks have the resistivities of their floorplan, which HotSpot uses with -detailed_3D on only.");
    if (has_no_lateral_flow())
      remarks.emplace_back("Layers without lateral heat flow keep 1e-5 of their conductivity in the plane.");
    for (const DeckNames& names : block_names_)
      for (const std::string& change : names.changes()) remarks.push_back("Renamed: " + change + ".");
  }

  bool has_block_matter() const {
    return std::any_of(stack_.slabs.begin(), stack_.slabs.end(),
                       [](const HotSpotSlab& slab) { return !slab.block_materials.empty(); });
  }
  bool has_no_lateral_flow() const {
    return std::any_of(stack_.materials.begin(), stack_.materials.end(),
                       [](const DeckMaterial& m) { return m.conductivity[0] != m.conductivity[2]; });
  }

  const HotSpotFiles& paths_;
  HotSpotStack stack_;
  Conversion conversion_;
  std::array<double, 2> size_{};
  double total_ = 0.0;  // [W]
  std::vector<std::string> plan_files_;
  std::vector<DeckNames> block_names_;
  std::set<std::size_t> written_plans_;
};

}  // namespace

Conversion convert_hotspot(const HotSpotFiles& paths, ForeignFiles& files) {
  return HotSpotDeck(paths, read_hotspot_stack(paths, files)).write();
}

}  // namespace strata
