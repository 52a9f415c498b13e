// Which step of the result files holds what: the solved heat first, then the load cases of stress. The load
// case under the solved heat shares its step.
#pragma once

#include <string>
#include <vector>

#include "solver/heat_solution.hpp"
#include "solver/stress/stress_solution.hpp"

namespace strata {

struct ResultStep {
  bool has_heat = false;
  const StressStep* stress = nullptr;  ///< null where nothing but heat was solved
};

std::vector<ResultStep> result_steps(const SolutionView& view);

/// "/steps/000000"
std::string step_path(std::size_t step);

}  // namespace strata
