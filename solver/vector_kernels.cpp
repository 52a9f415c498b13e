#include "solver/vector_kernels.hpp"

#include <cmath>

namespace strata {

double norm(MPI_Comm comm, const ConstCellView& x) {
  double sum = 0.0;
  Kokkos::parallel_reduce(
      "solver::norm", x.extent(0), KOKKOS_LAMBDA(std::int64_t c, double& s) { s += x(c) * x(c); }, sum);
  MPI_Allreduce(MPI_IN_PLACE, &sum, 1, MPI_DOUBLE, MPI_SUM, comm);
  return std::sqrt(sum);
}

double sum(MPI_Comm comm, const ConstCellView& x) {
  double total = 0.0;
  Kokkos::parallel_reduce(
      "solver::sum", x.extent(0), KOKKOS_LAMBDA(std::int64_t c, double& s) { s += x(c); }, total);
  MPI_Allreduce(MPI_IN_PLACE, &total, 1, MPI_DOUBLE, MPI_SUM, comm);
  return total;
}

double largest_magnitude(MPI_Comm comm, const ConstCellView& x) {
  double largest = 0.0;
  Kokkos::parallel_reduce(
      "solver::largest_magnitude", x.extent(0),
      KOKKOS_LAMBDA(std::int64_t c, double& most) {
        const double magnitude = x(c) - x(c) == 0.0 ? (x(c) < 0.0 ? -x(c) : x(c)) : HUGE_VAL;
        most = magnitude > most ? magnitude : most;
      },
      Kokkos::Max<double>(largest));
  if (!(largest > 0.0)) largest = 0.0;  // no entries at all
  MPI_Allreduce(MPI_IN_PLACE, &largest, 1, MPI_DOUBLE, MPI_MAX, comm);
  return largest;
}

void subtract_from(const ConstCellView& x, const CellView& y) {
  Kokkos::parallel_for(
      "solver::subtract_from", y.extent(0), KOKKOS_LAMBDA(std::int64_t c) { y(c) = x(c) - y(c); });
}

void add_to(const ConstCellView& x, const CellView& y) {
  Kokkos::parallel_for(
      "solver::add_to", y.extent(0), KOKKOS_LAMBDA(std::int64_t c) { y(c) += x(c); });
}

void multiply_by(const ConstCellView& x, const CellView& y) {
  Kokkos::parallel_for(
      "solver::multiply_by", y.extent(0), KOKKOS_LAMBDA(std::int64_t c) { y(c) *= x(c); });
}

WorstEntry worst_entry(const ConstCellView& x) {
  using Location = Kokkos::MaxLoc<double, std::int64_t>;
  const auto n = static_cast<std::int64_t>(x.extent(0));
  WorstEntry worst;
  std::int64_t first = n;
  Kokkos::parallel_reduce(
      "solver::first_not_finite", n,
      KOKKOS_LAMBDA(std::int64_t c, std::int64_t & least) {
        if (!(x(c) - x(c) == 0.0)) least = c < least ? c : least;
      },
      Kokkos::Min<std::int64_t>(first));
  if (first < n) worst.first_not_finite = first;
  Location::value_type largest;
  Kokkos::parallel_reduce(
      "solver::largest", n,
      KOKKOS_LAMBDA(std::int64_t c, Location::value_type & most) {
        const double magnitude = x(c) < 0.0 ? -x(c) : x(c);
        if (magnitude > most.val) {
          most.val = magnitude;
          most.loc = c;
        }
      },
      Location(largest));
  if (n > 0 && largest.val >= 0.0) {
    worst.largest = largest.loc;
    worst.magnitude = largest.val;
  }
  return worst;
}

}  // namespace strata
