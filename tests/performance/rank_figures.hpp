// Figures of one measurement over its repetitions and its ranks.
#pragma once

#include <optional>
#include <vector>

#include <mpi.h>

namespace strata::performance {

double median(std::vector<double> values);

/// Processor time of this process [s].
double processor_seconds();

/// Collective.
double largest_of_ranks(MPI_Comm comm, double value);

/// Bytes of all ranks together; nothing where one of them does not know. Collective.
std::optional<double> sum_of_ranks(MPI_Comm comm, const std::optional<double>& bytes);

}  // namespace strata::performance
