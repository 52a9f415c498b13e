#include "postproc/checkpoint/shard_file.hpp"

#include <algorithm>
#include <bit>

#include <fcntl.h>
#include <unistd.h>

#include "inputs/error.hpp"
#include "postproc/atomic_file.hpp"
#include "postproc/checksum.hpp"
#include "postproc/hdf5_reader.hpp"

namespace strata {
namespace {

static_assert(std::endian::native == std::endian::little, "checksums are of little-endian numbers");

constexpr hsize_t kBufferValues = hsize_t{1} << 17;

std::string sha256_of_numbers(const std::vector<double>& values) {
  Sha256 hash;
  hash.add(values.data(), values.size() * sizeof(double));
  return hash.finish();
}

hsize_t product(const std::vector<hsize_t>& lengths) {
  hsize_t n = 1;
  for (const hsize_t length : lengths) n *= length;
  return n;
}

/// Checksum of a dataset's numbers as they are in the file, a few rows at a time.
std::string sha256_of_dataset(const Hdf5Reader& reader, const std::string& name) {
  const std::vector<hsize_t> shape = reader.shape(name);
  Hdf5Block block{std::vector<hsize_t>(shape.size(), 0), shape};
  const hsize_t row = std::max<hsize_t>(1, product(shape) / std::max<hsize_t>(1, shape[0]));
  const hsize_t rows = std::max<hsize_t>(1, kBufferValues / row);
  Sha256 hash;
  for (hsize_t first = 0; first < shape[0]; first += rows) {
    block.start[0] = first;
    block.count[0] = std::min(rows, shape[0] - first);
    const std::vector<double> values = reader.read(name, block);
    hash.add(values.data(), values.size() * sizeof(double));
  }
  return hash.finish();
}

/// So that what is read next comes from the disk as far as the system allows.
void drop_from_cache(const std::filesystem::path& path) {
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return;
  posix_fadvise(descriptor, 0, 0, POSIX_FADV_DONTNEED);
  ::close(descriptor);
}

std::vector<hsize_t> shape_of(const std::vector<double>& values, const std::vector<hsize_t>& row_shape) {
  std::vector<hsize_t> shape{values.size() / std::max<hsize_t>(1, product(row_shape))};
  shape.insert(shape.end(), row_shape.begin(), row_shape.end());
  return shape;
}

void require_datasets(const Hdf5Reader& reader, const CheckpointFile& file) {
  for (const auto& [name, sum] : file.datasets) {
    if (sha256_of_dataset(reader, name) == sum) continue;
    throw IoError("'" + name + "' in '" + file.name + "' is not what was written: its checksum does not fit");
  }
}

}  // namespace

CheckpointFile write_shard_file(const std::filesystem::path& path, const NamedNumbers& datasets,
                                const std::vector<hsize_t>& row_shape) {
  AtomicFile target(path);
  Hdf5File file(target.temporary(), target.target().string());
  CheckpointFile written;
  written.name = path.filename().string();
  for (const auto& [name, values] : datasets) {
    file.write(name, values, shape_of(values, row_shape));
    written.datasets[name] = sha256_of_numbers(values);
  }
  file.close();
  target.commit();
  drop_from_cache(path);
  written.bytes = std::filesystem::file_size(path);
  written.sha256 = sha256_of_file(path);
  require_datasets(Hdf5Reader(path), written);
  return written;
}

void verify_file(const std::filesystem::path& directory, const CheckpointFile& file) {
  const std::filesystem::path path = directory / file.name;
  std::error_code error;
  const auto bytes = std::filesystem::file_size(path, error);
  if (error) throw IoError("'" + file.name + "' cannot be read: " + error.message());
  if (bytes != file.bytes) {
    throw IoError("'" + file.name + "' has " + std::to_string(bytes) + " bytes instead of " +
                  std::to_string(file.bytes));
  }
  if (sha256_of_file(path) != file.sha256) {
    throw IoError("'" + file.name + "' was changed: its checksum does not fit");
  }
  require_datasets(Hdf5Reader(path), file);
}

}  // namespace strata
