// Reading numbers from HDF5 files: a thin, safe face of the C interface, errors as IoError, nothing printed.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "postproc/hdf5_file.hpp"

namespace strata {

/// Part of a dataset: `count` values from `start` on, per axis.
struct Hdf5Block {
  std::vector<hsize_t> start, count;
};

class Hdf5Reader {
 public:
  /// Throws IoError, as everything here.
  explicit Hdf5Reader(const std::filesystem::path& path);

  /// Names of the datasets and groups directly in a group, in alphabetical order.
  std::vector<std::string> names(const std::string& group) const;
  /// Lengths of a dataset's axes.
  std::vector<hsize_t> shape(const std::string& path) const;
  /// A whole dataset, last axis fastest.
  std::vector<double> read(const std::string& path) const;
  /// A block of one, with as many axes; last axis fastest.
  std::vector<double> read(const std::string& path, const Hdf5Block& block) const;

 private:
  hid_t check(hid_t id, const std::string& what) const;
  Hdf5Handle open_dataset(const std::string& path) const;

  Hdf5Silence silence_;
  std::string shown_as_;
  Hdf5Handle file_;
};

}  // namespace strata
