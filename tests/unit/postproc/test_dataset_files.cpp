#include <cmath>
#include <limits>

#include <catch2/catch.hpp>
#include <hdf5.h>
#include <nlohmann/json.hpp>

#include "dataset_case.hpp"
#include "inputs/error.hpp"
#include "postproc/checksum.hpp"
#include "postproc/dataset/block_writer.hpp"
#include "postproc/dataset/dataset_json.hpp"
#include "postproc/dataset/layout.hpp"
#include "postproc/dataset/task_queue.hpp"
#include "temporary_folder.hpp"

using namespace strata;
using strata::test::TemporaryFolder;
using Names = std::vector<std::string>;

namespace {

const char* split_of(std::uint64_t id) {
  return id % 4 == 3 ? "test" : "train";
}

NativeFields some_native_fields() {
  NativeFields fields;
  fields.lines = {std::vector<double>{0, 1, 2}, std::vector<double>{0, 1}, std::vector<double>{0, 1}};
  fields.material = {1, 0};
  fields.temperature = {300.0, std::nan("")};
  fields.power_density = {5.0, 0.0};
  return fields;
}

CommittedBlock write_block(const TemporaryFolder& folder, int threads,
                           const std::vector<std::uint64_t>& ids) {
  const DatasetLayout layout = test::small_layout();
  BlockWriter writer(layout, folder.path(), 12, threads, 2);
  for (const std::uint64_t id : ids) {
    writer.add(split_of(id), test::small_sample(layout, id));
    writer.add_native(id, some_native_fields());
  }
  return writer.commit();
}

/// All values of a dataset of floating point numbers, read through HDF5's own filters.
std::vector<double> read_values(const std::filesystem::path& path, const char* name) {
  const hid_t file = H5Fopen(path.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT);
  const hid_t dataset = H5Dopen2(file, name, H5P_DEFAULT);
  const hid_t space = H5Dget_space(dataset);
  std::vector<double> values(static_cast<std::size_t>(H5Sget_simple_extent_npoints(space)));
  CHECK(H5Dread(dataset, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()) >= 0);
  H5Sclose(space);
  H5Dclose(dataset);
  H5Fclose(file);
  return values;
}

}  // namespace

TEST_CASE("a block's files have the same bytes whatever the threads and the order in which samples come") {
  const TemporaryFolder inline_folder, one_folder, four_folder;
  const CommittedBlock first = write_block(inline_folder, 0, {0, 1, 2, 3, 4, 5, 6, 7});
  write_block(one_folder, 1, {0, 1, 2, 3, 4, 5, 6, 7});
  write_block(four_folder, 4, {7, 2, 5, 0, 3, 6, 1, 4});
  const Names names{"data/test/block_000012.hdf5", "data/train/block_000012.hdf5", "native/block_000012.h5",
                    "statistics/block_000012.json"};
  for (const TemporaryFolder* folder : {&inline_folder, &one_folder, &four_folder})
    CHECK(folder->names() == names);
  for (const std::string& name : names) {
    const std::string bytes = test::read_text(inline_folder.path() / name);
    CHECK(test::read_text(one_folder.path() / name) == bytes);
    CHECK(test::read_text(four_folder.path() / name) == bytes);
  }
  CHECK(first.files == names);
}

TEST_CASE("samples are found where the block says, with the checksum of their bytes") {
  const TemporaryFolder folder;
  const DatasetLayout layout = test::small_layout();
  const CommittedBlock block = write_block(folder, 2, {5, 3, 4});
  REQUIRE(block.samples.size() == 3);
  CHECK(block.samples[0].id == 3);
  CHECK(block.samples[0].split == "test");
  CHECK(block.samples[2].file == "data/train/block_000012.hdf5");
  CHECK(block.samples[2].index == 1);
  for (const WrittenSample& written : block.samples) {
    const DatasetSample sample = test::small_sample(layout, written.id);
    const std::vector<double> values = read_values(folder.path() / written.file, "/t0_fields/temperature");
    const std::size_t n = sample.fields[0].size();
    std::vector<float> stored;
    for (std::size_t cell = 0; cell < n; ++cell) {
      CHECK(values[2 * n * written.index + cell] == double{static_cast<float>(298.15)});
      stored.push_back(static_cast<float>(values[(2 * written.index + 1) * n + cell]));
      CHECK(stored.back() == static_cast<float>(sample.fields[0][cell]));
    }
    CHECK(written.sha256 ==
          sha256({reinterpret_cast<const char*>(stored.data()), stored.size() * sizeof(float)}));
  }
  CHECK(block.statistics.n_samples == 2);
  CHECK(block.times.compress_s > 0.0);
}

TEST_CASE("double precision keeps every bit") {
  const TemporaryFolder folder;
  DatasetLayout layout = test::small_layout();
  layout.double_precision = true;
  layout.compression = 6;
  BlockWriter writer(layout, folder.path(), 0, 1);
  const DatasetSample sample = test::small_sample(layout, 1);
  writer.add("train", sample);
  writer.commit();
  std::vector<double> frames(sample.fields[3].size(), 0.0);
  frames.insert(frames.end(), sample.fields[3].begin(), sample.fields[3].end());
  CHECK(read_values(folder.path() / "data/train/block_000000.hdf5", "/stress") == frames);
}

TEST_CASE("numbers that are not finite are refused, with the field and the sample") {
  for (const double bad : {std::nan(""), std::numeric_limits<double>::infinity(), 1e60}) {
    const TemporaryFolder folder;
    const DatasetLayout layout = test::small_layout();
    BlockWriter writer(layout, folder.path(), 0, 2);
    DatasetSample sample = test::small_sample(layout, 17);
    sample.fields[1][5] = bad;
    writer.add("train", sample);
    CHECK_THROWS_WITH(writer.commit(),
                      "sample 17: the field 'power_density' holds a number that is not finite");
    CHECK(folder.names().empty());
    CHECK_THROWS_AS(writer.add("train", test::small_sample(layout, 18)), Error);
  }
}

TEST_CASE("samples of another shape and samples added twice are refused") {
  const TemporaryFolder folder;
  const DatasetLayout layout = test::small_layout();
  BlockWriter writer(layout, folder.path(), 0, 0);
  DatasetSample sample = test::small_sample(layout, 1);
  sample.fields[2].pop_back();
  CHECK_THROWS_WITH(writer.add("train", sample),
                    "sample 1: the field 'displacement' has the wrong number of values");
  sample = test::small_sample(layout, 1);
  sample.parameters.pop_back();
  CHECK_THROWS_AS(writer.add("train", sample), Error);
  writer.add("train", test::small_sample(layout, 1));
  CHECK_THROWS_WITH(writer.add("test", test::small_sample(layout, 1)), "sample 1 was added twice");
}

TEST_CASE("a block that cannot be written leaves no file behind") {
  const TemporaryFolder folder;
  const DatasetLayout layout = test::small_layout();
  BlockWriter writer(layout, folder.path(), 0, 1);
  writer.add("train", test::small_sample(layout, 0));
  {
    const test::FileSizeLimit limit(4096);
    CHECK_THROWS_AS(writer.commit(), IoError);
  }
  CHECK(folder.names().empty());
  CHECK(writer.commit().samples.size() == 1);
}

TEST_CASE("a queue does everything once, waits where it is full and hands failures on") {
  std::vector<int> done(50, 0);
  {
    TaskQueue queue(3, 2);
    for (int& one : done) queue.add([&one] { ++one; });
    queue.finish();
    CHECK(done == std::vector<int>(50, 1));
    queue.add([] { throw IoError("full"); });
    CHECK_THROWS_AS(queue.finish(), IoError);
    CHECK_THROWS_AS(queue.add([&done] { done[0] = 7; }), IoError);
  }
  CHECK(done[0] == 1);
}

TEST_CASE("dataset.json says what the files hold") {
  const auto json =
      nlohmann::json::parse(dataset_json(test::small_layout(), {{"train", 3}, {"test_ood", 1}}));
  CHECK(json.at("name") == "small");
  CHECK(json.at("samples").at("test_ood") == 1);
  CHECK(json.at("fields").at(0).at("units") == "K");
  CHECK(json.at("parameters").at(1).at("choices").at(1) == "8");
  CHECK(json.at("global_params") ==
        nlohmann::json{"thickness", "dies", "total_power", "film_coefficient_top"});
  CHECK(json.at("grid_lines_m").at(2).at(1) == 1e-3);
  CHECK(json.at("versions").at("git_commit").is_string());
}
