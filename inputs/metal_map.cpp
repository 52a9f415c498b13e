#include "inputs/metal_map.hpp"

#include <algorithm>
#include <limits>

#include <fmt/format.h>

#include "inputs/frame.hpp"

namespace strata {

namespace {

/// Sums over the values of a file, numbers as written.
class Densities {
 public:
  void add(double value, double weight, int line) {
    sum_ += value * weight;
    weight_ += weight;
    lowest_ = std::min(lowest_, value);
    if (value > highest_) highest_line_ = line;
    if (value < 0.0 && negative_line_ == 0) negative_line_ = line;
    highest_ = std::max(highest_, value);
  }
  double lowest() const { return lowest_; }
  double highest() const { return highest_; }
  double mean() const { return std::clamp(sum_ / weight_, lowest_, highest_); }
  int negative_line() const { return negative_line_; }
  int highest_line() const { return highest_line_; }

 private:
  double sum_ = 0.0, weight_ = 0.0;
  double lowest_ = std::numeric_limits<double>::infinity();
  double highest_ = -std::numeric_limits<double>::infinity();
  int negative_line_ = 0, highest_line_ = 0;
};

Densities densities_of(const RasterFile& file) {
  Densities densities;
  for (std::size_t i = 0; i < file.tiles.size(); ++i)
    densities.add(file.tiles[i].value, area_of(file.tiles[i].area), file.lines[i]);
  for (std::size_t i = 0; i < file.rows.size(); ++i)
    for (const double value : file.rows[i]) densities.add(value, 1.0, file.lines[i]);
  return densities;
}

}  // namespace

double density_scale(const std::string& units) {
  return units == "percent" ? 0.01 : 1.0;
}

std::optional<DensityRange> read_densities(BuildContext& context, RasterReader& rasters, const Value& keys) {
  const RasterFile* file = rasters.read_file(keys);
  const auto units = find_text(keys, "units");
  if (file == nullptr || !units) return std::nullopt;
  const Densities densities = densities_of(*file);
  const double full = *units == "percent" ? 100.0 : 1.0;
  const Position& position = keys["file"].position();
  if (densities.negative_line() > 0) {
    context.diagnostics.error(position, fmt::format("line {} of the file holds a negative metal density",
                                                    densities.negative_line()));
    return std::nullopt;
  }
  if (densities.highest() > full) {
    context.diagnostics.error(
        position,
        fmt::format(
            "line {} of the file holds a metal density of {:.6g}; in units of {} at most {:g} is full",
            densities.highest_line(), densities.highest(), *units, full),
        full == 1.0 && densities.highest() <= 100.0 ? "are these 'units: percent'?" : "");
    return std::nullopt;
  }
  if (full == 100.0 && densities.highest() > 0.0 && densities.highest() <= 1.0)
    context.diagnostics.warning(position, "no metal density of the file is above 1 percent",
                                "are these 'units: fraction'?");
  const double scale = density_scale(*units);
  return DensityRange{scale * densities.lowest(), scale * densities.highest(), scale * densities.mean()};
}

}  // namespace strata
