// Everything a transient needs to go on, as named numbers and fields: what a checkpoint holds.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace strata {

struct SavedState {
  double time = 0.0;      ///< [s]
  std::int64_t step = 0;  ///< accepted steps so far
  /// The same on every rank; every value must come back bit for bit.
  std::map<std::string, std::vector<double>> numbers;
  /// One value per owned cell of this rank, in local order (x fastest, then z, then y; see partition.hpp),
  /// void cells 0. On another number of ranks the same cells are on other ranks.
  std::map<std::string, std::vector<double>> fields;
};

}  // namespace strata
