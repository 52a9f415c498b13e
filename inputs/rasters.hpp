// Rasters from CSV files, the one reader behind power maps, film coefficients, ambients, contact resistances
// and metal densities. A matrix is rows of numbers over a rectangle; tiles are lines "x0,y0,x1,y1,value"
// under that header. Empty lines and lines that start with '#' are skipped.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "inputs/build_context.hpp"

namespace strata {

/// What stands in a raster file, numbers as written.
struct RasterFile {
  bool is_tiles = false;
  std::vector<std::vector<double>> rows;  ///< matrix, in the order of the file
  std::vector<Tile> tiles;                ///< corners in the file's length unit
  std::vector<int> lines;                 ///< line of each row or tile, for messages
};

class RasterReader {
 public:
  explicit RasterReader(BuildContext& context) : context_(context) {}

  /// A raster described by keys of raster_keys(), in the frame of `extent` and in the file's value unit.
  /// \param extent  rectangle that a matrix covers, and within which tiles must lie [m]
  /// \param host    what the extent belongs to, for messages: "part 'gpu'", "face 'top'"
  /// Empty, with messages, where the file or the keys are wrong.
  std::optional<Raster> read(const Value& keys, const Rectangle& extent, const std::string& host);

  /// The file itself, numbers as written; null, with messages, where it is wrong.
  const RasterFile* read_file(const Value& keys);

 private:
  const RasterFile* file(const std::string& path, const std::optional<std::string>& format,
                         const Position& position);
  std::optional<Raster> from_matrix(const RasterFile& file, const Value& keys, const Rectangle& extent);
  std::optional<Raster> from_tiles(const RasterFile& file, const Value& keys, const Rectangle& extent,
                                   const std::string& host);

  BuildContext& context_;
  std::map<std::pair<std::string, std::string>, std::optional<RasterFile>> files_;  ///< by path and format
};

/// Converts the values of a raster from a unit such as "W/(cm^2.K)" or "degC" to SI.
void convert_values(Raster& raster, const std::string& unit, const Dimension& dimension);

/// Total area of the tiles [m^2].
double tiled_area(const Raster& raster);

/// Whether two tiles share more than a sliver; gives the indices of such a pair.
std::optional<std::pair<std::size_t, std::size_t>> find_overlap(const Raster& raster);

}  // namespace strata
