// HotSpot's .materials and .lcf files: one value per line, a fixed number of lines per material and layer.
#include <algorithm>
#include <climits>
#include <cmath>

#include <fmt/format.h>

#include "inputs/importers/foreign_files.hpp"
#include "inputs/importers/hotspot_case.hpp"
#include "inputs/importers/words.hpp"

namespace strata {

namespace {

constexpr int kMaxLayers = 10000;

/// Values line by line; what is left of a line is not looked at, as in HotSpot.
class ValueLines {
 public:
  ValueLines(const std::string& text, std::int32_t file, Diagnostics& diagnostics)
      : reader_(text, file),
        check_(reader_, diagnostics),
        diagnostics_(diagnostics),
        errors_before_(diagnostics.n_errors()) {}

  /// The first word of the next line that has one; false at the end.
  bool next(Word& word) {
    if (diagnostics_.n_errors() >= errors_before_ + kMaxForeignMistakes || !reader_.next_line(words_))
      return false;
    word = words_.front();
    return true;
  }
  /// The same where the file must not end; reports that `what` is missing.
  bool need(Word& word, std::string_view what) {
    if (next(word)) return true;
    if (diagnostics_.n_errors() < errors_before_ + kMaxForeignMistakes)
      diagnostics_.error(reader_.here(), fmt::format("expected {}; the file ends here", what));
    return false;
  }
  Position at(const Word& word) const { return reader_.at(word); }
  const NumberCheck& check() const { return check_; }

 private:
  WordReader reader_;
  NumberCheck check_;
  Diagnostics& diagnostics_;
  std::size_t errors_before_;
  std::vector<Word> words_;
};

bool take_flag(const ValueLines& lines, const Word& word, const char* what, Diagnostics& diagnostics) {
  const char c = word.text.front();
  const bool is_yes = c == 'Y' || c == 'y';
  if (!is_yes && c != 'N' && c != 'n')
    diagnostics.error(lines.at(word),
                      fmt::format("expected Y or N ({}); found '{}'", what, shown(word.text)));
  return is_yes;
}

class LayerFileParser {
 public:
  LayerFileParser(const std::string& text, std::int32_t file, Diagnostics& diagnostics)
      : lines_(text, file, diagnostics), diagnostics_(diagnostics), file_(file) {}

  std::vector<HotSpotLayer> parse() {
    Word word;
    while (lines_.next(word)) {
      HotSpotLayer layer;
      layer.position = lines_.at(word);
      const auto number = lines_.check().not_negative(word, "the number of a layer");
      if (number && (*number != std::floor(*number) || *number > kMaxLayers)) {
        diagnostics_.error(layer.position,
                           fmt::format("the number of a layer is a whole number below {}", kMaxLayers));
      } else if (number) {
        layer.number = static_cast<int>(*number);
      }
      if (!take_layer(layer)) break;
      layers_.push_back(std::move(layer));
    }
    if (layers_.empty() && !diagnostics_.has_errors())
      diagnostics_.error({file_, 1, 1, 1}, "the file has no layers");
    check_numbers();
    return std::move(layers_);
  }

 private:
  bool take_layer(HotSpotLayer& layer) {
    Word word;
    if (!lines_.need(word, "Y or N for lateral heat flow")) return false;
    layer.has_lateral_flow = take_flag(lines_, word, "lateral heat flow", diagnostics_);
    if (!lines_.need(word, "Y or N for power")) return false;
    layer.has_power = take_flag(lines_, word, "power", diagnostics_);
    if (!lines_.need(word, "a heat capacity or the name of a material")) return false;
    layer.material_position = lines_.at(word);
    if (const bool is_number = number_of(word.text).has_value(); is_number) {
      layer.volumetric_heat_capacity = lines_.check().positive(word, "the heat capacity").value_or(1.0);
      if (!lines_.need(word, "a resistivity")) return false;
      layer.resistivity = lines_.check().positive(word, "the resistivity").value_or(1.0);
    } else {
      layer.material = std::string(word.text);
    }
    if (!lines_.need(word, "a thickness")) return false;
    layer.thickness = lines_.check().positive(word, "the thickness").value_or(1.0);
    if (layer.thickness > 10.0)
      diagnostics_.error(lines_.at(word), "the thickness cannot be meant: lengths are in metres");
    if (!lines_.need(word, "the file of a floorplan")) return false;
    layer.floorplan = std::string(word.text);
    layer.floorplan_position = lines_.at(word);
    layer.is_microchannel = layer.floorplan.find(".csv") != std::string::npos;
    return true;
  }

  /// Numbers must be 0, 1, 2 ... in any order.
  void check_numbers() {
    std::stable_sort(layers_.begin(), layers_.end(),
                     [](const HotSpotLayer& a, const HotSpotLayer& b) { return a.number < b.number; });
    for (std::size_t i = 0; i < layers_.size(); ++i) {
      const HotSpotLayer& layer = layers_[i];
      if (i > 0 && layers_[i - 1].number == layer.number) {
        diagnostics_.error(layer.position, fmt::format("layer {} is there already (line {})", layer.number,
                                                       layers_[i - 1].position.line));
      } else if (static_cast<std::size_t>(layer.number) >= layers_.size() && !diagnostics_.has_errors()) {
        diagnostics_.error(layer.position, fmt::format("layer {}: {} layers are numbered 0 to {}",
                                                       layer.number, layers_.size(), layers_.size() - 1));
      }
    }
  }

  ValueLines lines_;
  Diagnostics& diagnostics_;
  std::int32_t file_;
  std::vector<HotSpotLayer> layers_;
};

}  // namespace

std::vector<HotSpotLayer> parse_hotspot_layers(const std::string& text, std::int32_t file,
                                               Diagnostics& diagnostics) {
  return LayerFileParser(text, file, diagnostics).parse();
}

std::vector<HotSpotMaterial> parse_hotspot_materials(const std::string& text, std::int32_t file,
                                                     Diagnostics& diagnostics) {
  std::vector<HotSpotMaterial> materials;
  std::map<std::string, int> taken;
  ValueLines lines(text, file, diagnostics);
  Word word;
  while (lines.next(word)) {
    HotSpotMaterial material{std::string(word.text), lines.at(word), 0.0, 0.0};
    const auto [first, is_new] = taken.emplace(material.name, material.position.line);
    if (!is_new)
      diagnostics.error(material.position, fmt::format("material '{}' is there already (line {})",
                                                       shown(material.name), first->second));
    if (!lines.need(word, "'solid' or 'fluid'")) break;
    const bool is_fluid = word.text == "fluid";
    if (!is_fluid && word.text != "solid") {
      const std::string near = nearest_word(std::string(word.text), {"solid", "fluid"});
      diagnostics.error(lines.at(word),
                        fmt::format("expected 'solid' or 'fluid'; found '{}'", shown(word.text)),
                        near.empty() ? "" : "did you mean '" + near + "'?");
    }
    if (!lines.need(word, "a conductivity")) break;
    material.conductivity = lines.check().positive(word, "the conductivity").value_or(1.0);
    if (!lines.need(word, "a volumetric heat capacity")) break;
    material.volumetric_heat_capacity =
        lines.check().positive(word, "the volumetric heat capacity").value_or(1.0);
    if (is_fluid) {
      if (!lines.need(word, "a viscosity")) break;
      lines.check().not_negative(word, "the viscosity");
    }
    materials.push_back(std::move(material));
  }
  return materials;
}

}  // namespace strata
