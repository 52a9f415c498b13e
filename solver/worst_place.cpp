#include "solver/worst_place.hpp"

#include <algorithm>

#include "solver/heat_operator.hpp"
#include "solver/report_errors.hpp"
#include "solver/vector_kernels.hpp"

namespace strata {

std::string worst_place(const ThermalProblem& problem, const ConstCellView& rise,
                        const ConstCellView& residual) {
  const Partition& p = problem.partition();
  const MPI_Comm comm = p.comm();
  const CellView owned("owned_rise", residual.extent(0));
  copy_from_ghosted(problem.cells().shape, rise, owned);
  const WorstEntry of_rise = worst_entry(owned), of_residual = worst_entry(residual);
  std::int64_t bad = kNoCell;
  for (const WorstEntry& w : {of_rise, of_residual}) {
    if (w.first_not_finite >= 0) bad = std::min(bad, cell_number(p, problem.grid(), w.first_not_finite));
  }
  bad = first_of_ranks(comm, bad);
  if (bad != kNoCell) return "first in " + describe_cell(problem.model(), problem.grid(), bad);
  double largest = of_residual.magnitude;
  MPI_Allreduce(MPI_IN_PLACE, &largest, 1, MPI_DOUBLE, MPI_MAX, comm);
  const bool is_mine = of_residual.largest >= 0 && of_residual.magnitude == largest;
  const std::int64_t cell =
      first_of_ranks(comm, is_mine ? cell_number(p, problem.grid(), of_residual.largest) : kNoCell);
  return "largest residual in " + describe_cell(problem.model(), problem.grid(), cell);
}

}  // namespace strata
