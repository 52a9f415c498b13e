// Which step of the result files holds what: the solved heat first, then the load cases of stress. The load
// case under the solved heat shares its step. Of a transient every moment whose fields are kept is a step.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "solver/heat_solution.hpp"
#include "solver/stress/stress_solution.hpp"

namespace strata {

struct ResultStep {
  bool has_heat = false;
  const StressStep* stress = nullptr;  ///< null where nothing but heat was solved
  std::optional<double> time{};        ///< of a moment of a transient [s]
};

std::vector<ResultStep> result_steps(const SolutionView& view);

/// "000012", in names of files and groups.
std::string step_name(std::size_t step);

/// "/steps/000012"
std::string step_path(std::size_t step);

/// What was solved in a step: "steady heat", "transient heat and stress", "stress".
std::string step_analysis(const ResultStep& step);

}  // namespace strata
