#include "inputs/raster_file.hpp"

#include <charconv>
#include <cmath>
#include <string_view>

#include <fmt/format.h>

namespace strata {

namespace {

constexpr std::string_view kTileHeader = "x0,y0,x1,y1,value";
constexpr std::size_t kMaxValues = 4000000;
constexpr std::size_t kMaxMistakes = 20;  // a file of another kind is wrong in every line

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t\r");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
}

std::string without_spaces(std::string_view text) {
  std::string result;
  for (const char c : text)
    if (c != ' ' && c != '\t' && c != '\r') result += c;
  return result;
}

class RasterParser {
 public:
  RasterParser(const std::string& format, std::int32_t file, Diagnostics& diagnostics)
      : format_(format), file_(file), diagnostics_(diagnostics) {}

  std::optional<RasterFile> parse(std::string_view text) {
    if (text.substr(0, 3) == "\xEF\xBB\xBF") text.remove_prefix(3);
    while (!text.empty() && diagnostics_.n_errors() < start_ + kMaxMistakes && !too_long_) {
      const std::size_t end = text.find('\n');
      ++line_;
      take_line(text.substr(0, end));
      text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    }
    if (diagnostics_.n_errors() == start_ && raster_.rows.empty() && raster_.tiles.empty())
      diagnostics_.error({file_, 1, 1, 1}, "the file holds no values");
    if (diagnostics_.n_errors() > start_) return std::nullopt;
    return std::move(raster_);
  }

 private:
  void error(std::size_t column, std::size_t length, std::string message) {
    diagnostics_.error({file_, line_, static_cast<std::int32_t>(column), static_cast<std::int32_t>(length)},
                       std::move(message));
  }

  void take_line(std::string_view line) {
    const std::string_view content = trimmed(line);
    if (content.empty() || content.front() == '#') return;
    if (!started_) {
      started_ = true;
      const bool has_header = without_spaces(content) == kTileHeader;
      raster_.is_tiles = format_.empty() ? has_header : format_ == "tiles";
      if (has_header && !raster_.is_tiles) {
        error(1, content.size(), "this is the header of tiles, but the deck says 'format: matrix'");
        return;
      }
      if (has_header) return;
    }
    std::vector<double> values;
    if (!read_values(line, values)) return;
    n_values_ += values.size();
    if (n_values_ > kMaxValues) {
      too_long_ = true;
      error(1, 1, fmt::format("the file holds more than {} values", kMaxValues));
      return;
    }
    if (raster_.is_tiles) {
      add_tile(values, line);
    } else {
      add_row(std::move(values), line);
    }
  }

  bool read_values(std::string_view line, std::vector<double>& values) {
    std::size_t start = 0;
    while (true) {
      const std::size_t comma = std::min(line.find(',', start), line.size());
      const std::string_view word = trimmed(line.substr(start, comma - start));
      double value = 0.0;
      const auto [end, code] = std::from_chars(word.data(), word.data() + word.size(), value);
      if (code != std::errc() || end != word.data() + word.size() || !std::isfinite(value)) {
        error(start + 1, std::max<std::size_t>(comma - start, 1),
              fmt::format("expected a number, found '{}'", shown(word)));
        return false;
      }
      values.push_back(value);
      if (comma == line.size()) return true;
      start = comma + 1;
    }
  }

  void add_tile(const std::vector<double>& v, std::string_view line) {
    if (v.size() != 5) {
      error(1, line.size(), fmt::format("a tile has five numbers x0,y0,x1,y1,value; found {}", v.size()));
    } else if (v[0] >= v[2] || v[1] >= v[3]) {
      error(1, line.size(), "a tile needs x0 < x1 and y0 < y1");
    } else {
      raster_.tiles.push_back({{{v[0], v[1]}, {v[2], v[3]}}, v[4]});
      raster_.lines.push_back(line_);
    }
  }

  void add_row(std::vector<double> values, std::string_view line) {
    if (!raster_.rows.empty() && values.size() != raster_.rows.front().size()) {
      error(1, line.size(),
            fmt::format("this row has {} values, the first one has {}", values.size(),
                        raster_.rows.front().size()));
      return;
    }
    raster_.rows.push_back(std::move(values));
    raster_.lines.push_back(line_);
  }

  const std::string& format_;
  std::int32_t file_;
  Diagnostics& diagnostics_;
  std::size_t start_ = diagnostics_.n_errors();
  RasterFile raster_;
  int line_ = 0;
  std::size_t n_values_ = 0;
  bool started_ = false;
  bool too_long_ = false;
};

}  // namespace

std::optional<RasterFile> parse_raster(const std::string& text, const std::string& format,
                                       std::int32_t file_index, Diagnostics& diagnostics) {
  return RasterParser(format, file_index, diagnostics).parse(text);
}

}  // namespace strata
