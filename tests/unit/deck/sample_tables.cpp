#include "sample_tables.hpp"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <stdexcept>

namespace strata::test {

using namespace key_type;

namespace {

KeyType point() {
  return list_of(quantity(dimension::kLength), 2, 2);
}

const KeyTable& repeat_table();

const KeyTable& layer_table() {
  static const KeyTable keys{"layer",
                             "One layer.",
                             {{"name", name(), Presence::required, "", "Its name."},
                              {"thickness", quantity(dimension::kLength, {0.0, 5e-3, true, false}),
                               Presence::required, "", "Its thickness."},
                              {"material", name(), Presence::defaulted, "silicon", "Its material."},
                              {"at", point(), Presence::optional, "", "Lower left corner."},
                              {"conductivity",
                               alternatives({quantity(dimension::kConductivity, kPositive),
                                             list_of(quantity(dimension::kConductivity, kPositive), 3, 3)}),
                               Presence::optional, "", "One value or three."}},
                             "",
                             {},
                             {}};
  return keys;
}

KeyType layers() {
  return list_of(alternatives({table(layer_table), table(repeat_table)}), 1);
}

const KeyTable& repeat_table() {
  static const KeyTable keys{"repeat",
                             "Layers again and again.",
                             {{"repeat", integer(1, 100), Presence::required, "", "How often."},
                              {"layers", layers(), Presence::required, "", "What is repeated."}},
                             "repeat",
                             {},
                             {}};
  return keys;
}

const KeyTable& convection_table() {
  static const KeyTable keys{"convection",
                             "Heat to a fluid.",
                             {{"film", quantity(dimension::kFilmCoefficient, kNonNegative),
                               Presence::required, "", "Film coefficient."},
                              {"ambient", quantity(dimension::kTemperature, {200.0, 500.0, false, false}),
                               Presence::defaulted, "25 degC", "Fluid temperature."}},
                             "",
                             {},
                             {}};
  return keys;
}

const KeyTable& face_table() {
  static const KeyTable keys{
      "face",
      "A condition.",
      {{"convection", table(convection_table), Presence::optional, "", "To a fluid."},
       {"flux", quantity(dimension::kHeatFlux), Presence::optional, "", "Given flux."},
       {"rise", quantity(dimension::kTemperatureDifference), Presence::optional, "", "Rise."},
       {"bound", number({0.0, 1.0, true, false}), Presence::optional, "", "A pure number."}},
      "",
      {{"convection", "flux"}},
      {{"rise", "bound"}}};
  return keys;
}

const KeyTable& output_table() {
  static const KeyTable keys{
      "output",
      "What is written.",
      {{"pictures", flag(), Presence::defaulted, "true", "Draw pictures."},
       {"format", choice({"text", "binary"}), Presence::defaulted, "text", "How."},
       {"rotate", choice({"0", "90", "180"}), Presence::defaulted, "0", "Degrees."},
       {"power_map", file(), Presence::optional, "", "A file."},
       {"origin", point(), Presence::defaulted, "[0 mm, 1 mm]", "Where."},
       {"share",
        quantity(Dimension{{0, 0, 0, 0, 0}, false, "fraction", "", "30 %"}, {0.0, 1.0, false, false}),
        Presence::optional, "", "A share."},
       {"tolerance", number(kPositive), Presence::defaulted, "1e-8", "A tolerance."}},
      "",
      {},
      {}};
  return keys;
}

}  // namespace

const KeyTable& sample_table() {
  static const KeyTable keys{
      "deck",
      "A sample deck.",
      {{"strata", integer(1, 1), Presence::required, "", "Version."},
       {"title", text(), Presence::defaulted, "\"\"", "A title."},
       {"layers", layers(), Presence::required, "", "Bottom up."},
       {"parts", named_tables(table(layer_table)), Presence::optional, "", "Named layers."},
       {"faces", named_tables(alternatives({choice({"adiabatic"}), table(face_table)})), Presence::optional,
        "", "Conditions | by name."},
       {"output", table(output_table), Presence::defaulted, "{}", "Output."}},
      "",
      {},
      {}};
  return keys;
}

const char* const kSampleDeck = R"(strata: 1
title: "A: sample # of µ-bumps"
layers:
  - {name: base, thickness: 60 um, at: [1 mm, -2.5 µm]}
  - repeat: 3
    layers:
      - name: die   # comment
        thickness: 0.035 mm
        conductivity: [4 W/(m.K), 4 W·m⁻¹·K⁻¹, 1.5 W/m/K]
      - repeat: 2
        layers: [{name: inner, thickness: 7e-7 m, material: mold}]
parts:
  hbm: {name: hbm, thickness: 1 mil, conductivity: 130 W/(m.K)}
faces:
  top: {convection: {film: 2e4 W/(m^2.K), ambient: 40 degC}, bound: 0.3}
  bottom: adiabatic
  side: {flux: -5 W/cm^2, rise: 0.1 K}
output: {pictures: false, format: binary, rotate: 90, share: 30 %, tolerance: 2.5e-9}
)";

std::string Checked::only() const {
  if (diagnostics.list().size() != 1) return rendered();
  const Diagnostic& d = diagnostics.list()[0];
  return std::to_string(d.position.line) + ':' + std::to_string(d.position.column) + ": " + d.message;
}

Checked check_sample(const std::string& text, const std::vector<std::string>& overrides,
                     const std::string& directory) {
  Checked result;
  result.tree = read_deck_text(text, "deck.yaml", directory, overrides, result.diagnostics);
  result.value = check_values(result.tree.root, sample_table(), result.tree.directory, result.diagnostics);
  return result;
}

std::string with_head(const std::string& lines) {
  return "strata: 1\nlayers: [{name: base, thickness: 1 mm}]\n" + lines;
}

TemporaryDirectory::TemporaryDirectory() {
  std::string pattern = (std::filesystem::temp_directory_path() / "strata_deck_XXXXXX").string();
  if (mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("cannot make a temporary directory");
  path_ = pattern;
}

TemporaryDirectory::~TemporaryDirectory() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

std::string TemporaryDirectory::write(const std::string& name, const std::string& text) const {
  const std::filesystem::path path = std::filesystem::path(path_) / name;
  std::filesystem::create_directories(path.parent_path());
  std::ofstream(path, std::ios::binary) << text;
  return path.string();
}

}  // namespace strata::test
