// Resident memory of this process, as Linux counts it.
#pragma once

#include <optional>

namespace strata::performance {

/// Growth of resident memory since construction. Freed memory is handed back to the system first, and the
/// high-water mark starts anew, so that only what comes later counts.
class MemoryGrowth {
 public:
  MemoryGrowth();
  /// Highest growth so far [bytes]; nothing where the system keeps no high-water mark that can be reset.
  std::optional<double> bytes() const;

 private:
  std::optional<double> start_;
};

}  // namespace strata::performance
