// The few vector operations a solve needs on owned cell fields.
#pragma once

#include "meshes/partition.hpp"

namespace strata {

/// Euclidean norm over all ranks. Collective.
double norm(MPI_Comm comm, const ConstCellView& x);
/// Sum over all ranks. Collective.
double sum(MPI_Comm comm, const ConstCellView& x);
/// Largest magnitude over all ranks; infinity where an entry is no finite number. Collective.
double largest_magnitude(MPI_Comm comm, const ConstCellView& x);
/// y = x - y
void subtract_from(const ConstCellView& x, const CellView& y);
/// y += x
void add_to(const ConstCellView& x, const CellView& y);
/// y *= x
void multiply_by(const ConstCellView& x, const CellView& y);

/// This rank's entry to name when something is wrong: the first that is not finite, else the largest.
struct WorstEntry {
  std::int64_t first_not_finite = -1;  ///< owned index; -1: none
  std::int64_t largest = -1;           ///< owned index of the largest magnitude; -1: no entries
  double magnitude = -1.0;
};
WorstEntry worst_entry(const ConstCellView& x);

}  // namespace strata
