// What the functions that turn a checked sweep into a Sweep share. Like those of decks, each of them reads
// what is valid, reports what is not and carries on.
#pragma once

#include <optional>

#include "inputs/deck/values.hpp"
#include "inputs/sweep/base_deck.hpp"
#include "inputs/sweep/parameter_values.hpp"
#include "inputs/sweep/sweep.hpp"

namespace strata {

struct SweepContext {
  const Value& values;   ///< checked, but with gaps where values were wrong
  SourceFiles& sources;  ///< a CSV file of requests is added
  Diagnostics& diagnostics;
  Sweep& sweep;
  SweepBase& base;
  const Model* model = nullptr;  ///< of the base deck; null where that could not be read
  /// By parameter, for reading more of its values; empty for choices.
  std::vector<std::optional<ParameterUnit>> units{};
};

/// `parameters`: the deck places they vary and their distributions. Needs the base deck.
void build_parameters(SweepContext& context);

/// `power_maps`. Needs the base deck.
void build_power_map_specs(SweepContext& context);

/// `splits`. Needs the parameters.
void build_splits(SweepContext& context);

/// `dataset`, `fidelities`.
void build_dataset_settings(SweepContext& context);

/// `samples`, `sampler`, `per_group`, and how they fit together. Needs all others. \param root  as written
void build_sampling(SweepContext& context, const Node& root);

/// A CSV file of parameter values in place of the sampler. \param asked_at  where it is named, if anywhere
void read_requests(SweepContext& context, const std::string& path, const Position& asked_at);

/// A scalar or a list of scalars as deck text: "60 um", "[4 mm, 5 mm]".
std::string deck_text(const Value& value);

/// The index of a choice, or nothing. "4" and "4.0" are different texts.
std::optional<std::size_t> find_choice(const ChoiceDistribution& choices, const std::string& text);

}  // namespace strata
