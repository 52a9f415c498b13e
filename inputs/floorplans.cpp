#include "inputs/floorplans.hpp"

#include <algorithm>
#include <limits>
#include <numeric>
#include <unordered_map>

#include <fmt/format.h>

#include "inputs/deck/scalar_values.hpp"
#include "inputs/deck/source_text.hpp"
#include "inputs/frame.hpp"
#include "inputs/importers/foreign_files.hpp"

namespace strata {

namespace {

std::vector<NamedArea> named_areas(const Floorplan& floorplan) {
  std::vector<NamedArea> areas;
  for (std::size_t b = 0; b < floorplan.blocks.size(); ++b) {
    const FloorplanBlock& block = floorplan.blocks[b];
    for (std::size_t i = 0; i < block.areas.size(); ++i)
      areas.push_back({block.areas.size() == 1 ? block.name : fmt::format("{}[{}]", block.name, i + 1),
                       &block, b, block.areas[i]});
  }
  return areas;
}

std::unordered_map<std::string, std::size_t> index_of_blocks(const Floorplan& floorplan) {
  std::unordered_map<std::string, std::size_t> index;
  for (std::size_t i = 0; i < floorplan.blocks.size(); ++i) index.emplace(floorplan.blocks[i].name, i);
  return index;
}

std::vector<std::string> block_names(const Floorplan& floorplan) {
  std::vector<std::string> names;
  names.reserve(floorplan.blocks.size());
  for (const FloorplanBlock& block : floorplan.blocks) names.push_back(block.name);
  return names;
}

}  // namespace

double share_of(const NamedArea& area, double block_power) {
  return block_power * (area_of(area.area) / area_of(*area.block));
}

std::optional<std::string> FloorplanReader::read(const std::string& path, const Position& position) {
  std::string problem;
  auto text = read_text_file(path, kMaxForeignBytes, problem);
  if (text && !is_plain_text(*text)) {
    problem = "the file is binary, not text";
    text.reset();
  }
  if (!text) {
    context_.diagnostics.error(position, "'" + path + "': " + problem);
  } else {
    context_.sources.files.push_back({path, split_lines(*text)});
  }
  return text;
}

const Floorplan* FloorplanReader::floorplan(const Value& keys, std::string_view file_key) {
  const auto path = find_text(keys, file_key);
  if (!path) return nullptr;
  const auto key = std::make_pair(*path, find_text(keys, "format").value_or(""));
  const auto known = floorplans_.find(key);
  if (known != floorplans_.end()) {
    const auto& read_before = known->second;
    return read_before ? &*read_before : nullptr;
  }
  std::optional<Floorplan>& slot = floorplans_[key];
  const auto text = read(*path, keys[file_key].position());
  if (!text) return nullptr;
  const FloorplanFormat format = key.second.empty()      ? floorplan_format(*text)
                                 : key.second == "3dice" ? FloorplanFormat::ice
                                                         : FloorplanFormat::hotspot;
  slot = parse_floorplan(*text, format, static_cast<std::int32_t>(context_.sources.files.size()) - 1,
                         context_.diagnostics);
  return slot ? &*slot : nullptr;
}

const PowerTrace* FloorplanReader::trace(const Value& keys) {
  return traces_.find(keys["powers"].text(), keys["powers"].position());
}

std::vector<NamedArea> FloorplanReader::areas(const Value& keys, std::string_view file_key,
                                              const std::optional<Rectangle>& extent,
                                              const std::string& host) {
  const Floorplan* plan = floorplan(keys, file_key);
  if (plan == nullptr) return {};
  for (const FloorplanBlock& block : plan->blocks) {
    std::string message;
    if (!is_valid_name(block.name, message))
      context_.diagnostics.error(block.position, fmt::format("'{}': {}", shown(block.name), message),
                                 "blocks of a deck are targets, so their names follow the deck's rules");
    for (const Rectangle& area : block.areas) {
      if (!extent || contains(*extent, area)) continue;
      context_.exact_geometry = false;
      context_.diagnostics.error(
          block.position,
          fmt::format("block '{}' lies outside {}: from [{}, {}] to [{}, {}], but {} ends at [{}, {}]",
                      shown(block.name), host, format_length(area.lower[0]), format_length(area.lower[1]),
                      format_length(area.upper[0]), format_length(area.upper[1]), host,
                      format_length(extent->upper[0]), format_length(extent->upper[1])));
      break;
    }
  }
  return named_areas(*plan);
}

std::optional<std::vector<NamedArea>> FloorplanReader::heated_areas(const Value& keys,
                                                                    const Rectangle& extent,
                                                                    const std::string& host) {
  const Floorplan* plan = floorplan(keys, "file");
  if (plan == nullptr) return std::nullopt;
  std::vector<NamedArea> heated = named_areas(*plan);
  for (NamedArea& area : heated) {
    if (context_.exact_geometry && !contains(extent, area.area)) {
      context_.diagnostics.error(
          area.block->position,
          fmt::format("block '{}' lies outside {}, which ends at [{}, {}]", shown(area.name), host,
                      format_length(extent.upper[0]), format_length(extent.upper[1])));
      return std::nullopt;
    }
    area.area = snapped(extent, area.area);
  }
  return heated;
}

std::optional<Raster> FloorplanReader::powers(const Value& keys, const Rectangle& extent,
                                              const std::string& host) {
  const Floorplan* plan = floorplan(keys, "file");
  if (plan == nullptr) return std::nullopt;
  const auto powers = block_powers(keys, *plan);
  if (!powers) return std::nullopt;
  const auto heated = heated_areas(keys, extent, host);
  if (!heated) return std::nullopt;
  Raster raster;
  raster.reserve(heated->size());
  for (const NamedArea& area : *heated)
    raster.push_back({area.area, share_of(area, (*powers)[area.block_index])});
  return raster;
}

std::optional<std::vector<double>> FloorplanReader::block_powers(const Value& keys,
                                                                 const Floorplan& floorplan) {
  const Value* powers = keys.find("powers");
  if (powers == nullptr && context_.was_written(keys, "powers")) return std::nullopt;
  if (powers == nullptr) return powers_of_slots(keys, floorplan);
  if (powers->is_table()) return powers_of_table(keys, floorplan);
  const PowerTrace* rows = trace(keys);
  if (rows == nullptr || !check_needs_no_times(keys, rows->rows.size())) return std::nullopt;
  return powers_of_trace(keys, floorplan, *rows);
}

/// In time one row follows the other, and only the deck knows when.
bool FloorplanReader::check_needs_no_times(const Value& keys, std::size_t n_rows) {
  if (!context_.model.transient || n_rows < 2 || context_.was_written(keys, "row")) return true;
  context_.diagnostics.error(
      keys.position(),
      fmt::format("these powers have {} rows, and heat is transient: how long is each?", n_rows),
      "write sampling: 10 ms (or row: mean, for one power throughout)");
  return false;
}

std::optional<int> FloorplanReader::row(const Value& keys, std::size_t n_rows, bool& wrong) {
  const Value* row = keys.find("row");
  if (row == nullptr || !row->is_integer()) return std::nullopt;
  wrong = row->integer() > static_cast<std::int64_t>(n_rows);
  if (wrong)
    context_.diagnostics.error(row->position(),
                               fmt::format("there is no row {}: the file has {}", row->integer(), n_rows));
  return static_cast<int>(row->integer());
}

std::optional<std::vector<double>> FloorplanReader::powers_of_slots(const Value& keys,
                                                                    const Floorplan& floorplan) {
  const auto has_powers = [](const FloorplanBlock& block) { return !block.powers.empty(); };
  if (std::none_of(floorplan.blocks.begin(), floorplan.blocks.end(), has_powers)) {
    context_.diagnostics.error(keys.position(), "the floorplan states no powers",
                               "give 'powers': a trace file, or a power for each block");
    return std::nullopt;
  }
  std::size_t n_slots = 0;
  for (const FloorplanBlock& block : floorplan.blocks) n_slots = std::max(n_slots, block.powers.size());
  if (!check_needs_no_times(keys, n_slots)) return std::nullopt;
  std::vector<double> powers;
  for (const FloorplanBlock& block : floorplan.blocks) {
    double power = 0.0;
    if (!block.powers.empty()) {
      bool wrong = false;
      const auto slot = row(keys, block.powers.size(), wrong);
      if (wrong) return std::nullopt;
      for (const double value : block.powers) power += value / static_cast<double>(block.powers.size());
      if (slot) power = block.powers[static_cast<std::size_t>(*slot) - 1];
    }
    powers.push_back(power);
  }
  return powers;
}

std::optional<std::vector<double>> FloorplanReader::powers_of_table(const Value& keys,
                                                                    const Floorplan& floorplan) {
  if (const Value* row = keys.find("row"))
    context_.diagnostics.error(row->position(), "'row' picks a row of a file, and there is none");
  const auto index = index_of_blocks(floorplan);
  std::vector<double> powers(floorplan.blocks.size(), 0.0);
  bool good = true;
  for (const Value::Field& field : keys["powers"].table()) {
    const auto block = index.find(field.key);
    if (block == index.end()) {
      context_.diagnostics.error(field.key_position, "the floorplan has no block '" + shown(field.key) + "'",
                                 context_.suggester.hint(field.key, block_names(floorplan)));
      good = false;
    } else {
      powers[block->second] = field.value.number();
    }
  }
  if (!good) return std::nullopt;
  return powers;
}

std::optional<std::vector<double>> FloorplanReader::powers_of_trace(const Value& keys,
                                                                    const Floorplan& floorplan,
                                                                    const PowerTrace& trace) {
  bool wrong = false;
  const auto chosen = row(keys, trace.rows.size(), wrong);
  if (wrong) return std::nullopt;
  const auto columns = columns_of_blocks(floorplan, trace, std::nullopt);
  if (!columns) return std::nullopt;
  std::vector<double> powers;
  powers.reserve(columns->size());
  for (const std::size_t column : *columns) {
    const auto values = trace_column(trace, column, context_.diagnostics);
    if (!values) return std::nullopt;
    const double sum = std::accumulate(values->begin(), values->end(), 0.0);
    powers.push_back(chosen ? (*values)[static_cast<std::size_t>(*chosen) - 1]
                            : sum / static_cast<double>(values->size()));
  }
  return powers;
}

/// Which column of a trace holds the powers of each block. Reports blocks without one; columns without a
/// block are left out, with a warning.
std::optional<std::vector<std::size_t>> FloorplanReader::columns_of_blocks(
    const Floorplan& floorplan, const PowerTrace& trace, std::optional<std::size_t> time_column) {
  const auto index = index_of_blocks(floorplan);
  constexpr auto kNone = std::numeric_limits<std::size_t>::max();
  std::vector<std::size_t> columns(floorplan.blocks.size(), kNone);
  bool good = true;
  for (std::size_t i = 0; i < trace.names.size(); ++i) {
    if (i == time_column) continue;
    const auto block = index.find(trace.names[i]);
    if (block == index.end()) {
      context_.diagnostics.warning(
          trace.positions[i],
          fmt::format("the floorplan has no block '{}': its powers are left out", shown(trace.names[i])),
          context_.suggester.hint(trace.names[i], block_names(floorplan)));
    } else if (columns[block->second] != kNone) {
      context_.diagnostics.error(trace.positions[i],
                                 fmt::format("'{}' is in this trace twice", shown(trace.names[i])));
      good = false;
    } else {
      columns[block->second] = i;
    }
  }
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (columns[i] != kNone) continue;
    context_.diagnostics.error(
        floorplan.blocks[i].position,
        fmt::format("the trace has no power for block '{}'", shown(floorplan.blocks[i].name)),
        context_.suggester.hint(floorplan.blocks[i].name, trace.names));
    good = false;
  }
  if (!good) return std::nullopt;
  return columns;
}

}  // namespace strata
