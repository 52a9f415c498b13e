// Fields on rank 0, one layer of cells at a time, so that a writer needs memory for one layer and not for the
// grid.
#pragma once

#include <array>
#include <cstdint>
#include <utility>
#include <vector>

#include "meshes/partition.hpp"

namespace strata {

class SlabGatherer {
 public:
  explicit SlabGatherer(const Partition& partition);

  int nx() const { return nx_; }
  int ny() const { return ny_; }

  /// Cell layer k of a field on owned cells (local order, see meshes/partition.hpp). Collective.
  /// \return on rank 0 the layer of the whole grid, [j * nx + i], valid until the next call for this type; on
  /// the
  ///         other ranks empty
  const std::vector<double>& gather(const std::vector<double>& owned, int k);
  const std::vector<std::uint16_t>& gather(const std::vector<std::uint16_t>& owned, int k);
  /// The same of any number that belongs to a cell. \param value_of  of the local index of an owned cell
  template <class ValueOf>
  const std::vector<double>& gather_values(int k, ValueOf&& value_of) {
    pack(k, doubles_.packed, std::forward<ValueOf>(value_of));
    return exchange(doubles_);
  }

 private:
  template <class T>
  struct Buffers {
    std::vector<T> packed, received, slab;
  };
  template <class T, class ValueOf>
  void pack(int k, std::vector<T>& packed, ValueOf&& value_of) const {
    const Window& mine = partition_->window();
    packed.resize(static_cast<std::size_t>(mine.nx()) * static_cast<std::size_t>(mine.ny()));
    T* next = packed.data();
    for (int j = 0; j < mine.ny(); ++j) {
      const auto row = static_cast<std::size_t>(owned_index(0, j, k, mine.nx(), partition_->nz()));
      for (std::size_t i = 0; i < static_cast<std::size_t>(mine.nx()); ++i) *next++ = value_of(row + i);
    }
  }
  const std::vector<double>& exchange(Buffers<double>& buffers);
  template <class T>
  const std::vector<T>& exchange_packed(Buffers<T>& buffers);

  const Partition* partition_;
  int nx_ = 0, ny_ = 0;
  std::vector<int> counts_, offsets_;
  Buffers<double> doubles_;
  Buffers<std::uint16_t> ids_;
};

/// Rectangle of cells [lower, upper) in x and y.
struct CellRectangle {
  std::array<int, 2> lower{}, upper{};
  int nx() const { return upper[0] > lower[0] ? upper[0] - lower[0] : 0; }
  int ny() const { return upper[1] > lower[1] ? upper[1] - lower[1] : 0; }
  std::int64_t n_cells() const { return std::int64_t{nx()} * ny(); }
};

/// Puts the ranks' pieces of a field on a rectangle of faces together. Collective.
/// \param piece   what this rank holds, inside `whole`; empty where it holds none
/// \param values  [(j - piece.lower[1]) * piece.nx() + (i - piece.lower[0])]
/// \return on rank 0 the values on `whole`, x fastest, NaN where no rank had one; on the other ranks empty
std::vector<double> gather_rectangle(MPI_Comm comm, const CellRectangle& whole, const CellRectangle& piece,
                                     const std::vector<double>& values);

}  // namespace strata
