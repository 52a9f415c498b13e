// A sample as its file will hold it, its fields compressed already.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "postproc/dataset/chunk_packer.hpp"
#include "postproc/dataset/dataset.hpp"
#include "postproc/dataset/native_fields.hpp"
#include "postproc/dataset/statistics.hpp"

namespace strata {

struct PackedSample {
  std::string split;
  DatasetSample head;  ///< the sample without its fields
  /// By field: one chunk, or two, the reference frame and the solution. Samples may share them.
  std::vector<std::vector<std::shared_ptr<const ChunkBytes>>> chunks;
  std::string sha256;            ///< of the stored bytes of the solution frame of the first field
  DatasetStatistics statistics;  ///< of a training sample
};

/// Packs the samples of one dataset, in any number of threads.
class SamplePacker {
 public:
  /// Borrows the layout.
  explicit SamplePacker(const DatasetLayout& layout);
  ~SamplePacker();
  SamplePacker(const SamplePacker&) = delete;
  SamplePacker& operator=(const SamplePacker&) = delete;

  /// Takes the fields of `sample` and leaves the rest in `packed.head`. Throws Error(not_converged) for a
  /// number that is not finite, naming field and id.
  void pack(DatasetSample sample, PackedSample& packed);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// A solution on its own grid, likewise.
struct PackedNative {
  std::uint64_t id = 0;
  std::array<std::vector<double>, 3> lines;
  ChunkBytes material, temperature, power_density;
};
void pack_native(int level, NativeFields fields, PackedNative& packed);

}  // namespace strata
