#include "postproc/dataset/block_writer.hpp"

#include <algorithm>
#include <chrono>
#include <list>
#include <map>
#include <set>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "inputs/error.hpp"
#include "postproc/atomic_file.hpp"
#include "postproc/dataset/native_file.hpp"
#include "postproc/dataset/packed_sample.hpp"
#include "postproc/dataset/task_queue.hpp"
#include "postproc/dataset/well_file.hpp"

namespace strata {

namespace {

std::size_t n_values(const DatasetField& field, const std::array<int, 3>& cells) {
  std::size_t n = field.order == 0 ? 1 : field.order == 1 ? 3 : 9;
  for (const int along : cells) n *= static_cast<std::size_t>(along);
  return n;
}

void check_shapes(const DatasetLayout& layout, const DatasetSample& sample) {
  const auto fail = [&](const std::string& what) {
    throw Error(ExitCode::internal, fmt::format("sample {}: {}", sample.provenance.id, what));
  };
  if (sample.fields.size() != layout.fields.size()) fail("not the fields of the dataset");
  for (std::size_t f = 0; f < layout.fields.size(); ++f) {
    if (sample.fields[f].size() != n_values(layout.fields[f], layout.cells))
      fail("the field '" + layout.fields[f].name + "' has the wrong number of values");
  }
  for (std::size_t axis = 0; axis < 3; ++axis) {
    if (sample.lines[axis].size() != static_cast<std::size_t>(layout.cells[axis]) + 1)
      fail("the grid has the wrong number of cells");
  }
  if (sample.parameters.size() != layout.parameters.size() ||
      sample.conditions.size() != layout.conditions.size() ||
      sample.results.size() != layout.results.size() ||
      sample.provenance.boundary_heat.size() != layout.boundaries.size() ||
      sample.provenance.parents.size() != sample.provenance.weights.size())
    fail("not the numbers that the dataset asks for");
}

/// What tasks need: their results lie in lists, whose members stay where they are.
struct Contents {
  DatasetLayout layout;
  SamplePacker packer;
  std::list<PackedSample> samples;
  std::list<PackedNative> natives;

  explicit Contents(DatasetLayout of) : layout(std::move(of)), packer(layout) {}
};

std::map<std::string, std::vector<const PackedSample*>> by_split(const std::list<PackedSample>& samples) {
  std::map<std::string, std::vector<const PackedSample*>> splits;
  for (const PackedSample& sample : samples) splits[sample.split].push_back(&sample);
  for (auto& [split, own] : splits) {
    std::sort(own.begin(), own.end(), [](const PackedSample* a, const PackedSample* b) {
      return a->head.provenance.id < b->head.provenance.id;
    });
  }
  return splits;
}

}  // namespace

std::string block_name(std::uint64_t block) {
  return fmt::format("block_{:06}", block);
}

struct BlockWriter::State {
  std::filesystem::path directory;
  std::string name;
  Contents contents;
  std::set<std::uint64_t> ids, native_ids;
  TaskQueue queue;  // after the contents: its threads end before those go

  State(DatasetLayout layout, std::filesystem::path of, std::uint64_t block, int threads,
        std::size_t max_waiting)
      : directory(std::move(of)),
        name(block_name(block)),
        contents(std::move(layout)),
        queue(threads, max_waiting) {}

  void write_splits(CommittedBlock& committed);
  void write_natives(CommittedBlock& committed);
  void write_statistics(CommittedBlock& committed);
};

BlockWriter::BlockWriter(DatasetLayout layout, std::filesystem::path directory, std::uint64_t block,
                         int threads, std::size_t max_waiting)
    : state_(std::make_unique<State>(std::move(layout), std::move(directory), block, threads, max_waiting)) {}

BlockWriter::~BlockWriter() = default;

void BlockWriter::add(const std::string& split, DatasetSample sample) {
  Contents& contents = state_->contents;
  check_shapes(contents.layout, sample);
  const std::uint64_t id = sample.provenance.id;
  if (!state_->ids.insert(id).second)
    throw Error(ExitCode::internal, fmt::format("sample {} was added twice", id));
  PackedSample& packed = contents.samples.emplace_back();
  packed.split = split;
  // std::function wants to be copied; the sample must not be.
  const auto shared = std::make_shared<DatasetSample>(std::move(sample));
  state_->queue.add([&contents, &packed, shared] { contents.packer.pack(std::move(*shared), packed); });
}

void BlockWriter::add_native(std::uint64_t id, NativeFields fields) {
  if (!state_->native_ids.insert(id).second)
    throw Error(ExitCode::internal, fmt::format("the native fields of sample {} were added twice", id));
  Contents& contents = state_->contents;
  PackedNative& packed = contents.natives.emplace_back();
  packed.id = id;
  const auto shared = std::make_shared<NativeFields>(std::move(fields));
  state_->queue.add(
      [&contents, &packed, shared] { pack_native(contents.layout.compression, std::move(*shared), packed); });
}

void BlockWriter::State::write_splits(CommittedBlock& committed) {
  committed.statistics = empty_statistics(contents.layout);
  for (const auto& [split, samples] : by_split(contents.samples)) {
    const std::string file = fmt::format("data/{}/{}.hdf5", split, name);
    write_well_file(contents.layout, samples, directory / file);
    committed.files.push_back(file);
    for (std::size_t n = 0; n < samples.size(); ++n) {
      committed.samples.push_back({samples[n]->head.provenance.id, split, file, n, samples[n]->sha256});
      if (split == "train") merge(committed.statistics, samples[n]->statistics);
    }
  }
  std::sort(committed.samples.begin(), committed.samples.end(),
            [](const WrittenSample& a, const WrittenSample& b) { return a.id < b.id; });
}

void BlockWriter::State::write_natives(CommittedBlock& committed) {
  if (contents.natives.empty()) return;
  std::vector<const PackedNative*> samples;
  samples.reserve(contents.natives.size());
  for (const PackedNative& sample : contents.natives) samples.push_back(&sample);
  std::sort(samples.begin(), samples.end(),
            [](const PackedNative* a, const PackedNative* b) { return a->id < b->id; });
  const std::string file = fmt::format("native/{}.h5", name);
  write_native_file(contents.layout.compression, samples, directory / file);
  committed.files.push_back(file);
}

void BlockWriter::State::write_statistics(CommittedBlock& committed) {
  const std::string file = fmt::format("statistics/{}.json", name);
  make_directory(directory / "statistics");
  write_file_atomically(directory / file, to_json(committed.statistics).dump(1) + '\n');
  committed.files.push_back(file);
}

CommittedBlock BlockWriter::commit() {
  CommittedBlock committed;
  state_->queue.finish();
  const auto start = std::chrono::steady_clock::now();
  state_->write_splits(committed);
  state_->write_natives(committed);
  state_->write_statistics(committed);
  committed.times = {state_->queue.busy_s(), state_->queue.wait_s(),
                     std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count()};
  return committed;
}

}  // namespace strata
