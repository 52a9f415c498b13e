#include "postproc/dataset/superpose.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>
#include <string>

#include "inputs/error.hpp"

namespace strata {

namespace {

[[noreturn]] void refuse(const std::string& what) {
  throw Error(ExitCode::deck, "samples cannot be superposed: " + what);
}

bool starts_with(const std::string& text, const char* prefix) {
  return text.rfind(prefix, 0) == 0;
}

bool has_field(const DatasetLayout& layout, const char* name) {
  return std::any_of(layout.fields.begin(), layout.fields.end(),
                     [&](const DatasetField& field) { return field.name == name; });
}

/// Does the field scale with power and rise of the surroundings, or follow the temperature without taking
/// part in the equations whose solutions are stored?
bool takes_mean(const DatasetField& field, const DatasetLayout& layout) {
  static const std::set<std::string> linear{"power_density", "displacement", "stress", "rho_cp"};
  static const std::set<std::string> elastic{"youngs_modulus", "poisson_ratio", "expansion"};
  if (is_temperature(field) || linear.count(field.name) > 0) return true;
  const bool holds_stress = has_field(layout, "displacement") || has_field(layout, "stress");
  return elastic.count(field.name) > 0 && !holds_stress;
}

class WeightedMean {
 public:
  WeightedMean(const std::vector<const DatasetSample*>& parents, const std::vector<double>& weights)
      : parents_(parents), weights_(weights) {}

  /// \param of  a number or list of numbers of a sample
  std::vector<double> mean(const std::vector<double>& (*of)(const DatasetSample&, std::size_t),
                           std::size_t n) const {
    std::vector<double> sum(of(*parents_.front(), n).size(), 0.0);
    for (std::size_t p = 0; p < parents_.size(); ++p) {
      const std::vector<double>& own = of(*parents_[p], n);
      if (own.size() != sum.size()) refuse("parents differ in shape");
      for (std::size_t i = 0; i < sum.size(); ++i) sum[i] += weights_[p] * own[i];
    }
    return sum;
  }
  std::vector<double> equal_field(std::size_t n, const std::string& name) const {
    for (const DatasetSample* parent : parents_) {
      if (parent->fields[n] != parents_.front()->fields[n]) refuse("'" + name + "' differs between parents");
    }
    return parents_.front()->fields[n];
  }
  template <class NumberOf>
  double mean_of(NumberOf&& number_of) const {
    double sum = 0.0;
    for (std::size_t p = 0; p < parents_.size(); ++p) sum += weights_[p] * number_of(*parents_[p]);
    return sum;
  }
  template <class NumberOf>
  double largest_of(NumberOf&& number_of) const {
    double largest = 0.0;
    for (const DatasetSample* parent : parents_) largest = std::max(largest, number_of(*parent));
    return largest;
  }
  template <class NumberOf>
  double equal_of(NumberOf&& number_of, const std::string& name) const {
    for (const DatasetSample* parent : parents_) {
      if (number_of(*parent) != number_of(*parents_.front()))
        refuse("'" + name + "' differs between parents");
    }
    return number_of(*parents_.front());
  }

 private:
  const std::vector<const DatasetSample*>& parents_;
  const std::vector<double>& weights_;
};

void check_weights(const std::vector<const DatasetSample*>& parents, const std::vector<double>& weights) {
  if (parents.empty() || parents.size() != weights.size()) refuse("one weight per parent is needed");
  double sum = 0.0;
  for (const double weight : weights) sum += weight;
  if (std::abs(sum - 1.0) > 1e-12) refuse("weights must sum to 1");
  for (const DatasetSample* parent : parents) {
    if (parent->lines != parents.front()->lines) refuse("parents have different grids");
  }
}

/// What scales with the loads, and what must be the same.
std::vector<double> superposed_scalars(const WeightedMean& sum, const std::vector<DatasetScalar>& scalars,
                                       std::vector<double> DatasetSample::*of) {
  std::vector<double> values;
  for (std::size_t n = 0; n < scalars.size(); ++n) {
    const auto number = [&](const DatasetSample& sample) { return (sample.*of)[n]; };
    const bool must_be_equal = !scalars[n].choices.empty() ||
                               starts_with(scalars[n].name, "film_coefficient_") ||
                               starts_with(scalars[n].name, "mean_film_coefficient_");
    values.push_back(must_be_equal ? sum.equal_of(number, scalars[n].name) : sum.mean_of(number));
  }
  return values;
}

}  // namespace

DatasetSample superpose(const DatasetLayout& layout, const std::vector<const DatasetSample*>& parents,
                        const std::vector<double>& weights) {
  check_weights(parents, weights);
  const WeightedMean sum(parents, weights);
  DatasetSample sample;
  sample.lines = parents.front()->lines;
  for (std::size_t n = 0; n < layout.fields.size(); ++n) {
    const DatasetField& field = layout.fields[n];
    if (field.name == "von_mises") refuse("the dataset holds von_mises, which is not linear");
    sample.fields.push_back(
        takes_mean(field, layout)
            ? sum.mean(
                  [](const DatasetSample& s, std::size_t f) -> const auto& { return s.fields[f]; }, n)
            : sum.equal_field(n, field.name));
  }
  sample.reference_temperature = sum.mean_of([](const DatasetSample& s) { return s.reference_temperature; });
  sample.parameters = superposed_scalars(sum, layout.parameters, &DatasetSample::parameters);
  sample.conditions = superposed_scalars(sum, layout.conditions, &DatasetSample::conditions);
  sample.results.assign(layout.results.size(), std::numeric_limits<double>::quiet_NaN());

  SampleProvenance& provenance = sample.provenance;
  provenance.is_superposed = true;
  provenance.weights = weights;
  for (const DatasetSample* parent : parents) provenance.parents.push_back(parent->provenance.id);
  provenance.boundary_heat = sum.mean(
      [](const DatasetSample& s, std::size_t) -> const auto& { return s.provenance.boundary_heat; }, 0);
  provenance.relative_residual =
      sum.largest_of([](const DatasetSample& s) { return s.provenance.relative_residual; });
  provenance.energy_imbalance =
      sum.largest_of([](const DatasetSample& s) { return s.provenance.energy_imbalance; });
  provenance.resampling_error =
      sum.largest_of([](const DatasetSample& s) { return s.provenance.resampling_error; });
  return sample;
}

}  // namespace strata
