#include <cmath>
#include <numeric>
#include <stdexcept>

#include <fmt/format.h>

#include "inputs/deck/number.hpp"
#include "inputs/sweep/counter_random.hpp"
#include "inputs/sweep/distributions.hpp"
#include "inputs/sweep/parameter_values.hpp"
#include "inputs/sweep/samplers.hpp"
#include "inputs/sweep/sweep.hpp"

namespace strata {

namespace {

/// Gives one sample the value of a parameter and its text.
void set_value(const Sweep& sweep, std::size_t p, double value, SweepSample& sample) {
  const SweepParameter& parameter = sweep.parameters[p];
  const auto* choices = std::get_if<ChoiceDistribution>(&parameter.distribution);
  sample.values[p] = value;
  sample.texts[p] = choices != nullptr ? choices->texts[static_cast<std::size_t>(value)]
                                       : value_text(value, parameter.unit);
}

/// A value of a grid's level.
double level_value(const SweepParameter& parameter, std::uint64_t level) {
  if (std::holds_alternative<ChoiceDistribution>(parameter.distribution)) return static_cast<double>(level);
  const std::uint64_t n = n_levels(parameter);
  const double share = n == 1 ? 0.5 : static_cast<double>(level) / static_cast<double>(n - 1);
  return quantile(parameter.distribution, share);
}

double drawn_value(const Sweep& sweep, std::size_t p, const SamplePoint& point) {
  const SweepParameter& parameter = sweep.parameters[p];
  if (sweep.sampler == Sampler::grid) {
    const double value = level_value(parameter, grid_level(sweep, p, point.index));
    return parameter.is_integer ? std::round(value) : value;
  }
  const double share = sample_share(sweep, p, point);
  return parameter.is_integer ? integer_quantile(parameter.distribution, share)
                              : quantile(parameter.distribution, share);
}

/// Ten digits, but never beyond the ends of the distribution.
double written_value(const SweepParameter& parameter, double value) {
  const auto [lower, upper] = range_of(parameter.distribution);
  const double rounded = rounded_value(value);
  return rounded < lower ? lower : rounded > upper ? upper : rounded;
}

/// A row of the table as values.
void read_row(const Sweep& sweep, std::uint64_t row, SweepSample& sample) {
  for (std::size_t p = 0; p < sweep.parameters.size(); ++p) {
    const std::string& text = sweep.table[row][p];
    const auto* choices = std::get_if<ChoiceDistribution>(&sweep.parameters[p].distribution);
    if (choices != nullptr) {
      std::size_t index = 0;
      while (index < choices->texts.size() && choices->texts[index] != text) ++index;
      sample.values[p] = static_cast<double>(index);
    } else {
      evaluate(scan_number(text), 0, sample.values[p]);
    }
    sample.texts[p] = text;
  }
}

/// Values of a solved sample: those of the group by the group, the others by the sample.
void draw(const Sweep& sweep, std::uint64_t place, SweepSample& sample) {
  const std::uint64_t size = sweep.solved_per_group + sweep.superposed_per_group;
  const std::uint64_t n_groups = (sweep.n_samples + size - 1) / size;
  const bool is_grid = sweep.sampler == Sampler::grid;
  for (std::size_t p = 0; p < sweep.parameters.size(); ++p) {
    SamplePoint point{sample.group, n_groups};
    if (sweep.parameters[p].varies_inside_group)
      point = is_grid ? SamplePoint{place, sweep.solved_per_group}
                      : SamplePoint{sample.group * sweep.solved_per_group + place,
                                    n_groups * sweep.solved_per_group};
    set_value(sweep, p, written_value(sweep.parameters[p], drawn_value(sweep, p, point)), sample);
  }
}

/// Weights that are uniform over all positive ones that sum to 1: exponentials over their sum.
std::vector<double> random_weights(const Sweep& sweep, std::uint64_t id) {
  const std::uint64_t stream = hash_text("weights of superposed samples");
  RandomStream random(random_bits(sweep.seed, stream, id), stream);
  std::vector<double> weights(sweep.solved_per_group);
  for (double& weight : weights) weight = -std::log(random.unit());
  const double sum = std::accumulate(weights.begin(), weights.end(), 0.0);
  for (double& weight : weights) weight /= sum;
  return weights;
}

void superpose(const Sweep& sweep, SweepSample& sample) {
  const std::uint64_t first = sample.group * (sweep.solved_per_group + sweep.superposed_per_group);
  sample.is_superposed = true;
  sample.weights = random_weights(sweep, sample.id);
  std::vector<double> mean(sweep.parameters.size(), 0.0);
  SweepSample parent;
  for (std::uint64_t place = 0; place < sweep.solved_per_group; ++place) {
    sample.parents.push_back(first + place);
    parent = make_sample(sweep, first + place);
    for (std::size_t p = 0; p < mean.size(); ++p) mean[p] += sample.weights[place] * parent.values[p];
  }
  for (std::size_t p = 0; p < mean.size(); ++p)
    set_value(sweep, p, sweep.parameters[p].varies_inside_group ? mean[p] : parent.values[p], sample);
}

/// "n_dies=8; tim=4.2 W/(m.K); " of the parameters of groups, or of those inside.
std::string values_text(const Sweep& sweep, const SweepSample& sample, bool inside) {
  std::string text;
  for (std::size_t p = 0; p < sweep.parameters.size(); ++p)
    if (sweep.parameters[p].varies_inside_group == inside)
      text += fmt::format("{}={}; ", sweep.parameters[p].name, sample.texts[p]);
  return text;
}

std::string key_of(const Sweep& sweep, const SweepSample& sample) {
  std::string key = values_text(sweep, sample, false) + values_text(sweep, sample, true);
  if (sample.is_superposed) {
    key += "mean of ";
    for (std::size_t i = 0; i < sample.parents.size(); ++i)
      key += fmt::format("{}:{} ", sample.parents[i], shortest(sample.weights[i]));
  } else if (!sweep.power_maps.empty()) {
    key += fmt::format("maps={}/{}", sweep.seed, sample.id);
  }
  return key;
}

bool is_held_out(const Sweep& sweep, const SweepSample& sample) {
  for (const SplitSpec::HoldOut& hold_out : sweep.splits.hold_out) {
    const double value = sample.values[hold_out.parameter];
    if (hold_out.texts.empty() && value >= hold_out.lower && value <= hold_out.upper) return true;
    for (const std::string& text : hold_out.texts)
      if (text == sample.texts[hold_out.parameter]) return true;
  }
  return false;
}

std::string split_of(const Sweep& sweep, const SweepSample& sample, const std::string& group_key) {
  if (is_held_out(sweep, sample)) return "test_ood";
  const double share = random_unit(hash_text(group_key), hash_text("split"), 0);
  if (share < sweep.splits.train) return "train";
  return share < sweep.splits.train + sweep.splits.valid ? "valid" : "test";
}

}  // namespace

SweepSample make_sample(const Sweep& sweep, std::uint64_t id) {
  const std::uint64_t row = id - sweep.first_id;
  const bool is_table = sweep.sampler == Sampler::table;
  if ((is_table && (id < sweep.first_id || row >= sweep.table.size())) ||
      (sweep.sampler == Sampler::grid && id >= sweep.n_samples))
    throw std::out_of_range(fmt::format("the sweep has no sample {}", id));
  SweepSample sample;
  sample.id = id;
  sample.values.resize(sweep.parameters.size());
  sample.texts.resize(sweep.parameters.size());
  if (is_table) {
    sample.group = sweep.first_id + sweep.table_groups[row];
    read_row(sweep, row, sample);
  } else {
    const std::uint64_t size = sweep.solved_per_group + sweep.superposed_per_group;
    sample.group = id / size;
    if (const std::uint64_t place = id % size; place < sweep.solved_per_group) {
      draw(sweep, place, sample);
    } else {
      superpose(sweep, sample);
    }
  }
  std::string group_key = values_text(sweep, sample, false);
  // Groups that no parameter tells apart differ by their maps and by what varies inside.
  if (group_key.empty()) group_key = fmt::format("group {}/{}; ", sweep.seed, sample.group);
  sample.key = key_of(sweep, sample);
  sample.split = split_of(sweep, sample, group_key);
  return sample;
}

}  // namespace strata
