#include <algorithm>
#include <cmath>
#include <numeric>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "dataset_case.hpp"
#include "inputs/error.hpp"
#include "postproc/dataset/statistics.hpp"

using namespace strata;

namespace {

/// Mean and deviation of numbers, in two passes.
struct TwoPass {
  double mean = 0.0, deviation = 0.0;
  explicit TwoPass(const std::vector<double>& values) {
    const auto n = static_cast<double>(values.size());
    mean = std::accumulate(values.begin(), values.end(), 0.0) / n;
    for (const double value : values) deviation += (value - mean) * (value - mean);
    deviation = std::sqrt(deviation / n);
  }
};

/// All stored values of a component over all samples, reference frames first where there are two.
std::vector<double> stored(const DatasetLayout& layout, const std::vector<DatasetSample>& samples,
                           std::size_t f, std::size_t component) {
  const std::size_t n_components = layout.fields[f].order == 0 ? 1 : layout.fields[f].order == 1 ? 3 : 9;
  std::vector<double> values;
  for (const DatasetSample& sample : samples) {
    const std::vector<double>& all = sample.fields[f];
    for (std::size_t i = component; i < all.size(); i += n_components) {
      values.push_back(static_cast<float>(all[i]));
      if (layout.fields[f].varies_in_time)
        values.push_back(static_cast<float>(reference_value(layout.fields[f], sample)));
    }
  }
  return values;
}

std::vector<DatasetSample> some_samples(const DatasetLayout& layout, std::uint64_t n) {
  std::vector<DatasetSample> samples;
  for (std::uint64_t id = 0; id < n; ++id) samples.push_back(test::small_sample(layout, id));
  return samples;
}

}  // namespace

TEST_CASE("streamed statistics are those of all values at once, by component") {
  const DatasetLayout layout = test::small_layout();
  const std::vector<DatasetSample> samples = some_samples(layout, 7);
  DatasetStatistics statistics = empty_statistics(layout);
  for (const DatasetSample& sample : samples) merge(statistics, statistics_of(layout, sample));
  CHECK(statistics.n_samples == 7);
  for (std::size_t f = 0; f < layout.fields.size(); ++f) {
    const FieldStatistics& field = statistics.fields[f];
    for (std::size_t c = 0; c < field.value.size(); ++c) {
      const std::vector<double> values = stored(layout, samples, f, c);
      const TwoPass exact(values);
      CHECK(field.value[c].count == values.size());
      CHECK(field.value[c].mean == Approx(exact.mean).epsilon(1e-13));
      CHECK(field.value[c].deviation() == Approx(exact.deviation).epsilon(1e-12));
      CHECK(field.value[c].minimum == *std::min_element(values.begin(), values.end()));
      CHECK(field.value[c].maximum == *std::max_element(values.begin(), values.end()));
      CHECK(field.value[c].root_mean_square() ==
            Approx(std::hypot(exact.mean, exact.deviation)).epsilon(1e-12));
    }
  }
}

TEST_CASE("deltas are the solution less the reference frame") {
  const DatasetLayout layout = test::small_layout();
  const DatasetSample sample = test::small_sample(layout, 3);
  const DatasetStatistics statistics = statistics_of(layout, sample);
  std::vector<double> rises;
  for (const double T : sample.fields[0])
    rises.push_back(double{static_cast<float>(T)} - double{static_cast<float>(298.15)});
  const TwoPass exact(rises);
  REQUIRE(statistics.fields[0].delta.size() == 1);
  CHECK(statistics.fields[0].delta[0].count == rises.size());
  CHECK(statistics.fields[0].delta[0].mean == Approx(exact.mean).epsilon(1e-13));
  CHECK(statistics.fields[0].delta[0].deviation() == Approx(exact.deviation).epsilon(1e-12));
  CHECK(statistics.fields[1].delta.empty());
  CHECK(statistics.fields[2].delta.size() == 3);
}

TEST_CASE("statistics go to JSON and back without a change") {
  const DatasetLayout layout = test::small_layout();
  DatasetStatistics statistics = empty_statistics(layout);
  CHECK(to_json(statistics_from_json(to_json(statistics))) == to_json(statistics));
  for (const DatasetSample& sample : some_samples(layout, 3))
    merge(statistics, statistics_of(layout, sample));
  const DatasetStatistics again = statistics_from_json(nlohmann::json::parse(to_json(statistics).dump()));
  REQUIRE(again.fields.size() == statistics.fields.size());
  for (std::size_t f = 0; f < again.fields.size(); ++f) {
    for (std::size_t c = 0; c < again.fields[f].value.size(); ++c) {
      CHECK(again.fields[f].value[c].mean == statistics.fields[f].value[c].mean);
      CHECK(again.fields[f].value[c].squares == statistics.fields[f].value[c].squares);
      CHECK(again.fields[f].value[c].count == statistics.fields[f].value[c].count);
    }
  }
  CHECK(stats_yaml(again) == stats_yaml(statistics));
  CHECK_THROWS_AS(statistics_from_json(nlohmann::json{{"samples", 1}}), IoError);
}

TEST_CASE("stats.yaml lists numbers by key, field and component") {
  DatasetStatistics statistics;
  const Moments small{4, 1e-5, 4e-10, 0.0, 1.0};
  statistics.fields = {{"temperature", 0, true, {small}, {small}},
                       {"displacement", 1, false, {small, small, small}, {}}};
  const std::string text = stats_yaml(statistics);
  CHECK(text.find("mean:\n  temperature: 1.000000000E-05\n  displacement: [1.000000000E-05, 1.000000000E-05, "
                  "1.000000000E-05]\nstd:\n") == 0);
  CHECK(text.find("rms_delta:\n  temperature: 1.414213562E-05\n") != std::string::npos);
  CHECK(nearly_constant_fields(statistics) == std::vector<std::string>{"temperature", "displacement"});
}

TEST_CASE("statistics of different datasets do not merge") {
  DatasetLayout other = test::small_layout();
  other.fields.pop_back();
  DatasetStatistics statistics = empty_statistics(test::small_layout());
  CHECK_THROWS_AS(merge(statistics, empty_statistics(other)), Error);
}
