#include "postproc/hdf5_file.hpp"

#include <algorithm>
#include <limits>
#include <system_error>

#include "inputs/error.hpp"

namespace strata {
namespace {

constexpr hsize_t kChunkBytes = hsize_t{256} << 10;
constexpr unsigned kDeflateLevel = 1;

herr_t keep_innermost(unsigned, const H5E_error2_t* error, void* text) {
  if (error->desc != nullptr) *static_cast<std::string*>(text) = error->desc;
  return 0;
}

hid_t disk_type(Hdf5Chunks::Type type) {
  switch (type) {
    case Hdf5Chunks::Type::float64:
      return H5T_IEEE_F64LE;
    case Hdf5Chunks::Type::uint16:
      return H5T_STD_U16LE;
    case Hdf5Chunks::Type::float32:
      break;
  }
  return H5T_IEEE_F32LE;
}

/// Chunks of whole rows in a layer, near kChunkBytes; several layers where they are small.
std::array<hsize_t, 3> chunk_shape(const std::array<hsize_t, 3>& shape, hsize_t value_bytes) {
  const hsize_t row_bytes = std::max<hsize_t>(1, shape[2] * value_bytes);
  const hsize_t rows = std::clamp<hsize_t>(kChunkBytes / row_bytes, 1, shape[1]);
  const hsize_t layers = std::clamp<hsize_t>(kChunkBytes / (row_bytes * rows), 1, shape[0]);
  return {layers, rows, shape[2]};
}

}  // namespace

Hdf5Silence::Hdf5Silence() {
  H5Eget_auto2(H5E_DEFAULT, &function_, &data_);
  H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
}

Hdf5Silence::~Hdf5Silence() {
  H5Eset_auto2(H5E_DEFAULT, function_, data_);
}

Hdf5File::Hdf5File(const std::filesystem::path& path, std::string shown_as)
    : shown_as_(std::move(shown_as)), status_(std::make_unique<Hdf5WriteStatus>()) {
  const Hdf5Handle access(check(H5Pcreate(H5P_FILE_ACCESS), "open"), H5Pclose);
  const Hdf5Handle driver(check(select_guarded_driver(access.id(), status_.get()), "open"), H5FDunregister);
  file_ =
      Hdf5Handle(check(H5Fcreate(path.c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, access.id()), "create"), H5Fclose);
  make_parents_ = Hdf5Handle(check(H5Pcreate(H5P_LINK_CREATE), "open"), H5Pclose);
  check_status(H5Pset_create_intermediate_group(make_parents_.id(), 1), "open");
  check_status(H5Pset_char_encoding(make_parents_.id(), H5T_CSET_UTF8), "open");
}

Hdf5File::~Hdf5File() = default;

void Hdf5File::fail(const char* action) const {
  std::string reason;
  if (status_->error_number != 0) {
    reason = std::generic_category().message(status_->error_number);
  } else {
    H5Ewalk2(H5E_DEFAULT, H5E_WALK_UPWARD, keep_innermost, &reason);
  }
  throw IoError(std::string("cannot ") + action + " '" + shown_as_ + "': " + reason);
}

hid_t Hdf5File::check(hid_t id, const char* action) const {
  if (id < 0 || status_->error_number != 0) fail(action);
  return id;
}

void Hdf5File::check_status(herr_t status, const char* action) const {
  if (status < 0 || status_->error_number != 0) fail(action);
}

Hdf5Handle Hdf5File::text_type() const {
  Hdf5Handle type(check(H5Tcopy(H5T_C_S1), "write"), H5Tclose);
  check_status(H5Tset_size(type.id(), H5T_VARIABLE), "write");
  check_status(H5Tset_cset(type.id(), H5T_CSET_UTF8), "write");
  return type;
}

Hdf5Handle Hdf5File::flag_type() const {
  Hdf5Handle type(check(H5Tenum_create(H5T_STD_I8LE), "write"), H5Tclose);
  std::int8_t value = 0;
  for (const char* name : {"FALSE", "TRUE"}) {
    check_status(H5Tenum_insert(type.id(), name, &value), "write");
    ++value;
  }
  return type;
}

/// Of datasets that do not remember when they were made: equal contents are equal files.
Hdf5Handle Hdf5File::dataset_properties() const {
  Hdf5Handle properties(check(H5Pcreate(H5P_DATASET_CREATE), "write"), H5Pclose);
  check_status(H5Pset_obj_track_times(properties.id(), false), "write");
  return properties;
}

Hdf5Handle Hdf5File::make_space(const std::vector<hsize_t>& shape) const {
  return {check(shape.empty() ? H5Screate(H5S_SCALAR)
                              : H5Screate_simple(static_cast<int>(shape.size()), shape.data(), nullptr),
                "write"),
          H5Sclose};
}

void Hdf5File::make_group(const std::string& path) {
  const Hdf5Handle group(
      check(H5Gcreate2(file_.id(), path.c_str(), make_parents_.id(), H5P_DEFAULT, H5P_DEFAULT), "write"),
      H5Gclose);
}

void Hdf5File::write_array(const std::string& path, hid_t file_type, hid_t memory_type,
                           const std::vector<hsize_t>& shape, const void* data) {
  const Hdf5Handle space = make_space(shape);
  const Hdf5Handle properties = dataset_properties();
  const Hdf5Handle dataset(check(H5Dcreate2(file_.id(), path.c_str(), file_type, space.id(),
                                            make_parents_.id(), properties.id(), H5P_DEFAULT),
                                 "write"),
                           H5Dclose);
  const bool is_empty = std::find(shape.begin(), shape.end(), hsize_t{0}) != shape.end();
  if (is_empty) return;
  check_status(H5Dwrite(dataset.id(), memory_type, H5S_ALL, H5S_ALL, H5P_DEFAULT, data), "write");
}

void Hdf5File::write(const std::string& path, const std::vector<double>& values, std::vector<hsize_t> shape) {
  if (shape.empty()) shape = {values.size()};
  write_array(path, H5T_IEEE_F64LE, H5T_NATIVE_DOUBLE, shape, values.data());
}

void Hdf5File::write(const std::string& path, const std::vector<std::int32_t>& values) {
  write_array(path, H5T_STD_I32LE, H5T_NATIVE_INT32, {values.size()}, values.data());
}

void Hdf5File::write(const std::string& path, const std::vector<std::uint16_t>& values) {
  write_array(path, H5T_STD_U16LE, H5T_NATIVE_UINT16, {values.size()}, values.data());
}

void Hdf5File::write(const std::string& path, const std::vector<std::uint64_t>& values) {
  write_array(path, H5T_STD_U64LE, H5T_NATIVE_UINT64, {values.size()}, values.data());
}

void Hdf5File::write(const std::string& path, const std::vector<float>& values, std::vector<hsize_t> shape) {
  if (shape.empty()) shape = {values.size()};
  write_array(path, H5T_IEEE_F32LE, H5T_NATIVE_FLOAT, shape, values.data());
}

void Hdf5File::write_flags(const std::string& path, const std::vector<std::uint8_t>& values) {
  const Hdf5Handle type = flag_type();
  write_array(path, type.id(), type.id(), {values.size()}, values.data());
}

void Hdf5File::write(const std::string& path, const std::vector<std::string>& values) {
  std::vector<const char*> pointers;
  pointers.reserve(values.size());
  for (const auto& value : values) pointers.push_back(value.c_str());
  const Hdf5Handle type = text_type();
  write_array(path, type.id(), type.id(), {pointers.size()}, pointers.data());
}

void Hdf5File::write(const std::string& path, const std::string& text) {
  const char* pointer = text.c_str();
  const Hdf5Handle type = text_type();
  write_array(path, type.id(), type.id(), {}, &pointer);
}

void Hdf5File::write_attribute(const std::string& path, const std::string& name, hid_t file_type,
                               hid_t memory_type, const void* data, const std::vector<hsize_t>& shape) {
  const Hdf5Handle space = make_space(shape);
  const Hdf5Handle attribute(check(H5Acreate_by_name(file_.id(), path.c_str(), name.c_str(), file_type,
                                                     space.id(), H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT),
                                   "write"),
                             H5Aclose);
  const bool is_empty = std::find(shape.begin(), shape.end(), hsize_t{0}) != shape.end();
  if (is_empty) return;
  check_status(H5Awrite(attribute.id(), memory_type, data), "write");
}

void Hdf5File::set_attribute(const std::string& path, const std::string& name, const std::string& value) {
  const char* pointer = value.c_str();
  const Hdf5Handle type = text_type();
  write_attribute(path, name, type.id(), type.id(), &pointer);
}

void Hdf5File::set_attribute(const std::string& path, const std::string& name, double value) {
  write_attribute(path, name, H5T_IEEE_F64LE, H5T_NATIVE_DOUBLE, &value);
}

void Hdf5File::set_attribute(const std::string& path, const std::string& name, std::int64_t value) {
  write_attribute(path, name, H5T_STD_I64LE, H5T_NATIVE_INT64, &value);
}

void Hdf5File::set_list(const std::string& path, const std::string& name,
                        const std::vector<std::string>& values) {
  std::vector<const char*> pointers;
  pointers.reserve(values.size());
  for (const auto& value : values) pointers.push_back(value.c_str());
  const Hdf5Handle type = text_type();
  write_attribute(path, name, type.id(), type.id(), pointers.data(), {pointers.size()});
}

void Hdf5File::set_list(const std::string& path, const std::string& name, const std::vector<double>& values) {
  write_attribute(path, name, H5T_IEEE_F64LE, H5T_NATIVE_DOUBLE, values.data(), {values.size()});
}

void Hdf5File::set_flag(const std::string& path, const std::string& name, bool value) {
  const Hdf5Handle type = flag_type();
  const std::uint8_t byte = value ? 1 : 0;
  write_attribute(path, name, type.id(), type.id(), &byte);
}

void Hdf5File::set_flags(const std::string& path, const std::string& name,
                         const std::vector<std::uint8_t>& values) {
  const Hdf5Handle type = flag_type();
  write_attribute(path, name, type.id(), type.id(), values.data(), {values.size()});
}

void Hdf5File::link(const std::string& existing, const std::string& path) {
  check_status(
      H5Lcreate_hard(file_.id(), existing.c_str(), file_.id(), path.c_str(), make_parents_.id(), H5P_DEFAULT),
      "write");
}

Hdf5Chunks Hdf5File::make_chunks(const std::string& path, const Hdf5Chunks::Shape& shape) {
  const Hdf5Handle properties = dataset_properties();
  check_status(H5Pset_chunk(properties.id(), static_cast<int>(shape.chunk.size()), shape.chunk.data()),
               "write");
  check_status(H5Pset_shuffle(properties.id()), "write");
  check_status(H5Pset_deflate(properties.id(), static_cast<unsigned>(shape.level)), "write");
  const Hdf5Handle space = make_space(shape.dataset);
  Hdf5Chunks chunks;
  chunks.file_ = this;
  chunks.dataset_ = Hdf5Handle(check(H5Dcreate2(file_.id(), path.c_str(), disk_type(shape.type), space.id(),
                                                make_parents_.id(), properties.id(), H5P_DEFAULT),
                                     "write"),
                               H5Dclose);
  return chunks;
}

Hdf5Layers Hdf5File::make_layers(const std::string& path, hid_t file_type,
                                 const std::array<hsize_t, 3>& shape, const void* fill_value) {
  const Hdf5Handle properties = dataset_properties();
  const auto chunk = chunk_shape(shape, H5Tget_size(file_type));
  check_status(H5Pset_chunk(properties.id(), 3, chunk.data()), "write");
  check_status(H5Pset_fill_value(properties.id(), file_type, fill_value), "write");
  check_status(H5Pset_shuffle(properties.id()), "write");
  check_status(H5Pset_deflate(properties.id(), kDeflateLevel), "write");
  check_status(H5Pset_fletcher32(properties.id()), "write");

  Hdf5Layers layers;
  layers.file_ = this;
  layers.ny_ = shape[1];
  layers.nx_ = shape[2];
  layers.file_space_ = Hdf5Handle(check(H5Screate_simple(3, shape.data(), nullptr), "write"), H5Sclose);
  const std::array<hsize_t, 3> one_layer{1, shape[1], shape[2]};
  layers.memory_space_ = Hdf5Handle(check(H5Screate_simple(3, one_layer.data(), nullptr), "write"), H5Sclose);
  layers.dataset_ = Hdf5Handle(check(H5Dcreate2(file_.id(), path.c_str(), file_type, layers.file_space_.id(),
                                                make_parents_.id(), properties.id(), H5P_DEFAULT),
                                     "write"),
                               H5Dclose);
  return layers;
}

Hdf5Layers Hdf5File::make_float_layers(const std::string& path, int nz, int ny, int nx) {
  const double missing = std::numeric_limits<double>::quiet_NaN();
  return make_layers(path, H5T_IEEE_F64LE,
                     {static_cast<hsize_t>(nz), static_cast<hsize_t>(ny), static_cast<hsize_t>(nx)},
                     &missing);
}

Hdf5Layers Hdf5File::make_single_layers(const std::string& path, int nz, int ny, int nx) {
  const float missing = std::numeric_limits<float>::quiet_NaN();
  return make_layers(path, H5T_IEEE_F32LE,
                     {static_cast<hsize_t>(nz), static_cast<hsize_t>(ny), static_cast<hsize_t>(nx)},
                     &missing);
}

Hdf5Layers Hdf5File::make_id_layers(const std::string& path, int nz, int ny, int nx) {
  const std::uint16_t missing = 0;
  return make_layers(path, H5T_STD_U16LE,
                     {static_cast<hsize_t>(nz), static_cast<hsize_t>(ny), static_cast<hsize_t>(nx)},
                     &missing);
}

void Hdf5File::copy_group(const std::filesystem::path& source, const std::string& from,
                          const std::string& to) {
  const Hdf5Handle other(H5Fopen(source.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT), H5Fclose);
  if (other.id() < 0) throw IoError("cannot read '" + source.string() + "': it is no whole HDF5 file");
  check_status(H5Ocopy(other.id(), from.c_str(), file_.id(), to.c_str(), H5P_DEFAULT, make_parents_.id()),
               "write");
}

void Hdf5File::close() {
  const herr_t result = H5Fclose(file_.release());
  check_status(result, "write");
}

void Hdf5Chunks::write(const std::vector<hsize_t>& offset, const std::vector<std::uint8_t>& stored) {
  constexpr std::uint32_t all_filters = 0;
  file_->check_status(
      H5Dwrite_chunk(dataset_.id(), H5P_DEFAULT, all_filters, offset.data(), stored.size(), stored.data()),
      "write");
}

void Hdf5Layers::write_layer(int k, hid_t type, const void* data, std::size_t n_values) {
  if (n_values != nx_ * ny_) throw Error(ExitCode::internal, "a layer has the wrong number of cells");
  const std::array<hsize_t, 3> start{static_cast<hsize_t>(k), 0, 0};
  const std::array<hsize_t, 3> count{1, ny_, nx_};
  file_->check_status(
      H5Sselect_hyperslab(file_space_.id(), H5S_SELECT_SET, start.data(), nullptr, count.data(), nullptr),
      "write");
  file_->check_status(H5Dwrite(dataset_.id(), type, memory_space_.id(), file_space_.id(), H5P_DEFAULT, data),
                      "write");
}

void Hdf5Layers::write(int k, const std::vector<double>& layer) {
  write_layer(k, H5T_NATIVE_DOUBLE, layer.data(), layer.size());
}

void Hdf5Layers::write(int k, const std::vector<std::uint16_t>& layer) {
  write_layer(k, H5T_NATIVE_UINT16, layer.data(), layer.size());
}

}  // namespace strata
