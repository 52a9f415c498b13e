// Fields of a rank's own columns, and of those around them that other ranks own, in the order in which
// visualisation libraries keep them: x fastest, then y, then z.
#pragma once

#include <cstddef>
#include <vector>

#include <mpi.h>

#include "meshes/partition.hpp"

namespace strata {

class ColumnMirror {
 public:
  /// \param partition  of cells or of nodes; borrowed
  /// \param wanted     for each rank the columns that it wants to see, its own among them; the same
  /// everywhere
  ColumnMirror(const Partition& partition, std::vector<Window> wanted)
      : partition_(&partition), wanted_(std::move(wanted)) {}

  const Window& window() const { return wanted_[static_cast<std::size_t>(partition_->rank())]; }
  std::size_t n_values() const {
    return static_cast<std::size_t>(window().nx()) * static_cast<std::size_t>(window().ny()) *
           static_cast<std::size_t>(partition_->nz());
  }

  /// Resizes `mirror` and fills it. Collective.
  /// \param value_of  puts the n_components values of a local index of the partition where it is told
  template <class T, class ValueOf>
  void fill(std::vector<T>& mirror, std::size_t n_components, ValueOf&& value_of) const {
    mirror.resize(n_values() * n_components);
    std::vector<std::vector<T>> sent, received;
    std::vector<MPI_Request> requests;
    std::vector<Window> places;
    const auto n_ranks = static_cast<std::size_t>(partition_->n_ranks());
    const auto own = static_cast<std::size_t>(partition_->rank());
    sent.reserve(n_ranks);
    received.reserve(n_ranks);
    for (std::size_t other = 0; other < n_ranks; ++other) {
      if (other == own) continue;
      const Window from_there = overlap(window(), partition_->window(static_cast<int>(other)));
      if (!is_empty(from_there)) {
        received.emplace_back(size_of(from_there) * n_components);
        places.push_back(from_there);
        post(received.back(), other, requests, &receive);
      }
      const Window to_there = overlap(wanted_[other], partition_->window());
      if (is_empty(to_there)) continue;
      sent.emplace_back(size_of(to_there) * n_components);
      pack(to_there, n_components, sent.back(), value_of);
      post(sent.back(), other, requests, &send);
    }
    std::vector<T> own_values(size_of(partition_->window()) * n_components);
    pack(partition_->window(), n_components, own_values, value_of);
    unpack(partition_->window(), n_components, own_values, mirror);
    MPI_Waitall(static_cast<int>(requests.size()), requests.data(), MPI_STATUSES_IGNORE);
    for (std::size_t n = 0; n < places.size(); ++n) unpack(places[n], n_components, received[n], mirror);
  }

  static Window overlap(const Window& a, const Window& b);
  static bool is_empty(const Window& window) { return window.nx() <= 0 || window.ny() <= 0; }

 private:
  std::size_t size_of(const Window& columns) const {
    return static_cast<std::size_t>(columns.nx()) * static_cast<std::size_t>(columns.ny()) *
           static_cast<std::size_t>(partition_->nz());
  }
  using Transfer = void (*)(void*, std::size_t, int, MPI_Comm, MPI_Request*);
  static void send(void* bytes, std::size_t n_bytes, int rank, MPI_Comm comm, MPI_Request* request);
  static void receive(void* bytes, std::size_t n_bytes, int rank, MPI_Comm comm, MPI_Request* request);

  template <class T>
  void post(std::vector<T>& values, std::size_t rank, std::vector<MPI_Request>& requests,
            Transfer transfer) const {
    requests.emplace_back();
    transfer(values.data(), values.size() * sizeof(T), static_cast<int>(rank), partition_->comm(),
             &requests.back());
  }

  /// Own columns as messages have them: x fastest, then z, then y.
  template <class T, class ValueOf>
  void pack(const Window& columns, std::size_t n_components, std::vector<T>& packed,
            ValueOf&& value_of) const {
    const Window& mine = partition_->window();
    T* next = packed.data();
    for (int j = columns.j0; j < columns.j1; ++j) {
      for (int k = 0; k < partition_->nz(); ++k) {
        const auto row = static_cast<std::size_t>(
            owned_index(columns.i0 - mine.i0, j - mine.j0, k, mine.nx(), partition_->nz()));
        for (std::size_t i = 0; i < static_cast<std::size_t>(columns.nx()); ++i, next += n_components)
          value_of(row + i, next);
      }
    }
  }

  template <class T>
  void unpack(const Window& columns, std::size_t n_components, const std::vector<T>& packed,
              std::vector<T>& mirror) const {
    const Window& whole = window();
    const std::size_t n_row = static_cast<std::size_t>(columns.nx()) * n_components;
    const T* next = packed.data();
    for (int j = columns.j0; j < columns.j1; ++j) {
      for (int k = 0; k < partition_->nz(); ++k, next += n_row) {
        const std::size_t row = static_cast<std::size_t>(columns.i0 - whole.i0) +
                                static_cast<std::size_t>(whole.nx()) *
                                    (static_cast<std::size_t>(j - whole.j0) +
                                     static_cast<std::size_t>(whole.ny()) * static_cast<std::size_t>(k));
        std::copy(next, next + n_row, mirror.begin() + static_cast<std::ptrdiff_t>(row * n_components));
      }
    }
  }

  const Partition* partition_;
  std::vector<Window> wanted_;
};

}  // namespace strata
