#include "postproc/result_steps.hpp"

#include <fmt/format.h>

namespace strata {

std::vector<ResultStep> result_steps(const SolutionView& view) {
  std::vector<ResultStep> steps;
  if (view.model.solves_heat) steps.push_back({true, nullptr, {}});
  if (view.stress == nullptr) return steps;
  const bool shares_step =
      view.model.solves_heat && view.model.stress && view.model.stress->under_solved_heat;
  for (const StressStep& load_case : view.stress->steps) {
    if (shares_step && steps.front().stress == nullptr) {
      steps.front().stress = &load_case;
    } else {
      steps.push_back({false, &load_case, {}});
    }
  }
  return steps;
}

std::string step_name(std::size_t step) {
  return fmt::format("{:06}", step);
}

std::string step_path(std::size_t step) {
  return "/steps/" + step_name(step);
}

std::string step_analysis(const ResultStep& step) {
  if (!step.has_heat) return "stress";
  const std::string heat = step.time ? "transient heat" : "steady heat";
  return step.stress == nullptr ? heat : heat + " and stress";
}

}  // namespace strata
