// A sample as its file will hold it, its fields compressed already.
#pragma once

#include <cstdint>
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
  /// By field: one chunk, or two, the reference frame and the solution.
  std::vector<std::vector<ChunkBytes>> chunks;
  std::string sha256;            ///< of the stored bytes of the solution frame of the first field
  DatasetStatistics statistics;  ///< of a training sample
};

/// Takes the fields of `sample` and leaves the rest in `packed.head`. Throws Error(not_converged) for a
/// number that is not finite, naming field and id.
void pack_sample(const DatasetLayout& layout, DatasetSample sample, PackedSample& packed);

/// A solution on its own grid, likewise.
struct PackedNative {
  std::uint64_t id = 0;
  std::array<std::vector<double>, 3> lines;
  ChunkBytes material, temperature, power_density;
};
void pack_native(int level, NativeFields fields, PackedNative& packed);

}  // namespace strata
