// What one measurement says: one solver on one system of one size.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include <nlohmann/json_fwd.hpp>

namespace strata::performance {

struct Record {
  std::string solver;
  std::string system;
  std::string size;  ///< "1M"
  std::int64_t cells = 0;
  int ranks = 1;
  int repeats = 1;     ///< times are medians of so many
  std::string method;  ///< in PETSc's words: "cg + hypre (assembled)"
  int iterations = 0;
  double assembly_s = 0.0;  ///< the matrix, where the solver needs one
  double setup_s = 0.0;     ///< from conductances (and matrix) to ready to solve
  double solve_s = 0.0;
  std::optional<double> bytes_per_cell;    ///< growth of resident memory while setting up and solving
  std::optional<double> traffic_per_cell;  ///< bytes moved per cell and iteration, where the solver knows it
  std::optional<double> triad_fraction;    ///< that traffic over what triad moves in the same time
  std::optional<double> cpu_share;         ///< processor time over elapsed: below 1 others held the core
  double relative_residual = 0.0;          ///< ||b - A x|| / ||b||, computed afresh
  double rise_max_K = 0.0;                 ///< highest rise over the ambient
  bool converged = false;                  ///< relative_residual <= 1e-8
  std::string failure;                     ///< why there are no numbers; empty where there are

  double total_s() const { return setup_s + solve_s; }
  double cells_per_s() const { return total_s() > 0.0 ? static_cast<double>(cells) / total_s() : 0.0; }
};

/// Keys as docs/performance.md lists them. What was not measured, or is not finite, becomes null.
nlohmann::ordered_json to_json(const Record& record);
/// The inverse, for what another process wrote. Throws Error (internal) where it is no record.
Record record_from_json(const std::string& text);

}  // namespace strata::performance
