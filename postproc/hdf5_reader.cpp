#include "postproc/hdf5_reader.hpp"

#include <algorithm>
#include <functional>
#include <numeric>

#include "inputs/error.hpp"

namespace strata {
namespace {

std::size_t product(const std::vector<hsize_t>& counts) {
  return std::accumulate(counts.begin(), counts.end(), std::size_t{1}, std::multiplies<>());
}

}  // namespace

Hdf5Reader::Hdf5Reader(const std::filesystem::path& path)
    : shown_as_(path.string()),
      file_(check(H5Fopen(path.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT), "open"), H5Fclose) {}

hid_t Hdf5Reader::check(hid_t id, const std::string& what) const {
  if (id < 0) throw IoError("cannot " + what + " '" + shown_as_ + "': not a sound HDF5 file with it");
  return id;
}

std::vector<std::string> Hdf5Reader::names(const std::string& group) const {
  const std::string what = "read " + group + " of";
  const Hdf5Handle opened(check(H5Gopen2(file_.id(), group.c_str(), H5P_DEFAULT), what), H5Gclose);
  H5G_info_t facts{};
  check(H5Gget_info(opened.id(), &facts), what);
  std::vector<std::string> list;
  list.reserve(facts.nlinks);
  for (hsize_t n = 0; n < facts.nlinks; ++n) {
    const auto name = [&](char* text, std::size_t size) {
      return H5Lget_name_by_idx(opened.id(), ".", H5_INDEX_NAME, H5_ITER_INC, n, text, size, H5P_DEFAULT);
    };
    std::string text(static_cast<std::size_t>(std::max<ssize_t>(0, name(nullptr, 0))), '\0');
    if (text.empty() || name(text.data(), text.size() + 1) < 0) check(-1, what);
    list.push_back(std::move(text));
  }
  return list;
}

Hdf5Handle Hdf5Reader::open_dataset(const std::string& path) const {
  return {check(H5Dopen2(file_.id(), path.c_str(), H5P_DEFAULT), "read " + path + " of"), H5Dclose};
}

std::vector<hsize_t> Hdf5Reader::shape(const std::string& path) const {
  const Hdf5Handle dataset = open_dataset(path);
  const Hdf5Handle space(check(H5Dget_space(dataset.id()), "read " + path + " of"), H5Sclose);
  std::vector<hsize_t> lengths(
      static_cast<std::size_t>(check(H5Sget_simple_extent_ndims(space.id()), "read " + path + " of")));
  check(H5Sget_simple_extent_dims(space.id(), lengths.data(), nullptr), "read " + path + " of");
  return lengths;
}

std::vector<double> Hdf5Reader::read(const std::string& path) const {
  std::vector<hsize_t> lengths = shape(path);
  std::vector<hsize_t> origin(lengths.size(), 0);
  return read(path, {std::move(origin), std::move(lengths)});
}

std::vector<double> Hdf5Reader::read(const std::string& path, const Hdf5Block& block) const {
  const std::string what = "read " + path + " of";
  std::vector<double> values(product(block.count));
  if (values.empty()) return values;
  const Hdf5Handle dataset = open_dataset(path);
  const Hdf5Handle space(check(H5Dget_space(dataset.id()), what), H5Sclose);
  if (H5Sget_simple_extent_ndims(space.id()) != static_cast<int>(block.count.size())) check(-1, what);
  check(H5Sselect_hyperslab(space.id(), H5S_SELECT_SET, block.start.data(), nullptr, block.count.data(),
                            nullptr),
        what);
  const Hdf5Handle memory(
      check(H5Screate_simple(static_cast<int>(block.count.size()), block.count.data(), nullptr), what),
      H5Sclose);
  check(H5Dread(dataset.id(), H5T_NATIVE_DOUBLE, memory.id(), space.id(), H5P_DEFAULT, values.data()), what);
  return values;
}

}  // namespace strata
