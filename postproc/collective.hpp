// Failures that every rank must hear of. Work that may fail on some ranks runs inside a guard; finish() is
// collective and throws the same IoError everywhere when anything failed anywhere, so that no rank waits for
// one that gave up.
#pragma once

#include <exception>
#include <string>
#include <utility>

#include <mpi.h>

namespace strata {

class CollectiveGuard {
 public:
  explicit CollectiveGuard(MPI_Comm comm);

  int rank() const { return rank_; }

  /// Runs `work` on this rank unless something failed here before. `work` must not communicate.
  template <class Work>
  void run(Work&& work) {
    if (failed_) return;
    try {
      std::forward<Work>(work)();
    } catch (const std::exception& error) {
      record(error.what());
    }
  }
  /// The same on rank 0 only.
  template <class Work>
  void run_on_root(Work&& work) {
    if (rank_ == 0) run(std::forward<Work>(work));
  }

  /// Collective. Throws IoError with the message of the lowest rank that failed.
  void finish();

 private:
  void record(const char* message);

  MPI_Comm comm_;
  int rank_ = 0;
  bool failed_ = false;
  std::string message_;
};

}  // namespace strata
