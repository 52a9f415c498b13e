// The text of a raster file -> numbers, with line and column of whatever is wrong.
#pragma once

#include "inputs/rasters.hpp"

namespace strata {

/// Reads CSV text. Mistakes go to `diagnostics` with positions in source file `file_index`.
/// \param format  "matrix", "tiles" or empty: tiles when the first line is their header
std::optional<RasterFile> parse_raster(const std::string& text, const std::string& format,
                                       std::int32_t file_index, Diagnostics& diagnostics);

}  // namespace strata
