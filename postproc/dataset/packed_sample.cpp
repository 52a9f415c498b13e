#include "postproc/dataset/packed_sample.hpp"

#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "inputs/error.hpp"
#include "postproc/checksum.hpp"

namespace strata {

namespace {

/// Packs the frames of one field of type T.
template <class T>
class FieldPacker {
 public:
  FieldPacker(const DatasetLayout& layout, const DatasetSample& sample)
      : layout_(layout), sample_(sample), packer_(layout.compression) {}

  std::vector<ChunkBytes> pack(std::size_t f) {
    const DatasetField& field = layout_.fields[f];
    const std::vector<double>& values = sample_.fields[f];
    std::vector<ChunkBytes> frames;
    if (field.varies_in_time) {
      stored_.assign(values.size(), static_cast<T>(reference_value(field, sample_)));
      check(field);
      frames.push_back(packer_.pack(stored_));
    }
    stored_.assign(values.begin(), values.end());
    check(field);
    frames.push_back(packer_.pack(stored_));
    return frames;
  }

  /// Of the bytes packed last.
  std::string checksum() const {
    Sha256 sum;
    sum.add(stored_.data(), stored_.size() * sizeof(T));
    return sum.finish();
  }

 private:
  void check(const DatasetField& field) const {
    for (const T value : stored_) {
      if (std::isfinite(value)) continue;
      throw Error(ExitCode::not_converged,
                  fmt::format("sample {}: the field '{}' holds a number that is not finite",
                              sample_.provenance.id, field.name));
    }
  }

  const DatasetLayout& layout_;
  const DatasetSample& sample_;
  ChunkPacker packer_;
  std::vector<T> stored_;
};

template <class T>
void pack_fields(const DatasetLayout& layout, const DatasetSample& sample, PackedSample& packed) {
  FieldPacker<T> packer(layout, sample);
  for (std::size_t f = 0; f < layout.fields.size(); ++f) {
    packed.chunks.push_back(packer.pack(f));
    if (f == 0) packed.sha256 = packer.checksum();
  }
}

}  // namespace

void pack_sample(const DatasetLayout& layout, DatasetSample sample, PackedSample& packed) {
  if (layout.double_precision) {
    pack_fields<double>(layout, sample, packed);
  } else {
    pack_fields<float>(layout, sample, packed);
  }
  if (packed.split == "train") packed.statistics = statistics_of(layout, sample);
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
