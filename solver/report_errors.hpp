// Messages that name the place: deck errors found only once the mesh exists, and cells by layer and material.
#pragma once

#include <cstdint>
#include <limits>
#include <string>

#include "inputs/error.hpp"
#include "inputs/model.hpp"
#include "meshes/partition.hpp"

namespace strata {

/// One mistake of the deck at its position.
DeckError deck_error(const Model& model, const Position& position, const std::string& message,
                     const std::string& hint = {});

/// Number of a cell that does not depend on the ranks: i fastest, then j, then k.
std::int64_t cell_number(const Grid& grid, int i, int j, int k);
inline constexpr std::int64_t kNoCell = std::numeric_limits<std::int64_t>::max();

/// "cell (12, 3, 40) at (1.25, 0.35, 0.812) mm in hbm0.dram[3] (silicon)"
std::string describe_cell(const Model& model, const Grid& grid, std::int64_t number);

/// Cell number of entry `local` of an owned field of this rank.
std::int64_t cell_number(const Partition& partition, const Grid& grid, std::int64_t local);

/// Smallest of the ranks' cell numbers. Collective.
std::int64_t first_of_ranks(MPI_Comm comm, std::int64_t number);

/// Sum over the ranks. Collective.
double sum_over_ranks(MPI_Comm comm, double value);

}  // namespace strata
