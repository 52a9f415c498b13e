#include "solver/multigrid/level_halo.hpp"

namespace strata {
namespace {

constexpr int kTag = 7302;

/// Copies the cells of one column strip (axis 0) or one row of columns (axis 1) between field and message.
template <bool kPack>
void copy_cells(const LevelData& data, const FloatView& field, int axis, int place,
                const FloatView& message) {
  const RowLayout row = data.row;
  const int nz = data.nz, width = axis == 0 ? data.ny : row.nx;
  Kokkos::parallel_for(
      "multigrid::copy_ghosts", Kokkos::RangePolicy<>(0, std::int64_t{width} * nz),
      KOKKOS_LAMBDA(const std::int64_t m) {
        const auto along = static_cast<int>(m % width);
        const auto k = static_cast<int>(m / width);
        const int i = axis == 0 ? place : along, j = axis == 0 ? along : place;
        const std::int64_t at = (std::int64_t{j + 1} * nz + k) * row.stride() + row.slot(i);
        if (kPack) {
          message(m) = field(at);
        } else {
          field(at) = message(m);
        }
      });
}

}  // namespace

LevelHalo::LevelHalo(const Level& level) : comm_(level.place.comm), data_(level.data) {
  const int nx = data_.nx, ny = data_.ny;
  const int inner[4] = {0, nx - 1, 0, ny - 1}, outer[4] = {-1, nx, -1, ny};
  for (int face = 0; face < 4; ++face) {
    if (level.place.neighbours[face] == MPI_PROC_NULL) continue;
    Link link;
    link.rank = level.place.neighbours[face];
    link.axis = face / 2;
    link.inner = inner[face];
    link.outer = outer[face];
    const auto n = static_cast<std::size_t>(link.axis == 0 ? ny : nx) * static_cast<std::size_t>(data_.nz);
    link.outgoing = FloatView("multigrid_halo_out", n);
    link.incoming = FloatView("multigrid_halo_in", n);
    link.host_outgoing = Kokkos::create_mirror_view(link.outgoing);
    link.host_incoming = Kokkos::create_mirror_view(link.incoming);
    links_.push_back(link);
  }
}

void LevelHalo::pack(const FloatView& field, const Link& link) const {
  copy_cells<true>(data_, field, link.axis, link.inner, link.outgoing);
  Kokkos::deep_copy(link.host_outgoing, link.outgoing);
}

void LevelHalo::unpack(const FloatView& field, const Link& link) const {
  Kokkos::deep_copy(link.incoming, link.host_incoming);
  copy_cells<false>(data_, field, link.axis, link.outer, link.incoming);
}

void LevelHalo::exchange(const FloatView& field) const {
  if (links_.empty()) return;
  std::array<MPI_Request, 8> requests;
  int n = 0;
  for (const Link& link : links_) {
    MPI_Irecv(link.host_incoming.data(), static_cast<int>(link.incoming.extent(0)), MPI_FLOAT, link.rank,
              kTag, comm_, &requests[n++]);
  }
  for (const Link& link : links_) {
    pack(field, link);
    MPI_Isend(link.host_outgoing.data(), static_cast<int>(link.outgoing.extent(0)), MPI_FLOAT, link.rank,
              kTag, comm_, &requests[n++]);
  }
  MPI_Waitall(n, requests.data(), MPI_STATUSES_IGNORE);
  for (const Link& link : links_) unpack(field, link);
}

}  // namespace strata
