#include "inputs/importers/openroad_power.hpp"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <numeric>

#include <fmt/format.h>

#include "inputs/error.hpp"
#include "inputs/frame.hpp"
#include "inputs/importers/deck_writer.hpp"
#include "inputs/importers/words.hpp"

namespace strata {

namespace {

constexpr double kMicro = 1e-6;
constexpr std::size_t kMaxTiles = 4000000;  // what a raster file may hold

/// Indices of grid lines that a printed coordinate may be.
struct Span {
  int first = 0;
  int last = -1;
  bool empty() const { return first > last; }
};

/// The lines of the heat map along one axis [um].
class HeatMapLines {
 public:
  HeatMapLines(double lower, double upper, double pitch)
      : lower_(lower / kMicro), upper_(upper / kMicro), pitch_(pitch / kMicro) {
    n_ = static_cast<int>(std::ceil((upper_ - lower_) / pitch_ - 1e-9));
  }
  int n_tiles() const { return n_; }
  double line(int index) const { return std::min(lower_ + index * pitch_, upper_); }

  /// Tiles whose corners print as `from` and `to`.
  Span tiles_at(double from, double to) const {
    const double reach = rounding(from);
    const auto clamped = [this](double tile) { return static_cast<int>(std::clamp(tile, -1.0, 1.0 * n_)); };
    Span span{std::max(clamped(std::floor((from - reach - lower_) / pitch_)), 0),
              std::min(clamped(std::ceil((from + reach - lower_) / pitch_)), n_ - 1)};
    const auto fits = [&](int tile) {
      return std::abs(line(tile) - from) <= rounding(from) && std::abs(line(tile + 1) - to) <= rounding(to);
    };
    while (!span.empty() && !fits(span.first)) ++span.first;
    while (!span.empty() && !fits(span.last)) --span.last;
    return span;
  }

 private:
  /// Half a unit of the fourth digit, and the grid of a layout database.
  static double rounding(double printed) {
    const double size = std::abs(printed);
    const double step = size > 0.0 ? std::pow(10.0, std::floor(std::log10(size)) - 3.0) : 0.0;
    return 0.5 * step * (1.0 + 1e-9) + 1e-3;
  }
  double lower_, upper_, pitch_;
  int n_ = 0;
};

struct HeatTile {
  Span columns, rows;
  double value = 0.0;  ///< in the unit of the header
  Position position;
};

struct GridPlace {
  int column = -1;
  int row = -1;
};

/// The lowest place after `before` that a tile may have, in the order of the file; empty where there is none.
std::optional<GridPlace> next_place(const HeatTile& tile, const GridPlace& before) {
  if (tile.columns.first <= before.column && before.column <= tile.columns.last &&
      before.row < tile.rows.last)
    return GridPlace{before.column, std::max(tile.rows.first, before.row + 1)};
  const int column = std::max(tile.columns.first, before.column + 1);
  if (column > tile.columns.last) return std::nullopt;
  return GridPlace{column, tile.rows.first};
}

/// The highest place before `after`.
GridPlace previous_place(const HeatTile& tile, const GridPlace& after) {
  if (tile.columns.first <= after.column && after.column <= tile.columns.last && after.row > tile.rows.first)
    return {after.column, std::min(tile.rows.last, after.row - 1)};
  return {std::min(tile.columns.last, after.column - 1), tile.rows.last};
}

class OpenRoadConverter {
 public:
  OpenRoadConverter(const OpenRoadPower& what, ForeignFiles& files)
      : what_(what),
        files_(files),
        diagnostics_(files.diagnostics()),
        x_(what.core.lower[0], what.core.upper[0], what.pitch),
        y_(what.core.lower[1], what.core.upper[1], what.pitch) {}

  Conversion convert() {
    const auto file = files_.read(what_.path);
    files_.stop_if_wrong();
    read_lines(*file);
    files_.stop_if_wrong();
    place_tiles();
    files_.stop_if_wrong();
    share_out();
    write();
    return std::move(conversion_);
  }

 private:
  void read_lines(std::int32_t file);
  void read_header(std::string_view line, std::int32_t file, int number);
  void read_tile(std::string_view line, std::int32_t file, int number);
  void place_tiles();
  void share_out();
  void write();
  std::string raster_text() const;
  std::string deck_text(const std::string& name, const std::string& raster) const;

  const OpenRoadPower& what_;
  ForeignFiles& files_;
  Diagnostics& diagnostics_;
  HeatMapLines x_, y_;
  std::optional<double> unit_;  ///< [W]
  std::vector<HeatTile> tiles_;
  std::vector<GridPlace> places_;
  std::vector<std::int64_t> quanta_;  ///< power of each tile in units of 10^exponent_ W
  int exponent_ = 0;
  double total_ = 0.0;
  Conversion conversion_;
};

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t\r");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
}

void OpenRoadConverter::read_lines(std::int32_t file) {
  std::string_view text = files_.text(file);
  bool has_header = false;
  for (int number = 1; !text.empty() && diagnostics_.n_errors() < kMaxForeignMistakes; ++number) {
    const std::size_t end = text.find('\n');
    const std::string_view line = trimmed(text.substr(0, end));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    if (line.empty()) continue;
    if (!has_header) {
      has_header = true;
      read_header(line, file, number);
      if (diagnostics_.has_errors()) return;
      continue;
    }
    read_tile(line, file, number);
    if (tiles_.size() > kMaxTiles) {
      diagnostics_.error({file, number, 1, 1}, fmt::format("the file holds more than {} tiles", kMaxTiles));
      return;
    }
  }
  if (tiles_.empty() && !diagnostics_.has_errors())
    diagnostics_.error({file, 1, 1, 1}, "the file holds no tiles");
}

void OpenRoadConverter::read_header(std::string_view line, std::int32_t file, int number) {
  constexpr std::string_view kStart = "x0,y0,x1,y1,value";
  const Position position{file, number, 1, static_cast<std::int32_t>(line.size())};
  const std::string_view rest = trimmed(line.substr(std::min(line.size(), kStart.size())));
  if (line.substr(0, kStart.size()) != kStart) {
    diagnostics_.error(position, "expected the header of an OpenROAD heat map, 'x0,y0,x1,y1,value (W)'");
    return;
  }
  constexpr std::array<std::pair<std::string_view, double>, 6> kUnits{
      {{"(W)", 1.0}, {"(mW)", 1e-3}, {"(uW)", 1e-6}, {"(nW)", 1e-9}, {"(pW)", 1e-12}, {"(fW)", 1e-15}}};
  for (const auto& [word, watts] : kUnits)
    if (rest == word) unit_ = watts;
  if (unit_) return;
  if (!rest.empty()) {
    diagnostics_.error(position, fmt::format("the header says {}, which is no unit of power", shown(rest)),
                       "dump the heat map 'Power'");
  } else if (!what_.total) {
    diagnostics_.error(position, "the header states no unit, as older versions of OpenROAD write it",
                       "give the power of the core with --total, from report_power");
  }
}

void OpenRoadConverter::read_tile(std::string_view line, std::int32_t file, int number) {
  std::array<double, 5> values{};
  std::size_t n = 0, start = 0;
  while (n <= values.size()) {
    const std::size_t comma = std::min(line.find(',', start), line.size());
    const std::string_view word = trimmed(line.substr(start, comma - start));
    const auto value = number_of(word);
    if (!value) {
      diagnostics_.error({file, number, static_cast<std::int32_t>(start) + 1,
                          static_cast<std::int32_t>(std::max<std::size_t>(comma - start, 1))},
                         fmt::format("expected a number, found '{}'", shown(word)));
      return;
    }
    if (n < values.size()) values[n] = *value;
    ++n;
    if (comma == line.size()) break;
    start = comma + 1;
  }
  const Position position{file, number, 1, static_cast<std::int32_t>(line.size())};
  if (n != values.size()) {
    diagnostics_.error(position, "a tile has five numbers x0,y0,x1,y1,value");
    return;
  }
  if (values[4] < 0.0) {
    diagnostics_.error(position, "the power of a tile is negative");
    return;
  }
  const HeatTile tile{x_.tiles_at(values[0], values[2]), y_.tiles_at(values[1], values[3]), values[4],
                      position};
  if (tile.columns.empty() || tile.rows.empty()) {
    diagnostics_.error(position, "the tile does not lie on the grid that --core and --pitch give",
                       "the heat map starts at the lower left corner of the core area, in micrometres");
    return;
  }
  tiles_.push_back(tile);
}

/// The order of the file and the rounded corners leave each tile a lowest and a highest place. Where these
/// agree the place is known.
void OpenRoadConverter::place_tiles() {
  GridPlace before;
  for (const HeatTile& tile : tiles_) {
    const auto place = next_place(tile, before);
    if (!place) {
      diagnostics_.error(
          tile.position,
          "the tiles are not in OpenROAD's order: columns from left to right, each from bottom "
          "to top");
      return;
    }
    before = *place;
    places_.push_back(*place);
  }
  GridPlace after{x_.n_tiles(), y_.n_tiles()};
  std::size_t n_doubtful = 0;
  int farthest = 0;
  for (std::size_t t = tiles_.size(); t-- > 0;) {
    after = previous_place(tiles_[t], after);
    const int off =
        std::max(std::abs(after.column - places_[t].column), std::abs(after.row - places_[t].row));
    n_doubtful += off > 0 ? 1 : 0;
    farthest = std::max(farthest, off);
  }
  if (n_doubtful > 0)
    conversion_.remarks.push_back(fmt::format(
        "the corners are rounded to more than the pitch, and tiles are missing: {} tiles may lie up "
        "to {} tiles further right or up",
        n_doubtful, farthest));
}

/// Powers as whole numbers of a small quantum, so that their decimal sum is the total to the last digit: each
/// is rounded down, and the largest remainders get the rest.
void OpenRoadConverter::share_out() {
  constexpr int kDigits = 13;
  double sum = 0.0;
  for (const HeatTile& tile : tiles_) sum += tile.value;
  const double of_file = sum * unit_.value_or(1.0);
  total_ = what_.total.value_or(of_file);
  quanta_.assign(tiles_.size(), 0);
  if (sum <= 0.0) {
    if (total_ > 0.0)
      diagnostics_.error(tiles_.front().position, "all tiles are zero and cannot be scaled to --total");
    files_.stop_if_wrong();
    return;
  }
  if (total_ <= 0.0) return;
  exponent_ = static_cast<int>(std::floor(std::log10(total_))) + 1 - kDigits;
  const auto n_quanta = std::llround(total_ * std::pow(10.0, -exponent_));
  std::vector<double> remainders(tiles_.size());
  std::int64_t left = n_quanta;
  for (std::size_t t = 0; t < tiles_.size(); ++t) {
    const double exact = tiles_[t].value / sum * static_cast<double>(n_quanta);
    quanta_[t] = static_cast<std::int64_t>(std::floor(exact));
    remainders[t] = exact - static_cast<double>(quanta_[t]);
    left -= quanta_[t];
  }
  std::vector<std::size_t> order(tiles_.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return remainders[a] > remainders[b]; });
  for (std::size_t n = 0; left != 0; n = (n + 1) % order.size()) {
    const std::int64_t one = left > 0 ? 1 : -1;  // rounding of the sum may have given out a few too many
    if (quanta_[order[n]] + one < 0) continue;
    quanta_[order[n]] += one;
    left -= one;
  }
  if (unit_ && what_.total)
    conversion_.remarks.push_back(fmt::format(
        "the tiles sum to {:.6g} W and are scaled by {:.6g} to {:.6g} W", of_file, total_ / of_file, total_));
}

std::string OpenRoadConverter::raster_text() const {
  std::string text = "x0,y0,x1,y1,value\n";
  for (std::size_t t = 0; t < tiles_.size(); ++t) {
    const GridPlace& p = places_[t];
    text += fmt::format("{},{},{},{},{}e{}\n", number_text(x_.line(p.column)), number_text(y_.line(p.row)),
                        number_text(x_.line(p.column + 1)), number_text(y_.line(p.row + 1)), quanta_[t],
                        exponent_);
  }
  return text;
}

std::string OpenRoadConverter::deck_text(const std::string& name, const std::string& raster) const {
  const std::string size = fmt::format("[{}, {}]", length_text(what_.die[0]), length_text(what_.die[1]));
  return fmt::format(
      "strata: 1\n"
      "title: {0}\n"
      "parts:\n"
      "  {0}:\n"
      "    size: {1}\n"
      "    layers:\n"
      "      # Devices look up here; 'flip: true' in the assembly turns the die over.\n"
      "      - {{name: die, thickness: TODO, material: silicon, active: top}}\n"
      "assembly:\n"
      "  size: {1}\n"
      "  stack:\n"
      "    - {{tier: chip, place: [{{part: {0}, at: [0 mm, 0 mm]}}]}}\n"
      "power:\n"
      "  - {{target: {0}.die.active, map: {{file: {2}, units: W, length_units: um}}}}  # {3} W\n"
      "boundaries:\n"
      "  top: {{convection: {{film_coefficient: TODO, ambient: TODO}}}}\n"
      "  bottom: {{convection: {{film_coefficient: TODO, ambient: TODO}}}}\n"
      "mesh: {{lateral: {4}}}\n",
      name, size, raster, number_text(total_), length_text(std::max(what_.pitch, what_.die[0] / 200.0)));
}

void OpenRoadConverter::write() {
  DeckNames names;
  const std::string name = names.of(std::filesystem::path(what_.path).stem().string());
  const std::int64_t n_grid = std::int64_t{x_.n_tiles()} * y_.n_tiles();
  conversion_.remarks.insert(
      conversion_.remarks.begin(),
      {"a heat map has no thickness, package or cooling: each such place of the deck says TODO",
       fmt::format("{} of {} tiles hold cells; OpenROAD leaves out the others, which have no power",
                   tiles_.size(), n_grid),
       "only total power is meant: leakage and switching alone may be exchanged in the heat map"});
  conversion_.files.push_back({name + "_power.csv", raster_text()});
  conversion_.deck =
      header_text("OpenROAD's " + std::filesystem::path(what_.path).filename().string(), conversion_) +
      deck_text(name, conversion_.files.front().name);
}

}  // namespace

Conversion convert_openroad_power(const OpenRoadPower& what, ForeignFiles& files) {
  if (!contains({{0.0, 0.0}, what.die}, what.core))
    throw Error(ExitCode::deck, "the core area of --core lies outside the die of --die");
  const double n_tiles = std::ceil((what.core.upper[0] - what.core.lower[0]) / what.pitch) *
                         std::ceil((what.core.upper[1] - what.core.lower[1]) / what.pitch);
  if (!(n_tiles <= static_cast<double>(kMaxTiles)))
    throw Error(ExitCode::deck,
                fmt::format("--pitch divides the core area into more than {} tiles", kMaxTiles));
  return OpenRoadConverter(what, files).convert();
}

}  // namespace strata
