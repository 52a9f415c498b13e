// A thin, safe face of HDF5's C interface for writing: handles that close themselves, errors as IoError,
// nothing printed. Numbers are little-endian on disk, text is variable-length UTF-8. For use inside postproc/
// only.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <hdf5.h>

#include "postproc/hdf5_driver.hpp"

namespace strata {

/// An HDF5 id with the function that releases it.
class Hdf5Handle {
 public:
  using Close = herr_t (*)(hid_t);
  Hdf5Handle() = default;
  Hdf5Handle(hid_t id, Close close) : id_(id), close_(close) {}
  Hdf5Handle(Hdf5Handle&& other) noexcept
      : id_(std::exchange(other.id_, H5I_INVALID_HID)), close_(other.close_) {}
  Hdf5Handle& operator=(Hdf5Handle&& other) noexcept {
    std::swap(id_, other.id_);
    std::swap(close_, other.close_);
    return *this;
  }
  ~Hdf5Handle() {
    if (id_ >= 0) close_(id_);
  }
  hid_t id() const { return id_; }
  /// Gives the id up without releasing it.
  hid_t release() { return std::exchange(id_, H5I_INVALID_HID); }

 private:
  hid_t id_ = H5I_INVALID_HID;
  Close close_ = nullptr;
};

/// Keeps HDF5 from printing its error stack while one lives.
class Hdf5Silence {
 public:
  Hdf5Silence();
  ~Hdf5Silence();
  Hdf5Silence(const Hdf5Silence&) = delete;
  Hdf5Silence& operator=(const Hdf5Silence&) = delete;

 private:
  H5E_auto2_t function_ = nullptr;
  void* data_ = nullptr;
};

class Hdf5File;

/// A dataset (z, y, x) that is written one z layer after the other: chunked, shuffled, deflated, with
/// checksums.
class Hdf5Layers {
 public:
  void write(int k, const std::vector<double>& layer);
  void write(int k, const std::vector<std::uint16_t>& layer);

 private:
  friend class Hdf5File;
  void write_layer(int k, hid_t type, const void* data, std::size_t n_values);
  const Hdf5File* file_ = nullptr;
  Hdf5Handle dataset_, file_space_, memory_space_;
  hsize_t ny_ = 0, nx_ = 0;
};

/// A dataset that is given whole chunks in the form in which the file stores them:
/// bytes shuffled, then a zlib stream, which any HDF5 reads through its filters `shuffle` and `deflate`.
class Hdf5Chunks {
 public:
  enum class Type : std::uint8_t { float32, float64, uint16 };
  struct Shape {
    std::vector<hsize_t> dataset;
    std::vector<hsize_t> chunk;  ///< divides the dataset
    Type type = Type::float32;
    int level = 1;  ///< of the compression, for the record
  };
  /// \param offset  of the chunk's first value, by axis
  void write(const std::vector<hsize_t>& offset, const std::vector<std::uint8_t>& stored);

 private:
  friend class Hdf5File;
  const Hdf5File* file_ = nullptr;
  Hdf5Handle dataset_;
};

class Hdf5File {
 public:
  /// Creates (or empties) the file at `path`; `shown_as` stands in messages. Throws IoError.
  Hdf5File(const std::filesystem::path& path, std::string shown_as);
  ~Hdf5File();
  Hdf5File(const Hdf5File&) = delete;
  Hdf5File& operator=(const Hdf5File&) = delete;

  /// Makes a group and those above it that are missing.
  void make_group(const std::string& path);

  /// Writes a whole array; `shape` empty means one dimension. Groups above it are made.
  void write(const std::string& path, const std::vector<double>& values, std::vector<hsize_t> shape = {});
  void write(const std::string& path, const std::vector<std::int32_t>& values);
  void write(const std::string& path, const std::vector<std::uint16_t>& values);
  void write(const std::string& path, const std::vector<std::uint64_t>& values);
  void write(const std::string& path, const std::vector<float>& values, std::vector<hsize_t> shape = {});
  void write(const std::string& path, const std::vector<std::string>& values);
  void write(const std::string& path, const std::string& text);

  void set_attribute(const std::string& path, const std::string& name, const std::string& value);
  void set_attribute(const std::string& path, const std::string& name, const char* value) {
    set_attribute(path, name, std::string(value));
  }
  void set_attribute(const std::string& path, const std::string& name, double value);
  void set_attribute(const std::string& path, const std::string& name, std::int64_t value);
  void set_list(const std::string& path, const std::string& name, const std::vector<std::string>& values);
  void set_list(const std::string& path, const std::string& name, const std::vector<double>& values);

  /// Truth values as h5py has them: an enumeration of FALSE and TRUE over one byte.
  void set_flag(const std::string& path, const std::string& name, bool value);
  void set_flags(const std::string& path, const std::string& name, const std::vector<std::uint8_t>& values);
  void write_flags(const std::string& path, const std::vector<std::uint8_t>& values);

  /// A second name of a dataset, of equal right.
  void link(const std::string& existing, const std::string& path);

  /// Makes a dataset of shape (nz, ny, nx) of float64, float32 (missing values NaN) or uint16, to be filled
  /// layer by layer.
  Hdf5Layers make_float_layers(const std::string& path, int nz, int ny, int nx);
  Hdf5Layers make_single_layers(const std::string& path, int nz, int ny, int nx);
  Hdf5Layers make_id_layers(const std::string& path, int nz, int ny, int nx);

  /// Makes a dataset that is filled chunk by chunk: every chunk must be written.
  Hdf5Chunks make_chunks(const std::string& path, const Hdf5Chunks::Shape& shape);

  /// Copies a group with all in it from another file, as it lies on the disk.
  void copy_group(const std::filesystem::path& source, const std::string& from, const std::string& to);

  /// Flushes and closes. Throws IoError where anything failed since the file was opened.
  void close();

 private:
  friend class Hdf5Layers;
  friend class Hdf5Chunks;
  hid_t check(hid_t id, const char* action) const;
  void check_status(herr_t status, const char* action) const;
  [[noreturn]] void fail(const char* action) const;
  void write_array(const std::string& path, hid_t file_type, hid_t memory_type,
                   const std::vector<hsize_t>& shape, const void* data);
  /// \param shape  empty: one value
  void write_attribute(const std::string& path, const std::string& name, hid_t file_type, hid_t memory_type,
                       const void* data, const std::vector<hsize_t>& shape = {});
  Hdf5Handle make_space(const std::vector<hsize_t>& shape) const;
  Hdf5Layers make_layers(const std::string& path, hid_t file_type, const std::array<hsize_t, 3>& shape,
                         const void* fill_value);
  Hdf5Handle text_type() const;
  Hdf5Handle flag_type() const;
  Hdf5Handle dataset_properties() const;

  Hdf5Silence silence_;
  std::string shown_as_;
  std::unique_ptr<Hdf5WriteStatus> status_;
  Hdf5Handle file_;
  Hdf5Handle make_parents_;  ///< link creation properties
};

}  // namespace strata
