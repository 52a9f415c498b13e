#include "postproc/dataset/chunk_packer.hpp"

#include <bit>

#include <libdeflate.h>

#include "inputs/error.hpp"

namespace strata {

static_assert(std::endian::native == std::endian::little,
              "files are little-endian, and chunks go there as they are");

struct ChunkPacker::State {
  libdeflate_compressor* compressor = nullptr;
  ChunkBytes shuffled, room;
};

ChunkPacker::ChunkPacker(int level) : state_(std::make_unique<State>()) {
  if (level >= 0 && level <= 9) state_->compressor = libdeflate_alloc_compressor(level);
  if (state_->compressor == nullptr)
    throw Error(ExitCode::internal, "no compressor of level " + std::to_string(level));
}

ChunkPacker::~ChunkPacker() {
  libdeflate_free_compressor(state_->compressor);
}

/// Shuffled: the first bytes of all values, then the second ones, and so on.
template <class T>
ChunkBytes ChunkPacker::pack_any(const std::vector<T>& values) {
  const std::size_t n = values.size();
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(values.data());
  ChunkBytes& shuffled = state_->shuffled;
  shuffled.resize(n * sizeof(T));
  for (std::size_t b = 0; b < sizeof(T); ++b) {
    std::uint8_t* plane = shuffled.data() + b * n;
    for (std::size_t i = 0; i < n; ++i) plane[i] = bytes[i * sizeof(T) + b];
  }
  ChunkBytes& room = state_->room;
  room.resize(libdeflate_zlib_compress_bound(state_->compressor, shuffled.size()));
  const std::size_t size = libdeflate_zlib_compress(state_->compressor, shuffled.data(), shuffled.size(),
                                                    room.data(), room.size());
  if (size == 0) throw Error(ExitCode::internal, "compression failed");
  return {room.begin(), room.begin() + static_cast<std::ptrdiff_t>(size)};
}

ChunkBytes ChunkPacker::pack(const std::vector<float>& values) {
  return pack_any(values);
}
ChunkBytes ChunkPacker::pack(const std::vector<double>& values) {
  return pack_any(values);
}
ChunkBytes ChunkPacker::pack(const std::vector<std::uint16_t>& values) {
  return pack_any(values);
}

}  // namespace strata
