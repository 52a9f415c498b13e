// STREAM's triad (McCalpin): the bandwidth that the solvers are measured against.
#include <algorithm>
#include <cstddef>
#include <limits>
#include <memory>

#include "tests/performance/measure.hpp"

namespace strata::performance {
namespace {

constexpr std::size_t kElements = std::size_t{1} << 25;  // per array and over all ranks: 256 MiB
constexpr double kBytesPerElement = 24.0;                // two loads and a store; write-allocates not counted
constexpr int kRounds = 10;

__attribute__((noinline)) void triad(double* __restrict a, const double* __restrict b,
                                     const double* __restrict c, double s, std::size_t n) {
  for (std::size_t i = 0; i < n; ++i) a[i] = b[i] + s * c[i];
}

}  // namespace

double measure_triad(MPI_Comm comm) {
  int ranks = 1;
  MPI_Comm_size(comm, &ranks);
  const std::size_t n = kElements / static_cast<std::size_t>(ranks);
  const std::unique_ptr<double[]> a(new double[n]), b(new double[n]), c(new double[n]);
  std::fill_n(a.get(), n, 0.0);
  std::fill_n(b.get(), n, 1.0);
  std::fill_n(c.get(), n, 2.0);
  double best = std::numeric_limits<double>::infinity();
  for (int round = 0; round < kRounds; ++round) {
    MPI_Barrier(comm);
    const double start = MPI_Wtime();
    triad(a.get(), b.get(), c.get(), 3.0, n);
    double seconds = MPI_Wtime() - start;
    MPI_Allreduce(MPI_IN_PLACE, &seconds, 1, MPI_DOUBLE, MPI_MAX, comm);
    best = std::min(best, seconds);
  }
  return kBytesPerElement * static_cast<double>(n) * ranks / best;
}

}  // namespace strata::performance
