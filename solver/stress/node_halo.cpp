#include "solver/stress/node_halo.hpp"

#include <type_traits>

#include "solver/cell_loop.hpp"

namespace strata {
namespace {

/// Columns [i0, i1) x [j0, j1) of a box.
struct Patch {
  int i0 = 0, i1 = 0, j0 = 0, j1 = 0;
  std::int64_t n_values(const NodeBox& box) const { return std::int64_t{i1 - i0} * (j1 - j0) * box.nz * 3; }
};

/// Place in the field of the m-th value of a patch.
KOKKOS_INLINE_FUNCTION std::int64_t place(const NodeBox& box, const Patch& patch, std::int64_t m) {
  const int width = patch.i1 - patch.i0;
  const std::int64_t row = m / width + 3 * std::int64_t{box.nz} * patch.j0;
  return patch.i0 + m % width + box.nx * row;
}

template <class Real>
struct Message {
  using Buffer = Kokkos::View<Real*, MemorySpace>;
  int neighbour = MPI_PROC_NULL;
  Patch sent, received;
  Buffer outgoing, incoming;
  typename Buffer::HostMirror host_outgoing, host_incoming;
};

template <class Real>
void start(Message<Real>& message, const NodeBox& box, const Kokkos::View<Real*, MemorySpace>& field) {
  using Buffer = typename Message<Real>::Buffer;
  const Patch patch = message.sent;
  message.outgoing =
      Buffer(Kokkos::view_alloc("stress::halo_out", Kokkos::WithoutInitializing), patch.n_values(box));
  message.incoming = Buffer(Kokkos::view_alloc("stress::halo_in", Kokkos::WithoutInitializing),
                            message.received.n_values(box));
  const Buffer outgoing = message.outgoing;
  Kokkos::parallel_for(
      "stress::pack_halo", FlatRange(0, patch.n_values(box)),
      KOKKOS_LAMBDA(const std::int64_t m) { outgoing(m) = field(place(box, patch, m)); });
  message.host_outgoing = Kokkos::create_mirror_view(message.outgoing);
  message.host_incoming = Kokkos::create_mirror_view(message.incoming);
  Kokkos::deep_copy(message.host_outgoing, message.outgoing);
}

template <class Real>
void finish(const Message<Real>& message, const NodeBox& box, const Kokkos::View<Real*, MemorySpace>& field) {
  const Patch patch = message.received;
  const typename Message<Real>::Buffer incoming = message.incoming;
  Kokkos::deep_copy(incoming, message.host_incoming);
  Kokkos::parallel_for(
      "stress::unpack_halo", FlatRange(0, patch.n_values(box)),
      KOKKOS_LAMBDA(const std::int64_t m) { field(place(box, patch, m)) = incoming(m); });
  // The buffer goes out of use, and the next phase packs what this one unpacked.
  Kokkos::fence();
}

/// Both directions of one axis at once.
template <class Real>
void exchange_both(MPI_Comm comm, std::array<Message<Real>, 2>& messages, const NodeBox& box,
                   const Kokkos::View<Real*, MemorySpace>& field) {
  constexpr int kTag = 7302;
  const MPI_Datatype type = std::is_same_v<Real, double> ? MPI_DOUBLE : MPI_FLOAT;
  std::array<MPI_Request, 4> requests;
  int n_requests = 0;
  for (auto& message : messages) {
    if (message.neighbour == MPI_PROC_NULL) continue;
    start(message, box, field);
    MPI_Irecv(message.host_incoming.data(), static_cast<int>(message.incoming.extent(0)), type,
              message.neighbour, kTag, comm, &requests[n_requests++]);
    MPI_Isend(message.host_outgoing.data(), static_cast<int>(message.outgoing.extent(0)), type,
              message.neighbour, kTag, comm, &requests[n_requests++]);
  }
  MPI_Waitall(n_requests, requests.data(), MPI_STATUSES_IGNORE);
  for (const auto& message : messages) {
    if (message.neighbour != MPI_PROC_NULL) finish(message, box, field);
  }
}

}  // namespace

NodeHalo::NodeHalo(MPI_Comm comm, const std::array<int, 4>& neighbours, const NodeBox& box)
    : comm_(comm), neighbours_(neighbours), box_(box) {}

template <class Real>
void NodeHalo::exchange(const Kokkos::View<Real*, MemorySpace>& field) const {
  const NodeBox& b = box_;
  const auto column = [&](int i) { return Patch{i, i + 1, b.own_j0, b.own_j1}; };
  const auto row = [&](int j) { return Patch{0, b.nx, j, j + 1}; };
  std::array<Message<Real>, 2> along_x{}, along_y{};
  along_x[0] = {neighbours_[0], column(b.own_i0), column(b.own_i0 - 1), {}, {}, {}, {}};
  along_x[1] = {neighbours_[1], column(b.own_i1 - 1), column(b.own_i1), {}, {}, {}, {}};
  exchange_both(comm_, along_x, b, field);
  along_y[0] = {neighbours_[2], row(b.own_j0), row(b.own_j0 - 1), {}, {}, {}, {}};
  along_y[1] = {neighbours_[3], row(b.own_j1 - 1), row(b.own_j1), {}, {}, {}, {}};
  exchange_both(comm_, along_y, b, field);
}

template void NodeHalo::exchange<double>(const Kokkos::View<double*, MemorySpace>&) const;
template void NodeHalo::exchange<float>(const Kokkos::View<float*, MemorySpace>&) const;

}  // namespace strata
