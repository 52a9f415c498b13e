#include "inputs/floorplans.hpp"

#include <algorithm>
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
  for (const FloorplanBlock& block : floorplan.blocks) {
    for (std::size_t i = 0; i < block.areas.size(); ++i)
      areas.push_back({block.areas.size() == 1 ? block.name : fmt::format("{}[{}]", block.name, i + 1),
                       &block, block.areas[i]});
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
  const std::string path = keys["powers"].text();
  const auto known = traces_.find(path);
  if (known != traces_.end()) {
    const auto& read_before = known->second;
    return read_before ? &*read_before : nullptr;
  }
  std::optional<PowerTrace>& slot = traces_[path];
  const auto text = read(path, keys["powers"].position());
  if (!text) return nullptr;
  slot = parse_power_trace(*text, static_cast<std::int32_t>(context_.sources.files.size()) - 1,
                           context_.diagnostics);
  return slot ? &*slot : nullptr;
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

std::optional<Raster> FloorplanReader::powers(const Value& keys, const Rectangle& extent,
                                              const std::string& host) {
  const Floorplan* plan = floorplan(keys, "file");
  if (plan == nullptr) return std::nullopt;
  const auto powers = block_powers(keys, *plan);
  if (!powers) return std::nullopt;
  Raster raster;
  const FloorplanBlock* first = plan->blocks.data();
  for (const NamedArea& area : named_areas(*plan)) {
    if (context_.exact_geometry && !contains(extent, area.area)) {
      context_.diagnostics.error(
          area.block->position,
          fmt::format("block '{}' lies outside {}, which ends at [{}, {}]", shown(area.name), host,
                      format_length(extent.upper[0]), format_length(extent.upper[1])));
      return std::nullopt;
    }
    const double power = share_of(area, (*powers)[static_cast<std::size_t>(area.block - first)]);
    raster.push_back({snapped(extent, area.area), power});
  }
  return raster;
}

std::optional<std::vector<double>> FloorplanReader::block_powers(const Value& keys,
                                                                 const Floorplan& floorplan) {
  const Value* powers = keys.find("powers");
  if (powers == nullptr && context_.was_written(keys, "powers")) return std::nullopt;
  if (powers == nullptr) return powers_of_slots(keys, floorplan);
  if (powers->is_table()) return powers_of_table(keys, floorplan);
  const PowerTrace* rows = trace(keys);
  if (rows == nullptr) return std::nullopt;
  return powers_of_trace(keys, floorplan, *rows);
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
  const std::vector<double> values = [&] {
    const auto chosen = row(keys, trace.rows.size(), wrong);
    return wrong ? std::vector<double>{} : trace.powers(chosen);
  }();
  if (wrong) return std::nullopt;
  const auto index = index_of_blocks(floorplan);
  std::vector<double> powers(floorplan.blocks.size(), 0.0);
  std::vector<bool> found(floorplan.blocks.size(), false);
  bool good = true;
  for (std::size_t i = 0; i < trace.names.size(); ++i) {
    const auto block = index.find(trace.names[i]);
    if (block == index.end()) {
      context_.diagnostics.warning(trace.positions[i],
                                   fmt::format("the floorplan has no block '{}': its {:.6g} W are left out",
                                               shown(trace.names[i]), values[i]),
                                   context_.suggester.hint(trace.names[i], block_names(floorplan)));
    } else if (found[block->second]) {
      context_.diagnostics.error(trace.positions[i],
                                 fmt::format("'{}' is in this trace twice", shown(trace.names[i])));
      good = false;
    } else {
      powers[block->second] = values[i];
      found[block->second] = true;
    }
  }
  for (std::size_t i = 0; i < found.size(); ++i) {
    if (found[i]) continue;
    context_.diagnostics.error(
        floorplan.blocks[i].position,
        fmt::format("the trace has no power for block '{}'", shown(floorplan.blocks[i].name)),
        context_.suggester.hint(floorplan.blocks[i].name, trace.names));
    good = false;
  }
  if (!good) return std::nullopt;
  return powers;
}

}  // namespace strata
