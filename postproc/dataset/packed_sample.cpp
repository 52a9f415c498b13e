#include "postproc/dataset/packed_sample.hpp"

#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "inputs/error.hpp"
#include "postproc/checksum.hpp"
#include "postproc/dataset/chunk_memo.hpp"

namespace strata {

namespace {

/// Packs the fields of one sample as numbers of type T.
template <class T>
class FieldPacker {
 public:
  FieldPacker(const DatasetLayout& layout, const DatasetSample& sample, ChunkMemo<T>& memo,
              PackedSample& packed)
      : layout_(layout), sample_(sample), memo_(memo), packed_(packed), packer_(layout.compression) {}

  void pack() {
    const bool counts = packed_.split == "train";
    packed_.statistics.n_samples = counts ? 1 : 0;
    for (std::size_t f = 0; f < layout_.fields.size(); ++f) {
      packed_.chunks.emplace_back();
      if (layout_.fields[f].varies_in_time) {
        pack_frames(f, counts);
      } else {
        pack_constant(f, counts);
      }
    }
  }

 private:
  using Entry = typename ChunkMemo<T>::Entry;

  /// The reference frame, likely that of the sample before, and the solution.
  void pack_frames(std::size_t f, bool counts) {
    stored_.assign(sample_.fields[f].size(), static_cast<T>(reference_value(layout_.fields[f], sample_)));
    packed_.chunks[f].push_back(remembered(f, false)->chunk);
    store(f);
    check_finite(f);
    packed_.chunks[f].push_back(std::make_shared<const ChunkBytes>(packer_.pack(stored_)));
    if (f == 0) packed_.sha256 = checksum();
    if (counts) packed_.statistics.fields.push_back(statistics(f));
  }
  void pack_constant(std::size_t f, bool counts) {
    store(f);
    const std::shared_ptr<const Entry> entry = remembered(f, counts);
    packed_.chunks[f].push_back(entry->chunk);
    if (!counts) return;
    const std::optional<FieldStatistics>& known = entry->statistics;
    packed_.statistics.fields.push_back(known ? *known : statistics(f));
  }
  std::shared_ptr<const Entry> remembered(std::size_t f, bool with_statistics) {
    if (auto found = memo_.find(f, stored_)) return found;
    check_finite(f);
    auto entry = std::make_shared<Entry>();
    entry->values = stored_;
    entry->chunk = std::make_shared<const ChunkBytes>(packer_.pack(stored_));
    if (with_statistics) entry->statistics = statistics(f);
    memo_.put(f, entry);
    return entry;
  }

  void store(std::size_t f) { stored_.assign(sample_.fields[f].begin(), sample_.fields[f].end()); }
  FieldStatistics statistics(std::size_t f) const {
    const DatasetField& field = layout_.fields[f];
    return field_statistics(field, sample_.fields[f], reference_value(field, sample_),
                            layout_.double_precision);
  }
  std::string checksum() const {
    Sha256 sum;
    sum.add(stored_.data(), stored_.size() * sizeof(T));
    return sum.finish();
  }
  void check_finite(std::size_t f) const {
    bool is_finite = true;
    for (const T value : stored_) is_finite = std::isfinite(value) && is_finite;
    if (is_finite) return;
    throw Error(ExitCode::not_converged,
                fmt::format("sample {}: the field '{}' holds a number that is not finite",
                            sample_.provenance.id, layout_.fields[f].name));
  }

  const DatasetLayout& layout_;
  const DatasetSample& sample_;
  ChunkMemo<T>& memo_;
  PackedSample& packed_;
  ChunkPacker packer_;
  std::vector<T> stored_;
};

}  // namespace

/// Of the two memos one is used: that of the precision of the dataset.
struct SamplePacker::State {
  const DatasetLayout& layout;
  ChunkMemo<float> singles;
  ChunkMemo<double> doubles;
};

SamplePacker::SamplePacker(const DatasetLayout& layout)
    : state_(new State{layout, ChunkMemo<float>(layout.fields.size()),
                       ChunkMemo<double>(layout.fields.size())}) {}

SamplePacker::~SamplePacker() = default;

void SamplePacker::pack(DatasetSample sample, PackedSample& packed) {
  if (state_->layout.double_precision) {
    FieldPacker<double>(state_->layout, sample, state_->doubles, packed).pack();
  } else {
    FieldPacker<float>(state_->layout, sample, state_->singles, packed).pack();
  }
  sample.fields.clear();
  packed.head = std::move(sample);
}

void pack_native(int level, NativeFields fields, PackedNative& packed) {
  ChunkPacker packer(level);
  packed.material = packer.pack(fields.material);
  packed.temperature = packer.pack(fields.temperature);
  packed.power_density = packer.pack(fields.power_density);
  packed.lines = std::move(fields.lines);
}

}  // namespace strata
