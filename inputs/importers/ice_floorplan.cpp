// 3D-ICE's floorplans (bison/floorplan_parser.y of 3D-ICE 4.0 is the grammar): elements of one or more
// rectangles in micrometres, each with its own matter, cells and powers if it likes.
#include <cmath>

#include <fmt/format.h>

#include "inputs/importers/floorplan.hpp"
#include "inputs/importers/foreign_files.hpp"
#include "inputs/importers/ice_tokens.hpp"

namespace strata {

namespace {

constexpr double kMicrometre = 1e-6;
constexpr double kMaxPlace = 1e7;  // [um]
constexpr int kMaxDivisions = 100000;

class IceFloorplanParser {
 public:
  IceFloorplanParser(const std::string& text, std::int32_t file, Diagnostics& diagnostics)
      : reader_(text, file, diagnostics), diagnostics_(diagnostics), file_(file) {}

  std::optional<Floorplan> parse() {
    const std::size_t before = diagnostics_.n_errors();
    if (reader_.at_end()) diagnostics_.error({file_, 1, 1, 1}, "the floorplan has no elements");
    while (!reader_.at_end() && !reader_.gave_up()) take_element();
    if (diagnostics_.n_errors() == before) check_blocks(floorplan_, diagnostics_);
    if (diagnostics_.n_errors() > before) return std::nullopt;
    return std::move(floorplan_);
  }

 private:
  void take_element() {
    const auto name = reader_.expect_name("the name of an element");
    if (!name) {
      reader_.take();
      reader_.resume({"position", "rectangle"});
      return;
    }
    FloorplanBlock block;
    block.name = std::string(name->text);
    block.position = reader_.at(*name);
    if (!reader_.expect(":")) reader_.resume({"position", "rectangle"});
    while (!reader_.at_end() && !reader_.gave_up() && take_statement(block)) {
    }
    if (block.areas.empty() && !has_bad_place_)
      diagnostics_.error(block.position, fmt::format("element '{}' has no place", shown(block.name)),
                         "give it 'position x, y ; dimension width, height ;' or rectangles");
    has_bad_place_ = false;
    floorplan_.blocks.push_back(std::move(block));
  }

  /// False where the element ends: a word that begins no statement and is followed by ':'.
  bool take_statement(FloorplanBlock& block) {
    bool good = false;
    if (reader_.is("position")) {
      good = take_position(block);
    } else if (reader_.is("rectangle")) {
      good = take_rectangle(block);
    } else if (reader_.is("material")) {
      good = take_material(block);
    } else if (reader_.is("discretization")) {
      good = take_divisions(block);
    } else if (reader_.is("power")) {
      good = take_powers(block);
    } else if (reader_.is("dimension")) {
      reader_.report_unexpected({"position"});
    } else if (is_next_element()) {
      return false;
    } else {
      reader_.report_unexpected(
          {"position", "dimension", "rectangle", "material", "discretization", "power"});
      reader_.take();
    }
    if (!good) reader_.resume({"position", "rectangle", "material", "discretization", "power"});
    return true;
  }

  bool is_next_element() const {
    return reader_.peek().kind == IceToken::Kind::word && reader_.is_followed_by(':');
  }

  bool take_position(FloorplanBlock& block) {
    has_bad_place_ = true;
    reader_.take();
    const auto at = reader_.expect_pair("a place");
    if (!at || !reader_.expect(";") || !reader_.expect("dimension")) return false;
    const IceToken first = reader_.peek();
    const auto size = reader_.expect_pair("a size");
    if (!size || !reader_.expect(";")) return false;
    add_area(block, *at, *size, first);
    return true;
  }

  bool take_rectangle(FloorplanBlock& block) {
    has_bad_place_ = true;
    reader_.take();
    if (!reader_.expect("(")) return false;
    const auto at = reader_.expect_pair("a place");
    if (!at || !reader_.expect(",")) return false;
    const IceToken first = reader_.peek();
    const auto size = reader_.expect_pair("a size");
    if (!size || !reader_.expect(")") || !reader_.expect(";")) return false;
    add_area(block, *at, *size, first);
    return true;
  }

  void add_area(FloorplanBlock& block, const std::array<double, 2>& at, const std::array<double, 2>& size,
                const IceToken& token) {
    for (int axis = 0; axis < 2; ++axis) {
      if (size[axis] >= 1e-3 && size[axis] <= kMaxPlace && std::abs(at[axis]) <= kMaxPlace) continue;
      diagnostics_.error(reader_.at(token), "a rectangle needs a width and a height > 0, in micrometres");
      return;
    }
    block.areas.push_back({{at[0] * kMicrometre, at[1] * kMicrometre},
                           {(at[0] + size[0]) * kMicrometre, (at[1] + size[1]) * kMicrometre}});
  }

  bool take_material(FloorplanBlock& block) {
    reader_.take();
    const auto name = reader_.expect_name("the name of a material");
    if (!name || !reader_.expect(";")) return false;
    block.material = std::string(name->text);
    block.material_position = reader_.at(*name);
    return true;
  }

  bool take_divisions(FloorplanBlock& block) {
    reader_.take();
    const IceToken first = reader_.peek();
    const auto counts = reader_.expect_pair("a number of cells");
    if (!counts || !reader_.expect(";")) return false;
    for (int axis = 0; axis < 2; ++axis) {
      const double count = (*counts)[axis];
      if (count < 1.0 || count > kMaxDivisions || count != std::floor(count)) {
        diagnostics_.error(reader_.at(first),
                           fmt::format("a number of cells is a whole number from 1 to {}", kMaxDivisions));
        return true;
      }
      block.divisions[axis] = static_cast<int>(count);
    }
    return true;
  }

  bool take_powers(FloorplanBlock& block) {
    reader_.take();
    if (!reader_.expect("values")) return false;
    do {
      const auto power = reader_.expect_not_negative("a power");
      if (!power) return false;
      block.powers.push_back(*power);
    } while (reader_.skip(","));
    return reader_.expect(";");
  }

  IceReader reader_;
  Diagnostics& diagnostics_;
  std::int32_t file_;
  Floorplan floorplan_;
  bool has_bad_place_ = false;
};

}  // namespace

std::optional<Floorplan> parse_ice_floorplan(const std::string& text, std::int32_t file,
                                             Diagnostics& diagnostics) {
  return IceFloorplanParser(text, file, diagnostics).parse();
}

}  // namespace strata
