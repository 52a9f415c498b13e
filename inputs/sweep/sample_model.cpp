#include <stdexcept>

#include "inputs/build_model.hpp"
#include "inputs/deck/override_deck.hpp"
#include "inputs/sweep/base_deck.hpp"
#include "inputs/sweep/power_maps.hpp"
#include "inputs/sweep/sweep.hpp"

namespace strata {

Model sample_model(const Sweep& sweep, const SweepSample& sample, const std::vector<std::string>& more) {
  if (sample.is_superposed) throw std::logic_error("a superposed sample is not solved");
  if (sweep.base == nullptr) throw std::logic_error("load_sweep() reads the base deck of a sweep");
  std::vector<std::string> overrides;
  for (std::size_t p = 0; p < sweep.parameters.size(); ++p) {
    const auto own = overrides_of(sweep, *sweep.base, p, sample.texts[p]);
    overrides.insert(overrides.end(), own.begin(), own.end());
  }
  overrides.insert(overrides.end(), more.begin(), more.end());
  DeckTree tree = sweep.base->tree;
  Diagnostics diagnostics;
  override_deck(tree, overrides, diagnostics);
  Model model = build_model(std::move(tree), std::move(diagnostics));
  place_random_maps(sweep, sample.id, model);
  return model;
}

}  // namespace strata
