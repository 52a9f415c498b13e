#include "postproc/gather.hpp"

#include <algorithm>
#include <limits>
#include <type_traits>

namespace strata {
namespace {

template <class T>
MPI_Datatype mpi_type() {
  if constexpr (std::is_same_v<T, double>) {
    return MPI_DOUBLE;
  } else {
    static_assert(std::is_same_v<T, std::uint16_t>);
    return MPI_UINT16_T;
  }
}

}  // namespace

SlabGatherer::SlabGatherer(const Partition& partition) : partition_(&partition) {
  int offset = 0;
  for (int rank = 0; rank < partition.n_ranks(); ++rank) {
    const Window& window = partition.window(rank);
    nx_ = std::max(nx_, window.i1);
    ny_ = std::max(ny_, window.j1);
    counts_.push_back(window.nx() * window.ny());
    offsets_.push_back(offset);
    offset += counts_.back();
  }
}

template <class T>
const std::vector<T>& SlabGatherer::exchange_packed(Buffers<T>& buffers) {
  if (partition_->n_ranks() == 1) return buffers.packed;

  const bool is_root = partition_->rank() == 0;
  if (is_root) buffers.received.resize(static_cast<std::size_t>(nx_) * ny_);
  MPI_Gatherv(buffers.packed.data(), counts_[partition_->rank()], mpi_type<T>(), buffers.received.data(),
              counts_.data(), offsets_.data(), mpi_type<T>(), 0, partition_->comm());
  if (!is_root) return buffers.slab;
  buffers.slab.resize(buffers.received.size());
  for (int rank = 0; rank < partition_->n_ranks(); ++rank) {
    const Window& window = partition_->window(rank);
    auto source = buffers.received.begin() + offsets_[rank];
    for (int j = window.j0; j < window.j1; ++j, source += window.nx()) {
      std::copy_n(source, window.nx(), buffers.slab.begin() + std::ptrdiff_t{j} * nx_ + window.i0);
    }
  }
  return buffers.slab;
}

const std::vector<double>& SlabGatherer::exchange(Buffers<double>& buffers) {
  return exchange_packed(buffers);
}

const std::vector<double>& SlabGatherer::gather(const std::vector<double>& owned, int k) {
  return gather_values(k, [&](std::size_t cell) { return owned[cell]; });
}

const std::vector<std::uint16_t>& SlabGatherer::gather(const std::vector<std::uint16_t>& owned, int k) {
  pack(k, ids_.packed, [&](std::size_t cell) { return owned[cell]; });
  return exchange_packed(ids_);
}

std::vector<double> gather_rectangle(MPI_Comm comm, const CellRectangle& whole, const CellRectangle& piece,
                                     const std::vector<double>& values) {
  int rank = 0, n_ranks = 1;
  MPI_Comm_rank(comm, &rank);
  MPI_Comm_size(comm, &n_ranks);
  const std::array<int, 4> mine{piece.lower[0], piece.lower[1], piece.upper[0], piece.upper[1]};
  std::vector<std::array<int, 4>> pieces(rank == 0 ? n_ranks : 0);
  MPI_Gather(mine.data(), 4, MPI_INT, pieces.data(), 4, MPI_INT, 0, comm);

  const auto as_rectangle = [](const std::array<int, 4>& p) {
    return CellRectangle{{p[0], p[1]}, {p[2], p[3]}};
  };
  std::vector<int> counts, offsets;
  int total = 0;
  for (const auto& p : pieces) {
    counts.push_back(static_cast<int>(as_rectangle(p).n_cells()));
    offsets.push_back(total);
    total += counts.back();
  }
  std::vector<double> received(static_cast<std::size_t>(total));
  MPI_Gatherv(values.data(), static_cast<int>(piece.n_cells()), MPI_DOUBLE, received.data(), counts.data(),
              offsets.data(), MPI_DOUBLE, 0, comm);
  if (rank != 0) return {};

  std::vector<double> joined(static_cast<std::size_t>(whole.n_cells()),
                             std::numeric_limits<double>::quiet_NaN());
  for (int r = 0; r < n_ranks; ++r) {
    const CellRectangle part = as_rectangle(pieces[r]);
    auto source = received.begin() + offsets[r];
    for (int j = part.lower[1]; j < part.upper[1] && part.nx() > 0; ++j, source += part.nx()) {
      const auto row = std::int64_t{j - whole.lower[1]} * whole.nx() + (part.lower[0] - whole.lower[0]);
      std::copy_n(source, part.nx(), joined.begin() + row);
    }
  }
  return joined;
}

}  // namespace strata
