// One file of a checkpoint: an ordinary serial HDF5 file of float64 datasets, written and read by one rank
// alone. Its bytes are compared with their checksum before HDF5 sees them, so that a damaged file is refused
// rather than interpreted.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "postproc/checkpoint/manifest.hpp"
#include "postproc/hdf5_file.hpp"

namespace strata {

/// Datasets by name.
using NamedNumbers = std::map<std::string, std::vector<double>>;

/// Writes `path` (the temporary twin, fsync, rename, fsync of the folder), drops it from the page cache,
/// reads it back and compares every number. Needs no memory beyond a buffer. \param row_shape  of the values
/// that belong together; every dataset gets the shape (n / row, row...). Empty: one
///                   axis
/// \return what the file must hold from now on
/// Throws IoError: disk full, what is read back differs.
CheckpointFile write_shard_file(const std::filesystem::path& path, const NamedNumbers& datasets,
                                const std::vector<hsize_t>& row_shape = {});

/// Compares a file with the manifest: its size, its checksum, and those of its datasets. Throws IoError.
void verify_file(const std::filesystem::path& directory, const CheckpointFile& file);

}  // namespace strata
