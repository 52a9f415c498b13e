// Step responses: how every die warms up after one watt is switched on in one of them.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "solver/steady_heat.hpp"

namespace strata {

struct StepRequest {
  std::vector<std::string> sources;  ///< dies that get the watt; empty: all that have heat sources
  double first = 1e-6;               ///< first time that is recorded [s]
  double last = 1e6;                 ///< none after it, settled or not [s]
  int per_decade = 20;               ///< times that are recorded
};

/// Z(t) = (T(t) - T(0)) / 1 W of one die.
struct StepResponse {
  BodyIndex die = kNoBody;
  BodyIndex source = kNoBody;  ///< the die that is heated
  bool is_mean = false;        ///< area mean of the active face; false: at StepDie::hottest
  double steady = 0.0;         ///< Z after infinite time, from a steady solve [K/W]
  std::vector<double> values;  ///< [K/W] at the first of StepResponses::times
};

struct StepDie {
  BodyIndex body = kNoBody;
  std::array<double, 3> hottest{};  ///< where its active face is hottest in the deck's steady state [m]
  /// From here on the mesh beside the active face costs less than 1 % where heat flows straight into it [s].
  double resolved_from = 0.0;
};

struct StepResponses {
  std::vector<double> times;                 ///< [s], evenly spaced in their logarithms
  std::vector<StepDie> dies;                 ///< with an active face that is seen anywhere
  std::vector<StepResponse> responses;       ///< by source, then by die: its mean, its hottest place
  std::vector<double> material_temperature;  ///< at which each material is held, by MaterialId [K]
  double reference_temperature = 0.0;        ///< of the start and of all surroundings [K]
  double heat_capacity = 0.0;                ///< of all matter [J/K]
  bool is_linearised = false;                ///< properties varied: they are held at the deck's steady state
  bool is_settled = true;                    ///< every response came within 1e-4 of its steady value
};

/// The responses of the model: all properties held at its steady state under (average) powers, all
/// surroundings and the start at one temperature, one watt from time 0 on in one die, spread as in the deck,
/// and no other heat. Each response ends where it and all others of its source are within 1e-4 of their
/// steady values. Throws Error (deck) where no die with an active face has a heat source, or a source asked
/// for is none; otherwise as solve_steady_heat and TransientSolver do. Collective; the same on every rank.
StepResponses step_responses(const Model& model, const GridPlan& plan, const Partition& partition,
                             const StepRequest& request, const SteadyOptions& options = {});

}  // namespace strata
