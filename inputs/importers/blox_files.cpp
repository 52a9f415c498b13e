#include "inputs/importers/blox_files.hpp"

#include <algorithm>
#include <cctype>
#include <set>

#include <fmt/format.h>

#include "inputs/deck/source_text.hpp"
#include "inputs/deck/tree.hpp"
#include "inputs/importers/words.hpp"

namespace strata {

namespace {

constexpr double kMicro = 1e-6;
constexpr std::size_t kMaxIncludes = 100;
constexpr std::size_t kMaxInstances = 1000;
constexpr std::size_t kMaxConnections = 10000;

struct Define {
  std::string name;
  std::string value;
};

/// `#!define NAME value` of one file. They stand before what uses them.
std::vector<Define> defines_of(const std::string& text) {
  std::vector<Define> defines;
  for (const std::string& line : split_lines(text)) {
    constexpr std::string_view kMark = "#!define";
    if (line.rfind(kMark, 0) != 0) continue;
    const std::size_t name = line.find_first_not_of(" \t", kMark.size());
    if (name == std::string::npos) continue;
    const std::size_t end = std::min(line.find_first_of(" \t", name), line.size());
    const std::size_t value = line.find_first_not_of(" \t", end);
    defines.push_back({line.substr(name, end - name), value == std::string::npos ? "" : line.substr(value)});
  }
  return defines;
}

bool is_word_character(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
}

/// Replaces whole words once each; values are not looked at again, so nothing can grow without end.
std::string expanded(const std::string& text, const std::vector<Define>& defines) {
  std::string result;
  for (std::size_t at = 0; at < text.size();) {
    std::size_t end = at;
    while (end < text.size() && is_word_character(text[end])) ++end;
    if (end == at) {
      result += text[at++];
      continue;
    }
    const std::string word = text.substr(at, end - at);
    const auto define =
        std::find_if(defines.begin(), defines.end(), [&](const Define& d) { return d.name == word; });
    result += define == defines.end() ? word : define->value;
    at = end;
  }
  return result;
}

class BloxReader {
 public:
  explicit BloxReader(ForeignFiles& files) : files_(files), diagnostics_(files.diagnostics()) {}

  BloxDesign read(const std::string& path) {
    read_file(path, {});
    for (const auto& [name, position] : stacked_)
      if (instance_index(name) == instances().size() && hierarchies_.count(name) == 0)
        diagnostics_.error(position, "Stack places '" + name + "', which is no ChipletInst",
                           files_.hint(name, instance_names()));
    return std::move(design_);
  }

 private:
  void read_file(const std::string& path, const Position& asked_at);
  void read_header(const Node& header, const std::string& path);
  void read_chiplets(const Node& list);
  void read_regions(const Node& list, BloxChiplet& chiplet);
  void read_external(const Node& owner);
  void read_instances(const Node& list);
  void read_stack(const Node& list);
  void read_orientation(const Node& value, BloxInstance& instance);
  void read_connections(const Node& list);
  std::optional<BloxSide> read_side(const Node& value);

  const Node* find(const Node& map, const std::string& key) const;
  std::string text(const Node* node) const;
  std::optional<double> number(const Node& node, const std::string& what);
  std::optional<std::array<double, 2>> pair(const Node& node, const std::string& what);
  void untranslated(const Position& position, const std::string& what) {
    design_.untranslated.push_back(files_.place(position) + ": " + what);
  }
  bool expect_map(const Node& node, const std::string& what);
  std::vector<BloxInstance>& instances() { return design_.instances; }
  std::size_t instance_index(const std::string& name) {
    const auto found = std::find_if(instances().begin(), instances().end(),
                                    [&](const BloxInstance& i) { return i.name == name; });
    return static_cast<std::size_t>(found - instances().begin());
  }
  std::vector<std::string> instance_names() {
    std::vector<std::string> names;
    for (const BloxInstance& instance : instances()) names.push_back(instance.name);
    return names;
  }

  ForeignFiles& files_;
  Diagnostics& diagnostics_;
  BloxDesign design_;
  std::set<std::string> read_;
  std::vector<Define> defines_;
  std::map<std::string, Position> stacked_;
  std::set<std::string> hierarchies_;  ///< instances that are left out
};

const Node* BloxReader::find(const Node& map, const std::string& key) const {
  for (const Node::Entry& entry : map.entries)
    if (entry.key == key) return &entry.value;
  return nullptr;
}

std::string BloxReader::text(const Node* node) const {
  return node != nullptr && node->kind == Node::Kind::scalar ? expanded(node->text, defines_) : "";
}

std::optional<double> BloxReader::number(const Node& node, const std::string& what) {
  const auto value = node.kind == Node::Kind::scalar ? number_of(text(&node)) : std::nullopt;
  if (!value) diagnostics_.error(node.position, fmt::format("expected {}, a number", what));
  return value;
}

std::optional<std::array<double, 2>> BloxReader::pair(const Node& node, const std::string& what) {
  if (node.kind != Node::Kind::sequence || node.items.size() != 2) {
    diagnostics_.error(node.position, fmt::format("expected {} as two numbers in brackets", what));
    return std::nullopt;
  }
  const auto a = number(node.items[0], what), b = number(node.items[1], what);
  if (!a || !b) return std::nullopt;
  return std::array<double, 2>{*a * kMicro, *b * kMicro};
}

bool BloxReader::expect_map(const Node& node, const std::string& what) {
  if (node.kind == Node::Kind::map) return true;
  if (node.kind != Node::Kind::null) diagnostics_.error(node.position, what + " is a map");
  return false;
}

void BloxReader::read_file(const std::string& path, const Position& asked_at) {
  if (!read_.insert(path).second) return;
  if (read_.size() > kMaxIncludes) {
    diagnostics_.error(asked_at, fmt::format("more than {} files are included", kMaxIncludes));
    return;
  }
  const auto file = files_.read(path, asked_at);
  if (!file) return;
  const Node root = parse_tree(files_.text(*file), *file, diagnostics_);
  if (!expect_map(root, "a 3Dblox file")) return;
  // Included files come first: what they define is known here.
  if (const Node* header = find(root, "Header")) read_header(*header, path);
  for (Define& define : defines_of(files_.text(*file))) defines_.insert(defines_.begin(), std::move(define));
  static const std::set<std::string> kSections{"Header",      "Design", "ChipletDef",
                                               "ChipletInst", "Stack",  "Connection"};
  for (const Node::Entry& entry : root.entries)
    if (kSections.count(entry.key) == 0)
      untranslated(entry.key_position, "the section '" + shown(entry.key) + "'");
  if (const Node* design = find(root, "Design"); design != nullptr && design->kind == Node::Kind::map) {
    design_.name = text(find(*design, "name"));
    read_external(*design);
  }
  if (const Node* chiplets = find(root, "ChipletDef")) read_chiplets(*chiplets);
  if (const Node* list = find(root, "ChipletInst")) read_instances(*list);
  if (const Node* stack = find(root, "Stack")) read_stack(*stack);
  if (const Node* connections = find(root, "Connection")) read_connections(*connections);
}

void BloxReader::read_header(const Node& header, const std::string& path) {
  if (!expect_map(header, "Header")) return;
  const Node* unit = find(header, "unit");
  if (unit != nullptr && text(unit) != "micron")
    diagnostics_.error(unit->position, "the only unit of 3Dblox that is known here is 'micron'");
  const Node* include = find(header, "include");
  if (include == nullptr) return;
  const std::vector<Node> one{*include};
  for (const Node& item : include->kind == Node::Kind::sequence ? include->items : one) {
    if (item.kind == Node::Kind::null) continue;
    if (item.kind != Node::Kind::scalar) {
      diagnostics_.error(item.position, "expected the path of a file to include");
      continue;
    }
    read_file(files_.locate(path, text(&item)), item.position);
  }
}

void BloxReader::read_chiplets(const Node& list) {
  if (!expect_map(list, "ChipletDef")) return;
  for (const Node::Entry& entry : list.entries) {
    if (!expect_map(entry.value, "a chiplet")) continue;
    const Node& value = entry.value;
    BloxChiplet chiplet;
    chiplet.name = entry.key;
    chiplet.position = entry.key_position;
    chiplet.type = text(find(value, "type"));
    if (const Node* area = find(value, "design_area")) {
      chiplet.size = pair(*area, "design_area").value_or(chiplet.size);
      if (area->kind == Node::Kind::sequence && (chiplet.size[0] <= 0.0 || chiplet.size[1] <= 0.0))
        diagnostics_.error(area->position, "design_area needs two numbers above 0");
    } else if (chiplet.type != "hier") {
      diagnostics_.error(entry.key_position, "chiplet '" + shown(entry.key) + "' has no design_area");
    }
    if (const Node* thickness = find(value, "thickness")) {
      chiplet.thickness = number(*thickness, "thickness").value_or(0.0) * kMicro;
      if (chiplet.thickness < 0.0) diagnostics_.error(thickness->position, "a thickness cannot be negative");
    }
    chiplet.has_tsv = text(find(value, "tsv")) == "true";
    const Node* shrink = find(value, "shrink");
    if (shrink != nullptr && number(*shrink, "shrink").value_or(1.0) != 1.0)
      untranslated(shrink->position, "shrink: the design area is taken as it stands");
    for (const char* key : {"offset", "seal_ring_width", "scribe_line_remaining_width"}) {
      const Node* width = find(value, key);
      if (width == nullptr) continue;
      const std::vector<Node> one{*width};
      for (const Node& item : width->kind == Node::Kind::sequence ? width->items : one)
        if (number_of(text(&item)).value_or(0.0) != 0.0) {
          untranslated(width->position, fmt::format("{}: the die is as large as its design area", key));
          break;
        }
    }
    if (const Node* regions = find(value, "regions")) read_regions(*regions, chiplet);
    read_external(value);
    if (!design_.chiplets.emplace(entry.key, chiplet).second)
      diagnostics_.error(entry.key_position, "chiplet '" + shown(entry.key) + "' is defined twice");
  }
}

void BloxReader::read_regions(const Node& list, BloxChiplet& chiplet) {
  if (!expect_map(list, "regions")) return;
  for (const Node::Entry& entry : list.entries) {
    if (!expect_map(entry.value, "a region")) continue;
    BloxRegion region;
    region.name = entry.key;
    region.side = text(find(entry.value, "side"));
    if (const Node* coordinates = find(entry.value, "coords");
        coordinates != nullptr && coordinates->kind == Node::Kind::sequence) {
      for (const Node& corner : coordinates->items) {
        const auto point = pair(corner, "a corner");
        if (!point) break;
        if (!region.area) region.area = Rectangle{*point, *point};
        for (int axis = 0; axis < 2; ++axis) {
          region.area->lower[axis] = std::min(region.area->lower[axis], (*point)[axis]);
          region.area->upper[axis] = std::max(region.area->upper[axis], (*point)[axis]);
        }
      }
    }
    if (const Node* map = find(entry.value, "bmap"); map != nullptr && !text(map).empty()) {
      region.bump_map = files_.locate(files_.name(map->position.file), text(map));
      region.bump_map_position = map->position;
    }
    if (const Node* map = find(entry.value, "pmap"); map != nullptr && !text(map).empty())
      untranslated(map->position, "the power map " + shown(text(map)) + ": its grammar is not public");
    chiplet.regions.push_back(std::move(region));
  }
}

/// Files of other tools, as a list or alone.
void BloxReader::read_external(const Node& owner) {
  const Node* external = owner.kind == Node::Kind::map ? find(owner, "external") : nullptr;
  if (external == nullptr || external->kind != Node::Kind::map) return;
  for (const Node::Entry& entry : external->entries) {
    const std::vector<Node> one{entry.value};
    for (const Node& item : entry.value.kind == Node::Kind::sequence ? entry.value.items : one)
      if (!text(&item).empty())
        untranslated(item.position, fmt::format("{} {}", shown(entry.key), shown(text(&item))));
  }
}

void BloxReader::read_instances(const Node& list) {
  if (!expect_map(list, "ChipletInst")) return;
  for (const Node::Entry& entry : list.entries) {
    if (!expect_map(entry.value, "an instance")) continue;
    BloxInstance instance;
    instance.name = entry.key;
    instance.position = entry.key_position;
    instance.chiplet = text(find(entry.value, "reference"));
    std::vector<std::string> known(design_.chiplets.size());
    std::transform(design_.chiplets.begin(), design_.chiplets.end(), known.begin(),
                   [](const auto& named) { return named.first; });
    const auto chiplet = design_.chiplets.find(instance.chiplet);
    if (chiplet == design_.chiplets.end()) {
      diagnostics_.error(entry.key_position,
                         fmt::format("instance '{}' refers to chiplet '{}', which no file defines",
                                     shown(entry.key), shown(instance.chiplet)),
                         files_.hint(instance.chiplet, known));
    } else if (chiplet->second.type == "hier") {
      untranslated(entry.key_position, "'" + shown(entry.key) + "' is a hierarchy of its own");
      hierarchies_.insert(entry.key);
      continue;
    }
    read_external(entry.value);
    if (instances().size() == kMaxInstances) {
      diagnostics_.error(entry.key_position, fmt::format("more than {} instances", kMaxInstances));
      return;
    }
    instances().push_back(std::move(instance));
  }
}

void BloxReader::read_orientation(const Node& value, BloxInstance& instance) {
  static const std::vector<std::string> kTurns{"R0", "R90", "R180", "R270", "MX", "MY", "MXR90", "MYR90"};
  std::string rest = text(&value);
  if (rest.rfind("MZ", 0) == 0) {
    instance.is_flipped = true;
    rest.erase(0, 2);
    if (!rest.empty() && rest.front() == '_') rest.erase(0, 1);
    if (rest.empty()) rest = "R0";
  }
  if (std::find(kTurns.begin(), kTurns.end(), rest) == kTurns.end()) {
    diagnostics_.error(value.position, fmt::format("'{}' is no orientation", shown(text(&value))),
                       "R0, R90, R180, R270, MX, MY, MXR90 or MYR90, with MZ_ in front for a die face down");
    return;
  }
  instance.is_turned = rest.find("90") != std::string::npos || rest == "R270";
}

void BloxReader::read_stack(const Node& list) {
  if (!expect_map(list, "Stack")) return;
  for (const Node::Entry& entry : list.entries) {
    stacked_[entry.key] = entry.key_position;
    if (!expect_map(entry.value, "a place in Stack")) continue;
    const std::size_t index = instance_index(entry.key);
    if (index == instances().size()) continue;  // reported, or a hierarchy
    BloxInstance& instance = instances()[index];
    instance.is_stacked = true;
    if (const Node* at = find(entry.value, "loc")) instance.at = pair(*at, "loc").value_or(instance.at);
    if (const Node* z = find(entry.value, "z")) {
      const auto height = number(*z, "z");
      if (height) instance.z = *height * kMicro;
      instance.z_position = z->position;
    }
    if (const Node* orientation = find(entry.value, "orient")) read_orientation(*orientation, instance);
  }
}

/// "inst.regions.name", or nothing for '~'.
std::optional<BloxSide> BloxReader::read_side(const Node& value) {
  if (value.kind == Node::Kind::null || text(&value) == "~" || text(&value).empty()) return std::nullopt;
  const std::string path = text(&value);
  constexpr std::string_view kMiddle = ".regions.";
  const std::size_t middle = path.find(kMiddle);
  if (middle == std::string::npos) {
    diagnostics_.error(value.position,
                       fmt::format("expected 'instance.regions.region', found '{}'", shown(path)));
    return std::nullopt;
  }
  return BloxSide{path.substr(0, middle), path.substr(middle + kMiddle.size())};
}

void BloxReader::read_connections(const Node& list) {
  if (!expect_map(list, "Connection")) return;
  for (const Node::Entry& entry : list.entries) {
    if (!expect_map(entry.value, "a connection")) continue;
    if (design_.connections.size() == kMaxConnections) {
      diagnostics_.error(entry.key_position, fmt::format("more than {} connections", kMaxConnections));
      return;
    }
    BloxConnection connection;
    connection.name = entry.key;
    connection.position = entry.key_position;
    bool is_nested = false;
    for (const char* key : {"top", "bot"}) {
      const Node* side = find(entry.value, key);
      auto read = side != nullptr ? read_side(*side) : std::nullopt;
      if (read && (read->instance.find('/') != std::string::npos || hierarchies_.count(read->instance) > 0))
        is_nested = true;
      if (read && !is_nested && instance_index(read->instance) == instances().size())
        diagnostics_.error(side->position, "there is no instance '" + shown(read->instance) + "'",
                           files_.hint(read->instance, instance_names()));
      (key[0] == 't' ? connection.top : connection.bottom) = std::move(read);
    }
    if (const Node* thickness = find(entry.value, "thickness")) {
      connection.thickness = number(*thickness, "thickness").value_or(0.0) * kMicro;
      if (connection.thickness < 0.0)
        diagnostics_.error(thickness->position, "a thickness cannot be negative");
    }
    if (is_nested) {
      untranslated(entry.key_position, "connection '" + shown(entry.key) + "' reaches into a hierarchy");
      continue;
    }
    design_.connections.push_back(std::move(connection));
  }
}

}  // namespace

BloxDesign read_blox(const std::string& path, ForeignFiles& files) {
  return BloxReader(files).read(path);
}

std::optional<std::size_t> count_bumps(const std::string& path, const Position& asked_at,
                                       ForeignFiles& files) {
  constexpr std::size_t kColumns = 6;
  const auto file = files.read(path, asked_at);
  if (!file) return std::nullopt;
  const std::size_t before = files.diagnostics().n_errors();
  WordReader reader(files.text(*file), *file);
  std::size_t n = 0;
  for (std::vector<Word> words;
       reader.next_line(words) && files.diagnostics().n_errors() < before + kMaxForeignMistakes;) {
    if (words.size() != kColumns) {
      files.diagnostics().error(
          reader.at(words),
          fmt::format("a bump has six columns: instance, cell, x, y, port, net; found {}", words.size()));
    } else if (!number_of(words[2].text) || !number_of(words[3].text)) {
      files.diagnostics().error(reader.at(words), "the third and fourth column of a bump are numbers");
    } else {
      ++n;
    }
  }
  if (files.diagnostics().n_errors() > before) return std::nullopt;
  return n;
}

}  // namespace strata
