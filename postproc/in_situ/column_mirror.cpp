#include "postproc/in_situ/column_mirror.hpp"

#include <algorithm>

namespace strata {
namespace {

constexpr int kTag = 411;

}  // namespace

Window ColumnMirror::overlap(const Window& a, const Window& b) {
  return {std::max(a.i0, b.i0), std::min(a.i1, b.i1), std::max(a.j0, b.j0), std::min(a.j1, b.j1)};
}

void ColumnMirror::send(void* bytes, std::size_t n_bytes, int rank, MPI_Comm comm, MPI_Request* request) {
  MPI_Isend(bytes, static_cast<int>(n_bytes), MPI_BYTE, rank, kTag, comm, request);
}

void ColumnMirror::receive(void* bytes, std::size_t n_bytes, int rank, MPI_Comm comm, MPI_Request* request) {
  MPI_Irecv(bytes, static_cast<int>(n_bytes), MPI_BYTE, rank, kTag, comm, request);
}

}  // namespace strata
