#include "tests/performance/rank_figures.hpp"

#include <algorithm>
#include <array>
#include <ctime>

namespace strata::performance {

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  const std::size_t n = values.size();
  return 0.5 * (values[(n - 1) / 2] + values[n / 2]);
}

double processor_seconds() {
  timespec time{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
}

double largest_of_ranks(MPI_Comm comm, double value) {
  MPI_Allreduce(MPI_IN_PLACE, &value, 1, MPI_DOUBLE, MPI_MAX, comm);
  return value;
}

std::optional<double> sum_of_ranks(MPI_Comm comm, const std::optional<double>& bytes) {
  std::array<double, 2> sums{bytes.value_or(0.0), bytes ? 0.0 : 1.0};
  MPI_Allreduce(MPI_IN_PLACE, sums.data(), 2, MPI_DOUBLE, MPI_SUM, comm);
  return sums[1] > 0.0 ? std::nullopt : std::optional<double>(sums[0]);
}

}  // namespace strata::performance
