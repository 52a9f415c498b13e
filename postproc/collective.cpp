#include "postproc/collective.hpp"

#include "inputs/error.hpp"

namespace strata {

CollectiveGuard::CollectiveGuard(MPI_Comm comm) : comm_(comm) {
  MPI_Comm_rank(comm, &rank_);
}

void CollectiveGuard::record(const char* message) {
  failed_ = true;
  message_ = message;
}

void CollectiveGuard::finish() {
  int n_ranks = 1;
  MPI_Comm_size(comm_, &n_ranks);
  const int mine = failed_ ? rank_ : n_ranks;
  int first = n_ranks;
  MPI_Allreduce(&mine, &first, 1, MPI_INT, MPI_MIN, comm_);
  if (first == n_ranks) return;
  int length = static_cast<int>(message_.size());
  MPI_Bcast(&length, 1, MPI_INT, first, comm_);
  message_.resize(static_cast<std::size_t>(length));
  MPI_Bcast(message_.data(), length, MPI_CHAR, first, comm_);
  failed_ = false;
  throw IoError(std::exchange(message_, {}));
}

}  // namespace strata
