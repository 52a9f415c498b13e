#include "solver/app/sweep/sweep_progress.hpp"

#include <type_traits>

#include <unistd.h>

namespace strata::app {

static_assert(std::is_trivially_copyable_v<SweepTally>, "sent as bytes");

void SweepTally::add(const SweepTally& other) {
  ok += other.ok;
  failed += other.failed;
  rejected += other.rejected;
  duplicate += other.duplicate;
  skipped += other.skipped;
  iterations += other.iterations;
  bytes += other.bytes;
  model_s += other.model_s;
  solve_s += other.solve_s;
  extract_s += other.extract_s;
  compress_s += other.compress_s;
  write_s += other.write_s;
  waited_s += other.waited_s;
}

SweepProgress::SweepProgress(MPI_Comm comm, const GlobalOptions& options, std::int64_t n_samples)
    : comm_(comm), n_samples_(n_samples), display_(options, [comm] {
        int rank = 0;
        MPI_Comm_rank(comm, &rank);
        return rank == 0;
      }()) {
  MPI_Comm_rank(comm, &rank_);
}

void SweepProgress::tell(const SweepTally& news) {
  if (rank_ != 0) {
    // Small enough to go out at once, whatever rank 0 is doing.
    MPI_Send(&news, sizeof(news), MPI_BYTE, 0, kTag, comm_);
    return;
  }
  total_.add(news);
  receive();
  const std::int64_t done = total_.samples();
  display_.update(SampleProgress{done, n_samples_, done - total_.ok});
}

void SweepProgress::receive() {
  for (;;) {
    int is_there = 0;
    MPI_Iprobe(MPI_ANY_SOURCE, kTag, comm_, &is_there, MPI_STATUS_IGNORE);
    if (is_there == 0) return;
    SweepTally news;
    MPI_Recv(&news, sizeof(news), MPI_BYTE, MPI_ANY_SOURCE, kTag, comm_, MPI_STATUS_IGNORE);
    total_.add(news);
  }
}

SweepTally SweepProgress::finish() {
  // While others still work rank 0 goes on listening; the barrier tells that all is told.
  MPI_Request all_told = MPI_REQUEST_NULL;
  MPI_Ibarrier(comm_, &all_told);
  int is_done = 0;
  while (is_done == 0) {
    MPI_Test(&all_told, &is_done, MPI_STATUS_IGNORE);
    if (rank_ == 0) {
      receive();
      const std::int64_t done = total_.samples();
      display_.update(SampleProgress{done, n_samples_, done - total_.ok});
    }
    if (is_done == 0) usleep(1000);
  }
  if (rank_ == 0) receive();
  display_.finish();
  return total_;
}

}  // namespace strata::app
