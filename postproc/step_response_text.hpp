// Step responses as a table, as JSON and for the console.
#pragma once

#include <string>

#include "solver/transient/step_response.hpp"

namespace strata {

/// A row per recorded time, a column "<max|mean>_K_per_W:<die>:<heated die>" per response; empty where a
/// response has settled before.
std::string step_response_csv(const StepResponses& responses, const Model& model);

/// Everything, SI (docs/zth.md).
std::string step_response_json(const StepResponses& responses, const Model& model);

/// Resistances, settling and what holds of the whole, for people.
std::string step_response_summary(const StepResponses& responses, const Model& model);

}  // namespace strata
