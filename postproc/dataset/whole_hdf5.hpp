// HDF5 files that are whole or not there.
#pragma once

#include <filesystem>

#include "postproc/atomic_file.hpp"
#include "postproc/hdf5_file.hpp"

namespace strata {

/// Makes the folder, lets `fill` write a new file, and puts it in its place once it is on the disk. Throws
/// IoError; an old file is then untouched.
template <class Fill>
void write_whole_hdf5(const std::filesystem::path& path, const Fill& fill) {
  make_directory(path.parent_path());
  AtomicFile target(path);
  Hdf5File file(target.temporary(), target.target().string());
  fill(file);
  file.close();
  target.commit();
}

}  // namespace strata
