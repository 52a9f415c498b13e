// Solutions on their own grids, a group per sample: x_lines, y_lines, z_lines [m], and (z, y, x) material,
// temperature [K], power_density [W/m^3].
#pragma once

#include <filesystem>
#include <vector>

#include "postproc/dataset/packed_sample.hpp"

namespace strata {

/// Writes the file whole or not at all. Its bytes depend on the samples and their order alone. Throws
/// IoError.
void write_native_file(int level, const std::vector<const PackedNative*>& samples,
                       const std::filesystem::path& path);

/// "000000012", the group of a sample.
std::string native_group(std::uint64_t id);

}  // namespace strata
