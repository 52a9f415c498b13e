#include "inputs/importers/deck_writer.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "inputs/deck/diagnostics.hpp"
#include "inputs/deck/scalar_values.hpp"
#include "inputs/layer_spec.hpp"
#include "inputs/material_library.hpp"

namespace strata {

namespace {

/// A text as a scalar in double quotes.
std::string quoted(const std::string& text) {
  std::string result = "\"";
  for (const char c : shown(text, 200))
    result += c == '"' || c == '\\' ? std::string("\\") + c : std::string(1, c);
  return result + "\"";
}

/// Text as comment lines of at most 110 characters, the first one behind "# - ".
std::string bullet(const std::string& text) {
  constexpr std::size_t kWidth = 106;
  std::string result, line = "# - ";
  bool is_empty = true;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find(' ', begin), text.size());
    std::string word = text.substr(begin, end - begin);
    std::replace_if(
        word.begin(), word.end(), [](unsigned char c) { return c < 0x20 || c == 0x7f; }, '?');
    if (!is_empty && line.size() + 1 + word.size() > kWidth) {
      result += line + "\n";
      line = "#   ";
      is_empty = true;
    }
    line += (is_empty ? "" : " ") + word;
    is_empty = false;
    begin = end + 1;
  }
  return result + line + "\n";
}

}  // namespace

std::string number_text(double value) {
  return fmt::format("{:.12g}", value);
}

std::string length_text(double metres) {
  return std::abs(metres) >= 0.9995e-3 || metres == 0.0 ? number_text(metres * 1e3) + " mm"
                                                        : number_text(metres * 1e6) + " um";
}

std::string DeckNames::of(const std::string& foreign) {
  const auto known = names_.find(foreign);
  if (known != names_.end()) return known->second;
  constexpr std::size_t kLongest = 60;
  std::string name = foreign.substr(0, kLongest);
  for (char& c : name) {
    const bool is_good =
        (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
    if (!is_good) c = '_';
  }
  if (name.empty() || (name.front() >= '0' && name.front() <= '9') || name.front() == '-')
    name.insert(0, 1, '_');
  std::string unused;
  if (!is_valid_name(name, unused) || is_reserved_name(name) || name == "void") name += "_";
  std::string unique = name;
  for (int i = 2; !taken_.insert(unique).second; ++i) unique = fmt::format("{}_{}", name, i);
  return names_.emplace(foreign, unique).first->second;
}

std::vector<std::string> DeckNames::changes() const {
  std::vector<std::string> list;
  for (const auto& [foreign, name] : names_)
    if (foreign != name) list.push_back(fmt::format("{} -> {}", foreign, name));
  return list;
}

std::string material_name(const std::string& foreign) {
  return find_library_material(foreign) != nullptr ? "imported_" + foreign : foreign;
}

std::string material_text(const DeckMaterial& material) {
  constexpr double kDensity = 1000.0;
  const auto& k = material.conductivity;
  const auto value = [](double v) { return number_text(v) + " W/(m.K)"; };
  const std::string conductivity = k[0] == k[1] && k[1] == k[2]
                                       ? value(k[0])
                                       : fmt::format("[{}, {}, {}]", value(k[0]), value(k[1]), value(k[2]));
  return fmt::format(
      "  {}:\n    conductivity: {}\n    density: {} kg/m^3\n    heat_capacity: {} J/(kg.K)\n    source: {}\n",
      material.name, conductivity, number_text(kDensity),
      number_text(material.volumetric_heat_capacity / kDensity), quoted(material.source));
}

std::string floorplan_text(const Floorplan& floorplan, DeckNames& names) {
  const bool is_simple = std::all_of(floorplan.blocks.begin(), floorplan.blocks.end(),
                                     [](const FloorplanBlock& block) { return block.areas.size() == 1; });
  std::string text =
      is_simple ? "# name  width  height  x  y  [m]\n" : "// rectangle (x, y, width, height) [um]\n";
  const auto numbers = [&](const Rectangle& area) {
    const double scale = is_simple ? 1.0 : 1e6;
    return std::array<std::string, 4>{number_text((area.upper[0] - area.lower[0]) * scale),
                                      number_text((area.upper[1] - area.lower[1]) * scale),
                                      number_text(area.lower[0] * scale), number_text(area.lower[1] * scale)};
  };
  for (const FloorplanBlock& block : floorplan.blocks) {
    if (is_simple) {
      const auto [width, height, x, y] = numbers(block.areas.front());
      text += fmt::format("{} {} {} {} {}\n", names.of(block.name), width, height, x, y);
      continue;
    }
    text += names.of(block.name) + " :\n";
    for (const Rectangle& area : block.areas) {
      const auto [width, height, x, y] = numbers(area);
      text += fmt::format("  rectangle ({}, {}, {}, {}) ;\n", x, y, width, height);
    }
  }
  return text;
}

std::string header_text(const std::string& origin, const Conversion& conversion) {
  std::string text = "# Converted from " + origin + ".\n";
  if (!conversion.remarks.empty()) text += "#\n# What is assumed here, and what is modelled differently:\n";
  for (const std::string& remark : conversion.remarks) text += bullet(remark);
  if (!conversion.untranslated.empty()) text += "#\n# NOT TRANSLATED:\n";
  for (const std::string& item : conversion.untranslated) text += bullet(item);
  return text + "\n";
}

}  // namespace strata
