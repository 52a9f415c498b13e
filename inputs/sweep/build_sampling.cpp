#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "inputs/build_context.hpp"
#include "inputs/sweep/linearity.hpp"
#include "inputs/sweep/samplers.hpp"
#include "inputs/sweep/sobol.hpp"
#include "inputs/sweep/sweep_context.hpp"

namespace strata {

namespace {

constexpr std::uint64_t kMostSamples = 1000000000000;

const std::map<std::string, Sampler> kSamplers{{"random", Sampler::random},
                                               {"latin_hypercube", Sampler::latin_hypercube},
                                               {"sobol", Sampler::sobol},
                                               {"grid", Sampler::grid},
                                               {"table", Sampler::table}};

class SamplingReader {
 public:
  SamplingReader(SweepContext& context, const Node& root)
      : context_(context), sweep_(context.sweep), root_(root) {}

  void read() {
    if (const auto sampler = find_text(context_.values, "sampler")) sweep_.sampler = kSamplers.at(*sampler);
    if (const Value* groups = context_.values.find("per_group"); groups != nullptr && groups->is_table()) {
      if (const Value* solved = groups->find("solved")) sweep_.solved_per_group = unsigned_of(*solved);
      if (const Value* superposed = groups->find("superposed"))
        sweep_.superposed_per_group = unsigned_of(*superposed);
    }
    // Counts and groups rest on the parameters: with wrong ones they would be blamed for nothing.
    const bool is_sound = context_.model != nullptr && !context_.diagnostics.has_errors();
    if (sweep_.sampler == Sampler::table) {
      if (is_sound) read_table();
    } else {
      if (const Value* requests = context_.values.find("requests"))
        error(requests->position(), "'requests' belongs to the sampler 'table'");
      if (sweep_.sampler == Sampler::grid) {
        if (is_sound) read_grid();
      } else {
        read_count();
      }
      if (is_sound) check_parameters();
    }
    read_block();
  }

 private:
  static std::uint64_t unsigned_of(const Value& value) { return static_cast<std::uint64_t>(value.integer()); }
  void error(const Position& position, std::string message, std::string hint = {}) {
    context_.diagnostics.error(position, std::move(message), std::move(hint));
  }
  std::uint64_t group_size() const { return sweep_.solved_per_group + sweep_.superposed_per_group; }
  /// Where `per_group` or `samples` stands, or the sweep where it does not.
  Position place(std::string_view key) const {
    const Value* value = context_.values.find(key);
    return value != nullptr && !value->is_default() ? value->position() : context_.values.position();
  }

  void read_table() {
    if (const Value* samples = context_.values.find("samples"))
      error(samples->position(), "a table has as many samples as rows");
    if (sweep_.superposed_per_group > 0) error(place("per_group"), "the rows of a table are all solved");
    const auto file = find_text(context_.values, "requests");
    if (file) return read_requests(context_, *file, context_.values["requests"].position());
    error(place("sampler"), "the sampler 'table' needs a file", "requests: points.csv");
  }

  void read_grid() {
    for (const SweepParameter& parameter : sweep_.parameters) {
      if (std::holds_alternative<ChoiceDistribution>(parameter.distribution) || parameter.levels) continue;
      error(parameter.position,
            fmt::format("parameters.{}: a grid needs the number of its values", parameter.name), "levels: 5");
    }
    if (context_.diagnostics.has_errors()) return;
    const std::uint64_t inside = count(true), groups = count(false);
    if (inside >= kMostSamples || groups >= kMostSamples) {
      error(place("sampler"), "the grid has more than 10^12 points");
      return;
    }
    const Value* written = context_.values["per_group"].find("solved");
    if (written != nullptr && inside > 1 && sweep_.solved_per_group != inside) {
      error(written->position(), fmt::format("the parameters inside a group have {} combinations", inside),
            "leave 'solved' out");
      return;
    }
    if (written == nullptr) sweep_.solved_per_group = inside;
    sweep_.n_samples = groups * group_size();
    const Value* samples = context_.values.find("samples");
    if (samples != nullptr && unsigned_of(*samples) != sweep_.n_samples)
      error(samples->position(), fmt::format("the grid has {} samples", sweep_.n_samples),
            "leave 'samples' out");
  }

  std::uint64_t count(bool inside) const {
    std::uint64_t product = 1;
    for (const SweepParameter& parameter : sweep_.parameters)
      if (parameter.varies_inside_group == inside)
        product = std::min(product * n_levels(parameter), kMostSamples);
    return product;
  }

  void read_count() {
    const Value* samples = context_.values.find("samples");
    if (samples == nullptr || !samples->is_integer()) {
      if (!is_written("samples"))
        error(context_.values.position(), "missing key 'samples' in the sweep", "samples: 1000");
      return;
    }
    sweep_.n_samples = unsigned_of(*samples);
  }

  void check_parameters() {
    check_superposed();
    check_sobol();
    check_varied();
  }

  void check_superposed() {
    if (sweep_.superposed_per_group == 0) return;
    const Position position = place("per_group");
    if (sweep_.solved_per_group < 2)
      error(position, "means need two or more solved samples per group",
            "per_group: {solved: 8, superposed: 24}");
    for (const SweepParameter& parameter : sweep_.parameters) {
      if (!parameter.varies_inside_group || is_linear(parameter)) continue;
      error(parameter.position,
            fmt::format("parameters.{}: the temperature is not linear in it, so samples cannot be superposed",
                        parameter.name),
            "inside groups vary only power totals, fluxes and densities, and under 'boundaries' ambient, "
            "fixed_temperature and heat_flux, none of them by choices");
    }
    const std::string reason = nonlinearity(*context_.model);
    if (!reason.empty())
      error(position, fmt::format("samples cannot be superposed: {}", reason), "leave 'superposed' out");
  }

  void check_sobol() {
    if (sweep_.sampler != Sampler::sobol) return;
    constexpr std::uint64_t kMostPoints = std::uint64_t{1} << 32;
    if (sweep_.parameters.size() > kSobolDimensions)
      error(place("sampler"),
            fmt::format("Sobol's sequence has {} dimensions here, the sweep {} parameters", kSobolDimensions,
                        sweep_.parameters.size()),
            "sampler: latin_hypercube");
    if (sweep_.n_samples > kMostPoints) error(place("sampler"), "Sobol's sequence has 2^32 points here");
  }

  /// Something must vary, and from sample to sample.
  void check_varied() {
    if (sweep_.parameters.empty() && sweep_.power_maps.empty()) {
      error(context_.values.position(), "nothing varies: give 'parameters' or 'power_maps'");
      return;
    }
    const bool varies_inside =
        !sweep_.power_maps.empty() ||
        std::any_of(sweep_.parameters.begin(), sweep_.parameters.end(),
                    [](const SweepParameter& parameter) { return parameter.varies_inside_group; });
    if (!varies_inside && sweep_.solved_per_group > 1)
      error(place("per_group"), "nothing varies inside a group: its samples would all be the same",
            "give a parameter 'inside_group: true', or 'power_maps'");
  }

  void read_block() {
    const std::uint64_t size = sweep_.sampler == Sampler::table ? 1 : group_size();
    constexpr std::uint64_t kUsualBlock = 64;
    const Value* dataset = context_.values.find("dataset");
    const Value* block = dataset != nullptr && dataset->is_table() ? dataset->find("block") : nullptr;
    const std::uint64_t samples = block == nullptr ? kUsualBlock : unsigned_of(*block);
    const std::uint64_t rounded = (samples + size - 1) / size * size;
    const bool is_grid = sweep_.sampler == Sampler::grid;  // its groups follow from its parameters
    if (block != nullptr && rounded != samples && !(is_grid && context_.diagnostics.has_errors()))
      error(block->position(), fmt::format("a block holds whole groups, and a group has {} samples", size),
            fmt::format("block: {}", rounded));
    sweep_.dataset.block = static_cast<int>(rounded);
  }

  /// Whether a key is in the text, right or wrong.
  bool is_written(std::string_view key) const {
    return std::any_of(root_.entries.begin(), root_.entries.end(),
                       [&](const Node::Entry& entry) { return entry.key == key; });
  }

  SweepContext& context_;
  Sweep& sweep_;
  const Node& root_;
};

}  // namespace

void build_sampling(SweepContext& context, const Node& root) {
  SamplingReader(context, root).read();
}

}  // namespace strata
