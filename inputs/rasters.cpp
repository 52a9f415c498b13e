#include "inputs/rasters.hpp"

#include <algorithm>
#include <fstream>
#include <numeric>
#include <sstream>

#include <fmt/format.h>

#include "inputs/deck/quantity.hpp"
#include "inputs/frame.hpp"
#include "inputs/raster_file.hpp"

namespace strata {

namespace {

constexpr std::uintmax_t kMaxFileBytes = 64u << 20;

/// Text of a file, or empty with the reason in `problem`.
std::optional<std::string> read_text(const std::string& path, std::string& problem) {
  std::ifstream stream(path, std::ios::binary);
  if (!stream) {
    problem = "cannot read the file";
    return std::nullopt;
  }
  std::string text;
  std::vector<char> buffer(1u << 16);
  while (stream.read(buffer.data(), static_cast<std::streamsize>(buffer.size())) || stream.gcount() > 0) {
    text.append(buffer.data(), static_cast<std::size_t>(stream.gcount()));
    if (text.size() > kMaxFileBytes) {
      problem = fmt::format("the file is larger than {} MiB", kMaxFileBytes >> 20);
      return std::nullopt;
    }
  }
  if (stream.bad()) {
    problem = "cannot read the file";
    return std::nullopt;
  }
  if (text.find('\0') != std::string::npos) {
    problem = "the file is binary, not CSV text";
    return std::nullopt;
  }
  return text;
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(std::move(line));
  return lines;
}

double metres_per(const std::string& unit) {
  return parse_quantity("1 " + unit, dimension::kLength).value;
}

}  // namespace

const RasterFile* RasterReader::file(const std::string& path, const std::optional<std::string>& format,
                                     const Position& position) {
  const auto key = std::make_pair(path, format.value_or(""));
  const auto known = files_.find(key);
  if (known != files_.end()) {
    const std::optional<RasterFile>& read = known->second;
    return read ? &*read : nullptr;
  }
  std::optional<RasterFile>& slot = files_[key];
  std::string problem;
  const auto text = read_text(path, problem);
  if (!text) {
    context_.diagnostics.error(position, "'" + path + "': " + problem);
    return nullptr;
  }
  const std::size_t before = context_.diagnostics.list().size();
  slot = parse_raster(*text, key.second, static_cast<std::int32_t>(context_.sources.files.size()),
                      context_.diagnostics);
  if (context_.diagnostics.list().size() > before) context_.sources.files.push_back({path, lines_of(*text)});
  return slot ? &*slot : nullptr;
}

const RasterFile* RasterReader::read_file(const Value& keys) {
  const auto path = find_text(keys, "file");
  return path ? file(*path, find_text(keys, "format"), keys["file"].position()) : nullptr;
}

std::optional<Raster> RasterReader::read(const Value& keys, const Rectangle& extent,
                                         const std::string& host) {
  const RasterFile* raster = read_file(keys);
  if (raster == nullptr) return std::nullopt;
  return raster->is_tiles ? from_tiles(*raster, keys, extent, host) : from_matrix(*raster, keys, extent);
}

std::optional<Raster> RasterReader::from_matrix(const RasterFile& file, const Value& keys,
                                                const Rectangle& extent) {
  if (!keys.has("first_row")) {
    if (context_.was_written(keys, "first_row")) return std::nullopt;
    context_.diagnostics.error(keys.position(), "a matrix needs 'first_row: y_min' or 'first_row: y_max'",
                               "it says which end of the rectangle the first row of the file is");
    return std::nullopt;
  }
  const bool from_top = find_text(keys, "first_row") == "y_max";
  const std::size_t n_rows = file.rows.size(), n_columns = file.rows.front().size();
  auto line = [&](int axis, std::size_t index, std::size_t count) {
    const double fraction = static_cast<double>(index) / static_cast<double>(count);
    return index == count ? extent.upper[axis]
                          : extent.lower[axis] + fraction * (extent.upper[axis] - extent.lower[axis]);
  };
  Raster raster;
  raster.reserve(n_rows * n_columns);
  for (std::size_t row = 0; row < n_rows; ++row) {
    const std::vector<double>& values = file.rows[from_top ? n_rows - 1 - row : row];
    for (std::size_t column = 0; column < n_columns; ++column)
      raster.push_back({{{line(0, column, n_columns), line(1, row, n_rows)},
                         {line(0, column + 1, n_columns), line(1, row + 1, n_rows)}},
                        values[column]});
  }
  return raster;
}

std::optional<Raster> RasterReader::from_tiles(const RasterFile& file, const Value& keys,
                                               const Rectangle& extent, const std::string& host) {
  const auto unit = find_text(keys, "length_units");
  if (!unit) {
    if (!context_.was_written(keys, "length_units"))
      context_.diagnostics.error(keys.position(), "tiles need 'length_units': um, mm or m");
    return std::nullopt;
  }
  const double scale = metres_per(*unit);
  Raster raster;
  raster.reserve(file.tiles.size());
  for (std::size_t i = 0; i < file.tiles.size(); ++i) {
    Tile tile = file.tiles[i];
    for (int axis = 0; axis < 2; ++axis) {
      tile.area.lower[axis] *= scale;
      tile.area.upper[axis] *= scale;
    }
    if (context_.exact_geometry && !contains(extent, tile.area)) {
      context_.diagnostics.error(
          keys["file"].position(),
          fmt::format("the tile in line {} of the file lies outside {}: [{}, {}] to [{}, {}]", file.lines[i],
                      host, format_length(tile.area.lower[0]), format_length(tile.area.lower[1]),
                      format_length(tile.area.upper[0]), format_length(tile.area.upper[1])));
      return std::nullopt;
    }
    tile.area = snapped(extent, tile.area);
    raster.push_back(tile);
  }
  return raster;
}

void convert_values(Raster& raster, const std::string& unit, const Dimension& dimension) {
  const double zero = parse_quantity("0 " + unit, dimension).value;
  const double scale = parse_quantity("1 " + unit, dimension).value - zero;
  for (Tile& tile : raster) tile.value = zero + scale * tile.value;
}

double tiled_area(const Raster& raster) {
  return std::accumulate(raster.begin(), raster.end(), 0.0,
                         [](double sum, const Tile& tile) { return sum + area_of(tile.area); });
}

std::optional<std::pair<std::size_t, std::size_t>> find_overlap(const Raster& raster) {
  // A sweep along x. As long as none overlap, the tiles that cross the sweep line are disjoint in y, so a new
  // one can only meet its two neighbours there.
  struct Event {
    double x;
    bool is_start;
    std::size_t tile;
  };
  std::vector<Event> events;
  for (std::size_t i = 0; i < raster.size(); ++i) {
    events.push_back({raster[i].area.lower[0], true, i});
    events.push_back({raster[i].area.upper[0] - kPlaceSlack, false, i});
  }
  std::sort(events.begin(), events.end(),
            [](const Event& a, const Event& b) { return a.x != b.x ? a.x < b.x : a.is_start < b.is_start; });
  std::map<double, std::size_t> crossing;  // by lower y
  const auto meets = [&](std::size_t a, std::size_t b) {
    const Rectangle &p = raster[a].area, &q = raster[b].area;
    return std::min(p.upper[1], q.upper[1]) - std::max(p.lower[1], q.lower[1]) > kPlaceSlack;
  };
  for (const Event& event : events) {
    const double y = raster[event.tile].area.lower[1];
    if (!event.is_start) {
      const auto mine = crossing.find(y);
      if (mine != crossing.end() && mine->second == event.tile) crossing.erase(mine);
      continue;
    }
    const auto above = crossing.lower_bound(y);
    if (above != crossing.end() && meets(above->second, event.tile))
      return std::minmax(above->second, event.tile);
    if (above != crossing.begin() && meets(std::prev(above)->second, event.tile))
      return std::minmax(std::prev(above)->second, event.tile);
    crossing.emplace(y, event.tile);
  }
  return std::nullopt;
}

}  // namespace strata
