// Chunks that come again: neighbouring samples often share their geometry, and fields that follow from it
// alone need not be compressed twice.
#pragma once

#include <cstring>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "postproc/dataset/chunk_packer.hpp"
#include "postproc/dataset/statistics.hpp"

namespace strata {

/// The last chunk of each slot; for any number of threads.
template <class T>
class ChunkMemo {
 public:
  struct Entry {
    std::vector<T> values;
    std::shared_ptr<const ChunkBytes> chunk;
    std::optional<FieldStatistics> statistics;
  };

  explicit ChunkMemo(std::size_t n_slots) : slots_(n_slots) {}

  /// The entry of the slot where it holds these values to the last bit; else null.
  std::shared_ptr<const Entry> find(std::size_t slot, const std::vector<T>& values) const {
    std::shared_ptr<const Entry> entry;
    {
      const std::lock_guard lock(mutex_);
      entry = slots_[slot];
    }
    const bool is_same = entry && entry->values.size() == values.size() &&
                         std::memcmp(entry->values.data(), values.data(), values.size() * sizeof(T)) == 0;
    return is_same ? entry : nullptr;
  }
  void put(std::size_t slot, std::shared_ptr<const Entry> entry) {
    const std::lock_guard lock(mutex_);
    slots_[slot] = std::move(entry);
  }

 private:
  mutable std::mutex mutex_;
  std::vector<std::shared_ptr<const Entry>> slots_;
};

}  // namespace strata
