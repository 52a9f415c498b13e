// Arrays in the form in which HDF5 stores a chunk under its filters `shuffle` and `deflate`, made by
// libdeflate: several times faster than zlib, and an ordinary zlib stream (RFC 1950).
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

namespace strata {

using ChunkBytes = std::vector<std::uint8_t>;

/// For one thread at a time; keeps its memory from chunk to chunk.
class ChunkPacker {
 public:
  /// \param level  0 to 9. Throws Error(internal) for any other.
  explicit ChunkPacker(int level);
  ~ChunkPacker();
  ChunkPacker(const ChunkPacker&) = delete;
  ChunkPacker& operator=(const ChunkPacker&) = delete;

  ChunkBytes pack(const std::vector<float>& values);
  ChunkBytes pack(const std::vector<double>& values);
  ChunkBytes pack(const std::vector<std::uint16_t>& values);

 private:
  template <class T>
  ChunkBytes pack_any(const std::vector<T>& values);
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace strata
