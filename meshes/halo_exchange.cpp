// HaloExchange: columns beside a rank's window are packed, sent and unpacked, first across x, then across y.
#include <limits>
#include <type_traits>
#include <utility>

#include <fmt/core.h>

#include "inputs/error.hpp"
#include "meshes/partition.hpp"

namespace strata {
namespace {

/// Columns [i0, i1) x [j0, j1) of a ghosted field, relative to the window.
struct Patch {
  int i0 = 0, i1 = 0, j0 = 0, j1 = 0;
  int nx() const { return i1 - i0; }
  std::int64_t n_cells(int nz) const { return std::int64_t{i1 - i0} * (j1 - j0) * nz; }
};

using PatchRange = Kokkos::RangePolicy<Kokkos::DefaultExecutionSpace, Kokkos::IndexType<std::int64_t>>;

template <class View>
void pack_patch(const View& ghosted, const View& message, const Patch& patch, int nx, int nz) {
  const int width = patch.nx();
  const int i0 = patch.i0;
  const int j0 = patch.j0;
  Kokkos::parallel_for(
      "meshes::pack_patch", PatchRange(0, patch.n_cells(nz)), KOKKOS_LAMBDA(const std::int64_t m) {
        const std::int64_t row = m / width;
        const int i = i0 + static_cast<int>(m % width);
        const int j = j0 + static_cast<int>(row / nz);
        message(m) = ghosted(ghosted_index(i, j, static_cast<int>(row % nz), nx, nz));
      });
}

template <class View>
void unpack_patch(const View& message, const View& ghosted, const Patch& patch, int nx, int nz) {
  const int width = patch.nx();
  const int i0 = patch.i0;
  const int j0 = patch.j0;
  Kokkos::parallel_for(
      "meshes::unpack_patch", PatchRange(0, patch.n_cells(nz)), KOKKOS_LAMBDA(const std::int64_t m) {
        const std::int64_t row = m / width;
        const int i = i0 + static_cast<int>(m % width);
        const int j = j0 + static_cast<int>(row / nz);
        ghosted(ghosted_index(i, j, static_cast<int>(row % nz), nx, nz)) = message(m);
      });
}

/// What goes to and comes from one neighbour.
template <class View>
struct Message {
  using HostMirror = decltype(Kokkos::create_mirror_view(std::declval<const View&>()));
  int neighbour = MPI_PROC_NULL;
  Patch sent;
  Patch received;
  View outgoing, incoming;                  ///< on the device
  HostMirror host_outgoing, host_incoming;  ///< the same views where the device is the host
};

template <class Value>
MPI_Datatype mpi_type() {
  if constexpr (std::is_same_v<Value, double>) {
    return MPI_DOUBLE;
  } else {
    static_assert(std::is_same_v<Value, std::uint16_t>);
    return MPI_UINT16_T;
  }
}

/// Both directions of one axis at once.
template <class View>
void exchange_messages(const View& ghosted, std::array<Message<View>, 2>& messages,
                       const Partition& partition, bool gpu_aware_mpi) {
  constexpr int kTag = 7301;
  const MPI_Datatype type = mpi_type<typename View::non_const_value_type>();
  const int nx = partition.window().nx();
  const int nz = partition.nz();
  for (auto& m : messages) {
    if (m.neighbour == MPI_PROC_NULL) continue;
    m.outgoing =
        View(Kokkos::view_alloc("meshes::halo_out", Kokkos::WithoutInitializing), m.sent.n_cells(nz));
    m.incoming =
        View(Kokkos::view_alloc("meshes::halo_in", Kokkos::WithoutInitializing), m.received.n_cells(nz));
    pack_patch(ghosted, m.outgoing, m.sent, nx, nz);
  }
  // MPI and the copies to the host read what the kernels above write.
  Kokkos::fence();
  std::array<MPI_Request, 4> requests;
  int n_requests = 0;
  for (auto& m : messages) {
    if (m.neighbour == MPI_PROC_NULL) continue;
    const void* send_from = m.outgoing.data();
    void* receive_into = m.incoming.data();
    if (!gpu_aware_mpi) {
      m.host_outgoing = Kokkos::create_mirror_view(m.outgoing);
      m.host_incoming = Kokkos::create_mirror_view(m.incoming);
      Kokkos::deep_copy(m.host_outgoing, m.outgoing);
      send_from = m.host_outgoing.data();
      receive_into = m.host_incoming.data();
    }
    MPI_Irecv(receive_into, static_cast<int>(m.incoming.extent(0)), type, m.neighbour, kTag, partition.comm(),
              &requests[n_requests++]);
    MPI_Isend(send_from, static_cast<int>(m.outgoing.extent(0)), type, m.neighbour, kTag, partition.comm(),
              &requests[n_requests++]);
  }
  MPI_Waitall(n_requests, requests.data(), MPI_STATUSES_IGNORE);
  for (auto& m : messages) {
    if (m.neighbour == MPI_PROC_NULL) continue;
    if (!gpu_aware_mpi) Kokkos::deep_copy(m.incoming, m.host_incoming);
    unpack_patch(m.incoming, ghosted, m.received, nx, nz);
  }
  // The buffers go out of use here, and the y phase packs what this phase unpacked.
  Kokkos::fence();
}

}  // namespace

HaloExchange::HaloExchange(const Partition& partition, bool gpu_aware_mpi)
    : partition_(&partition), gpu_aware_mpi_(gpu_aware_mpi) {
  const Window& window = partition.window();
  const std::int64_t longest = std::int64_t{std::max(window.nx() + 2, window.ny())} * partition.nz();
  if (longest > std::numeric_limits<int>::max()) {
    throw RefusedError(
        fmt::format("a halo message of {} cells is more than MPI takes; use more ranks", longest));
  }
}

template <class View>
void HaloExchange::exchange_field(const View& ghosted) const {
  const int nx = partition_->window().nx();
  const int ny = partition_->window().ny();
  const int west = partition_->neighbour(Face::x_min);
  const int east = partition_->neighbour(Face::x_max);
  std::array<Message<View>, 2> along_x;
  along_x[0] = {west, {0, 1, 0, ny}, {-1, 0, 0, ny}, {}, {}, {}, {}};
  along_x[1] = {east, {nx - 1, nx, 0, ny}, {nx, nx + 1, 0, ny}, {}, {}, {}, {}};
  exchange_messages(ghosted, along_x, *partition_, gpu_aware_mpi_);

  // Ghost columns inside the domain go along, which brings the corners; both sides of a y face see the same x
  // range.
  Patch row;
  row.i0 = west == MPI_PROC_NULL ? 0 : -1;
  row.i1 = east == MPI_PROC_NULL ? nx : nx + 1;
  const auto row_at = [row](int j) { return Patch{row.i0, row.i1, j, j + 1}; };
  std::array<Message<View>, 2> along_y;
  along_y[0] = {partition_->neighbour(Face::y_min), row_at(0), row_at(-1), {}, {}, {}, {}};
  along_y[1] = {partition_->neighbour(Face::y_max), row_at(ny - 1), row_at(ny), {}, {}, {}, {}};
  exchange_messages(ghosted, along_y, *partition_, gpu_aware_mpi_);
}

void HaloExchange::exchange(const CellView& ghosted) const {
  exchange_field(ghosted);
}
void HaloExchange::exchange(const MaterialView& ghosted) const {
  exchange_field(ghosted);
}

}  // namespace strata
