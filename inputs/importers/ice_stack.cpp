// The language of 3D-ICE's stack descriptions (bison/stack_description_parser.y of 3D-ICE 4.0 is the
// grammar). Lengths are micrometres; its other units are W, J, K and micrometres too.
#include "inputs/importers/ice_stack.hpp"

#include <cmath>
#include <unordered_map>

#include <fmt/format.h>

#include "inputs/importers/foreign_files.hpp"
#include "inputs/importers/ice_tokens.hpp"

namespace strata {

namespace {

constexpr double kMicrometre = 1e-6;
constexpr double kPerMicrometre = 1e6;  // [W/(um.K)] -> [W/(m.K)]
constexpr double kPerSquareMicrometre = 1e12;
constexpr double kPerCubicMicrometre = 1e18;
constexpr double kMaxLength = 1e7;  // [um]
constexpr int kMaxDivisions = 100000;

const std::vector<std::string>& sections() {
  static const std::vector<std::string> words{"material", "top",        "bottom", "microchannel",
                                              "pinfin",   "dimensions", "layer",  "die",
                                              "stack",    "solver",     "output"};
  return words;
}

class IceStackParser {
 public:
  IceStackParser(const std::string& text, std::int32_t file, Diagnostics& diagnostics)
      : reader_(text, file, diagnostics), diagnostics_(diagnostics), file_(file) {}

  IceStack parse() {
    while (!reader_.at_end() && !reader_.gave_up()) take_section();
    if (!diagnostics_.has_errors()) report_missing_sections();
    return std::move(stack_);
  }

 private:
  void take_section();
  void take_material();
  void take_top();
  void take_sink(std::optional<IceSink>& sink, const char* which);
  void take_pluggable_sink(const Position& position);
  void take_channel(const char* what);
  void take_dimensions();
  void take_layer();
  void take_die();
  void take_die_layer(IceDie& die, bool is_source);
  void take_stack();
  bool take_element();
  void take_divisions(IceElement& element);
  void take_solver();
  void take_outputs();
  bool take_output();
  void skip_section();
  void report_missing_sections();
  std::optional<double> length(std::string_view what);
  /// A section's words and a colon.
  bool open(std::initializer_list<std::string_view> words);
  IceName name_of(const IceToken& token) const { return {std::string(token.text), reader_.at(token)}; }
  bool at_section() const;
  /// Lines of names by kind.
  using Taken = std::unordered_map<std::string, int>;
  /// Reports a name that is taken; `message` has places for the name and the line.
  void claim(Taken& taken, const IceName& name, const char* message);

  IceReader reader_;
  Diagnostics& diagnostics_;
  std::int32_t file_;
  IceStack stack_;
  Taken materials_, layers_, dies_, elements_;
  bool has_dimensions_ = false, has_stack_ = false;
};

void IceStackParser::claim(Taken& taken, const IceName& name, const char* message) {
  const auto [first, is_new] = taken.emplace(name.text, name.position.line);
  if (!is_new)
    diagnostics_.error(name.position, fmt::format(fmt::runtime(message), shown(name.text), first->second));
}

bool IceStackParser::at_section() const {
  for (const std::string& word : sections())
    if (reader_.is(word)) return true;
  return false;
}

void IceStackParser::skip_section() {
  while (!reader_.at_end()) {
    reader_.take();
    if (at_section()) return;
  }
}

void IceStackParser::take_section() {
  const IceToken first = reader_.peek();
  if (reader_.skip("material")) {
    take_material();
  } else if (reader_.skip("top")) {
    take_top();
  } else if (reader_.skip("bottom")) {
    take_sink(stack_.bottom_sink, "bottom");
  } else if (reader_.skip("microchannel")) {
    take_channel("microchannel");
  } else if (reader_.skip("pinfin")) {
    take_channel("pinfin");
  } else if (reader_.skip("dimensions")) {
    take_dimensions();
  } else if (reader_.skip("layer")) {
    take_layer();
  } else if (reader_.skip("die")) {
    take_die();
  } else if (reader_.skip("stack")) {
    take_stack();
  } else if (reader_.skip("solver")) {
    stack_.solver = reader_.at(first);
    take_solver();
  } else if (reader_.skip("output")) {
    take_outputs();
  } else {
    reader_.report_unexpected(sections());
    skip_section();
  }
}

bool IceStackParser::open(std::initializer_list<std::string_view> words) {
  return reader_.expect_all(words) && reader_.expect(":");
}

std::optional<double> IceStackParser::length(std::string_view what) {
  const IceToken token = reader_.peek();
  const auto value = reader_.expect_number(what);
  if (!value) return std::nullopt;
  if (*value >= 1e-3 && *value <= kMaxLength) return *value * kMicrometre;
  diagnostics_.error(reader_.at(token),
                     fmt::format("{} of {} um cannot be meant: lengths are in micrometres, above 0", what,
                                 shown(token.text)));
  return kMicrometre;
}

void IceStackParser::take_material() {
  const auto name = reader_.expect_name("the name of a material");
  if (!name) return skip_section();
  IceMaterial material{name_of(*name), {}, 0.0};
  claim(materials_, material.name, "material '{}' is there already (line {})");
  bool good = reader_.expect(":") && reader_.expect_all({"thermal", "conductivity"});
  if (good) {
    const auto k = reader_.expect_positive("a conductivity");
    good = k.has_value();
    material.conductivity.fill(k.value_or(1.0) * kPerMicrometre);
    if (good && reader_.skip(",")) {
      const auto ky = reader_.expect_positive("a conductivity");
      good = ky && reader_.expect(",");
      const auto kz = good ? reader_.expect_positive("a conductivity") : std::nullopt;
      good = good && kz;
      material.conductivity[1] = ky.value_or(1.0) * kPerMicrometre;
      material.conductivity[2] = kz.value_or(1.0) * kPerMicrometre;
    }
    good = good && reader_.expect(";");
  }
  if (!good) reader_.resume({"volumetric", "material", "dimensions", "die", "layer", "stack"});
  if (reader_.is("volumetric") || good) {
    good = reader_.expect_all({"volumetric", "heat", "capacity"});
    const auto capacity = good ? reader_.expect_positive("a heat capacity") : std::nullopt;
    material.volumetric_heat_capacity = capacity.value_or(1.0) * kPerCubicMicrometre;
    if (!capacity || !reader_.expect(";"))
      reader_.resume({"material", "dimensions", "die", "layer", "stack"});
  }
  stack_.materials.push_back(std::move(material));
}

void IceStackParser::take_top() {
  const Position position = reader_.at(reader_.peek());
  if (reader_.skip("pluggable")) return take_pluggable_sink(position);
  take_sink(stack_.top_sink, "top");
}

void IceStackParser::take_sink(std::optional<IceSink>& sink, const char* which) {
  const IceToken first = reader_.peek();
  if (sink || (stack_.pluggable_sink && which[0] == 't'))
    diagnostics_.error(reader_.at(first), fmt::format("there is a {} heat sink already", which));
  sink = IceSink{reader_.at(first), 0.0, 300.0};
  if (!open({"heat", "sink"})) return skip_section();
  bool good = reader_.expect_all({"heat", "transfer", "coefficient"});
  const auto film = good ? reader_.expect_positive("a heat transfer coefficient") : std::nullopt;
  sink->film_coefficient = film.value_or(0.0) * kPerSquareMicrometre;
  if (!film || !reader_.expect(";"))
    reader_.resume({"temperature", "dimensions", "material", "die", "layer"});
  if (!reader_.expect("temperature")) return skip_section();
  const auto temperature = reader_.expect_positive("a temperature");
  sink->temperature = temperature.value_or(300.0);
  if (!temperature || !reader_.expect(";"))
    reader_.resume({"dimensions", "material", "die", "layer", "bottom"});
}

void IceStackParser::take_pluggable_sink(const Position& position) {
  IceName plugin{"", position};
  while (!reader_.at_end() && (!at_section() || reader_.is("material"))) {
    if (reader_.peek().kind == IceToken::Kind::path && plugin.text.empty()) plugin.text = reader_.peek().text;
    reader_.take();
  }
  stack_.pluggable_sink = std::move(plugin);
}

/// Of channels, only what is left when they are solid: height, and the matter of walls or pins.
void IceStackParser::take_channel(const char* what) {
  IceChannel channel{reader_.at(reader_.peek()), what, 0.0, {}};
  while (!reader_.at_end() &&
         (!at_section() || reader_.is("material") || reader_.is("top") || reader_.is("bottom"))) {
    if (reader_.skip("height")) {
      channel.height = length("a height").value_or(0.0);
    } else if (reader_.skip("material")) {
      if (const auto name = reader_.expect_name("the name of a material")) channel.material = name_of(*name);
    } else {
      reader_.take();
    }
  }
  if (channel.height == 0.0 && !reader_.gave_up())
    diagnostics_.error(channel.position, fmt::format("the {} has no height", what));
  stack_.channel = std::move(channel);
}

void IceStackParser::take_dimensions() {
  has_dimensions_ = true;
  if (!reader_.expect(":")) return skip_section();
  for (const char* what : {"chip", "cell"}) {
    std::array<double, 2>& pair = what[1] == 'h' ? stack_.chip : stack_.cell;
    bool good = reader_.expect_all({what, "length"});
    const auto x = good ? length("a length") : std::nullopt;
    good = x && reader_.expect(",") && reader_.expect("width");
    const auto y = good ? length("a width") : std::nullopt;
    pair = {x.value_or(kMicrometre), y.value_or(kMicrometre)};
    if (!y || !reader_.expect(";")) reader_.resume({"cell", "non-uniform", "layer", "die", "stack"});
  }
  if (reader_.skip("non-uniform")) {
    stack_.is_non_uniform = reader_.is("true");
    if (!reader_.skip("true") && !reader_.skip("false")) reader_.report_unexpected({"true", "false"});
    if (!reader_.expect(";")) reader_.resume({"layer", "die", "stack"});
  }
}

void IceStackParser::take_layer() {
  const auto name = reader_.expect_name("the name of a layer");
  if (!name) return skip_section();
  IceLayer layer{name_of(*name), kMicrometre, {}, {}};
  claim(layers_, layer.name, "layer '{}' is there already (line {})");
  bool good = reader_.expect(":") && reader_.expect("height");
  if (good) {
    const auto height = length("a height");
    layer.height = height.value_or(kMicrometre);
    good = height && reader_.expect(";");
  }
  if (!good) reader_.resume({"material", "layout", "die", "stack"});
  if (reader_.expect("material")) {
    const auto material = reader_.expect_name("the name of a material");
    if (material) layer.material = name_of(*material);
    if (!material || !reader_.expect(";")) reader_.resume({"layout", "layer", "die", "stack"});
  }
  if (reader_.skip("layout")) {
    const auto path = reader_.expect_path("the path of a layout");
    if (path) layer.layout = name_of(*path);
    if (!path || !reader_.expect(";")) reader_.resume({"layer", "die", "stack"});
  }
  stack_.layers.push_back(std::move(layer));
}

void IceStackParser::take_die() {
  const auto name = reader_.expect_name("the name of a die");
  if (!name) return skip_section();
  IceDie die{name_of(*name), {}};
  claim(dies_, die.name, "die '{}' is there already (line {})");
  reader_.expect(":");
  int n_sources = 0;
  while (!reader_.gave_up()) {
    // A section that describes a layer looks like a layer of the die until its colon.
    const bool is_source = reader_.is("source");
    if (!is_source && !reader_.is("layer")) {
      if (reader_.at_end() || at_section()) break;
      reader_.report_unexpected({"layer", "source", "die", "stack"});
      reader_.resume({"layer", "source", "die", "stack"});
      continue;
    }
    reader_.take();
    n_sources += is_source ? 1 : 0;
    take_die_layer(die, is_source);
  }
  if (n_sources != 1)
    diagnostics_.error(die.name.position, fmt::format("a die has one source layer; '{}' has {}",
                                                      shown(die.name.text), n_sources));
  stack_.dies.push_back(std::move(die));
}

void IceStackParser::take_die_layer(IceDie& die, bool is_source) {
  IceDieLayer layer{is_source, 0.0, {}};
  if (reader_.peek().kind == IceToken::Kind::number) layer.height = length("a height").value_or(kMicrometre);
  const auto name =
      reader_.expect_name(layer.height > 0.0 ? "the name of a material" : "a height, or the name of a layer");
  if (name) layer.material = name_of(*name);
  if (!name || !reader_.expect(";")) reader_.resume({"layer", "source", "die", "stack"});
  die.layers.push_back(std::move(layer));
}

void IceStackParser::take_stack() {
  has_stack_ = true;
  reader_.expect(":");
  while (!reader_.at_end() && !reader_.gave_up()) {
    if (reader_.is("layer") || reader_.is("die") || reader_.is("channel")) {
      if (!take_element()) reader_.resume({"layer", "die", "channel", "solver", "output"});
    } else if (at_section()) {
      return;
    } else {
      reader_.report_unexpected({"layer", "die", "channel", "solver"});
      reader_.resume({"layer", "die", "channel", "solver", "output"});
    }
  }
}

bool IceStackParser::take_element() {
  const IceToken word = reader_.take();
  IceElement element;
  element.kind = word.text == "die"       ? IceElement::Kind::die
                 : word.text == "channel" ? IceElement::Kind::channel
                                          : IceElement::Kind::layer;
  const auto name = reader_.expect_name("a name for this element of the stack");
  if (!name) return false;
  element.name = name_of(*name);
  claim(elements_, element.name, "'{}' is in the stack already (line {})");
  bool good = true;
  if (element.kind != IceElement::Kind::channel) {
    const auto type = reader_.expect_name(element.kind == IceElement::Kind::die ? "the name of a die"
                                                                                : "the name of a layer");
    good = type.has_value();
    if (type) element.type = name_of(*type);
  }
  if (good && element.kind == IceElement::Kind::die) {
    good = reader_.expect("floorplan");
    const auto path = good ? reader_.expect_path("the path of a floorplan") : std::nullopt;
    good = path.has_value();
    if (path) element.floorplan = name_of(*path);
  }
  if (good && reader_.is("discretization")) take_divisions(element);
  stack_.stack.push_back(std::move(element));
  return good && reader_.expect(";");
}

void IceStackParser::take_divisions(IceElement& element) {
  reader_.take();
  for (int& divisions : element.divisions) {
    const IceToken token = reader_.peek();
    const auto count = reader_.expect_number("a number of cells");
    if (!count) return;
    if (*count < 1.0 || *count > kMaxDivisions || *count != std::floor(*count)) {
      diagnostics_.error(reader_.at(token),
                         fmt::format("a number of cells is a whole number from 1 to {}", kMaxDivisions));
    } else {
      divisions = static_cast<int>(*count);
    }
  }
}

void IceStackParser::take_solver() {
  if (!reader_.expect(":")) return skip_section();
  bool good = true;
  if (reader_.skip("transient")) {
    stack_.is_transient = true;
    good = reader_.expect("step") && reader_.expect_positive("a time step") && reader_.expect(",") &&
           reader_.expect("slot") && reader_.expect_positive("a slot time") && reader_.expect(";");
  } else if (reader_.skip("steady")) {
    good = reader_.expect(";");
  } else {
    reader_.report_unexpected({"steady", "transient"});
    good = false;
  }
  if (!good) reader_.resume({"initial", "numofcores", "output"});
  if (!reader_.expect("initial") || !reader_.expect("temperature")) return skip_section();
  const auto temperature = reader_.expect_positive("a temperature");
  stack_.initial_temperature = temperature.value_or(0.0);
  if (!temperature || !reader_.expect(";")) reader_.resume({"numofcores", "output"});
  if (reader_.skip("numofcores") && !(reader_.expect_positive("a number of cores") && reader_.expect(";")))
    reader_.resume({"output"});
}

void IceStackParser::take_outputs() {
  if (!reader_.expect(":")) return skip_section();
  while (!reader_.at_end() && !reader_.gave_up() && !at_section())
    if (!take_output()) reader_.resume({});
}

/// One instruction, "T ( die, x, y, "file", final ) ;", kept as text.
bool IceStackParser::take_output() {
  static const std::vector<std::string> kinds{"T", "Tflp", "Tflpel", "Tmap", "T3d", "Pmap", "Tcoolant"};
  const IceToken first = reader_.peek();
  bool is_known = false;
  for (const std::string& kind : kinds) is_known = is_known || reader_.is(kind);
  if (!is_known) {
    reader_.report_unexpected(kinds);
    return false;
  }
  IceName output{std::string(reader_.take().text), reader_.at(first)};
  if (!reader_.expect("(")) return false;
  output.text += "(";
  while (!reader_.at_end() && !reader_.is(")") && !reader_.is(";")) {
    const IceToken token = reader_.take();
    const bool is_path = token.kind == IceToken::Kind::path;
    output.text += is_path ? "\"" + std::string(token.text) + "\"" : std::string(token.text);
    if (token.text == ",") output.text += " ";
  }
  if (!reader_.expect(")")) return false;
  output.text += ")";
  stack_.outputs.push_back(std::move(output));
  return reader_.expect(";");
}

void IceStackParser::report_missing_sections() {
  const Position file{file_, 1, 1, 1};
  if (!has_dimensions_) diagnostics_.error(file, "the section 'dimensions' is missing");
  if (!has_stack_) diagnostics_.error(file, "the section 'stack' is missing");
  if (has_stack_ && stack_.stack.empty()) diagnostics_.error(file, "the stack is empty");
}

}  // namespace

IceStack parse_ice_stack(const std::string& text, std::int32_t file, Diagnostics& diagnostics) {
  return IceStackParser(text, file, diagnostics).parse();
}

}  // namespace strata
