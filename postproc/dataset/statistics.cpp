#include "postproc/dataset/statistics.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <fstream>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "inputs/error.hpp"

namespace strata {

namespace {

constexpr double kSmallestDeviation = 1e-4;  ///< scripts/compute_statistics.py of The Well
constexpr std::size_t kLanes = 8;            ///< sums side by side, which vector units can keep apart

/// \param value_of  of a number 0 to n - 1
template <class ValueOf>
Moments moments_where(std::size_t n, const ValueOf& value_of) {
  Moments moments;
  if (n == 0) return moments;
  std::array<double, kLanes> lowest{}, highest{}, sums{};
  lowest.fill(moments.minimum);
  highest.fill(moments.maximum);
  const auto for_each = [&](const auto& visit) {
    std::size_t i = 0;
    for (; i + kLanes <= n; i += kLanes) {
      for (std::size_t lane = 0; lane < kLanes; ++lane) visit(lane, value_of(i + lane));
    }
    for (; i < n; ++i) visit(0, value_of(i));
  };
  const auto total = [&] {
    double sum = 0.0;
    for (const double lane : sums) sum += lane;
    return sum;
  };
  for_each([&](std::size_t lane, double value) {
    sums[lane] += value;
    lowest[lane] = std::min(lowest[lane], value);
    highest[lane] = std::max(highest[lane], value);
  });
  moments.count = n;
  moments.mean = total() / static_cast<double>(n);
  sums.fill(0.0);
  for_each(
      [&](std::size_t lane, double value) { sums[lane] += (value - moments.mean) * (value - moments.mean); });
  moments.squares = total();
  moments.minimum = *std::min_element(lowest.begin(), lowest.end());
  moments.maximum = *std::max_element(highest.begin(), highest.end());
  return moments;
}

std::size_t n_components(int order) {
  return order == 0 ? 1 : order == 1 ? 3 : 9;
}

FieldStatistics empty_field(const DatasetField& field) {
  const std::vector<Moments> none(n_components(field.order));
  return {field.name, field.order, field.varies_in_time, none,
          field.varies_in_time ? none : std::vector<Moments>{}};
}

double as_stored(double value, bool double_precision) {
  return double_precision ? value : static_cast<double>(static_cast<float>(value));
}

/// As many equal values.
Moments uniform(std::uint64_t count, double value) {
  return {count, value, 0.0, value, value};
}

Moments shifted(Moments moments, double by) {
  moments.mean += by;
  moments.minimum += by;
  moments.maximum += by;
  return moments;
}

nlohmann::json moments_json(const Moments& m) {
  nlohmann::json json{{"count", m.count}, {"mean", m.mean}, {"squares", m.squares}};
  // Infinities have no text in JSON.
  if (m.count > 0) {
    json["minimum"] = m.minimum;
    json["maximum"] = m.maximum;
  }
  return json;
}

Moments moments_from(const nlohmann::json& json) {
  Moments m;
  m.count = json.at("count").get<std::uint64_t>();
  m.mean = json.at("mean").get<double>();
  m.squares = json.at("squares").get<double>();
  if (m.count > 0) {
    m.minimum = json.at("minimum").get<double>();
    m.maximum = json.at("maximum").get<double>();
  }
  return m;
}

/// A number, a list or a list of lists, on one line. YAML 1.1 takes "1e-05" for text: there is always a
/// point.
template <class NumberOf>
std::string nested_numbers(const std::vector<Moments>& components, const NumberOf& number_of) {
  const auto text = [&](std::size_t n) { return fmt::format("{:.9E}", number_of(components[n])); };
  const auto row = [&](std::size_t first) {
    return fmt::format("[{}, {}, {}]", text(first), text(first + 1), text(first + 2));
  };
  if (components.size() == 1) return text(0);
  if (components.size() == 3) return row(0);
  return fmt::format("[{}, {}, {}]", row(0), row(3), row(6));
}

}  // namespace

void Moments::merge(const Moments& other) {
  if (other.count == 0) return;
  if (count == 0) {
    *this = other;
    return;
  }
  const auto own = static_cast<double>(count), more = static_cast<double>(other.count);
  const double difference = other.mean - mean;
  mean += difference * more / (own + more);
  squares += other.squares + difference * difference * own * more / (own + more);
  count += other.count;
  minimum = std::min(minimum, other.minimum);
  maximum = std::max(maximum, other.maximum);
}

double Moments::deviation() const {
  return count == 0 ? 0.0 : std::sqrt(squares / static_cast<double>(count));
}

double Moments::root_mean_square() const {
  return count == 0 ? 0.0 : std::sqrt(mean * mean + squares / static_cast<double>(count));
}

Moments moments_of(const double* values, std::size_t n, std::size_t stride) {
  return moments_where(n, [=](std::size_t i) { return values[i * stride]; });
}

FieldStatistics field_statistics(const DatasetField& field, const std::vector<double>& values,
                                 double reference, bool double_precision) {
  FieldStatistics statistics = empty_field(field);
  const std::size_t stride = statistics.value.size(), n = values.size() / stride;
  const double first_frame = as_stored(reference, double_precision);
  for (std::size_t c = 0; c < stride; ++c) {
    const double* own = values.data() + c;
    const Moments solution =
        double_precision ? moments_of(own, n, stride) : moments_where(n, [=](std::size_t i) {
          return static_cast<double>(static_cast<float>(own[i * stride]));
        });
    if (field.varies_in_time) {
      statistics.value[c] = uniform(n, first_frame);
      statistics.delta[c] = shifted(solution, -first_frame);
    }
    statistics.value[c].merge(solution);
  }
  return statistics;
}

DatasetStatistics empty_statistics(const DatasetLayout& layout) {
  DatasetStatistics statistics;
  for (const DatasetField& field : layout.fields) statistics.fields.push_back(empty_field(field));
  return statistics;
}

DatasetStatistics statistics_of(const DatasetLayout& layout, const DatasetSample& sample) {
  DatasetStatistics statistics;
  statistics.n_samples = 1;
  for (std::size_t f = 0; f < layout.fields.size(); ++f) {
    statistics.fields.push_back(field_statistics(layout.fields[f], sample.fields[f],
                                                 reference_value(layout.fields[f], sample),
                                                 layout.double_precision));
  }
  return statistics;
}

void merge(DatasetStatistics& statistics, const DatasetStatistics& other) {
  const auto misfit = [] { throw Error(ExitCode::internal, "statistics of different datasets"); };
  if (statistics.fields.size() != other.fields.size()) misfit();
  statistics.n_samples += other.n_samples;
  for (std::size_t f = 0; f < other.fields.size(); ++f) {
    FieldStatistics& own = statistics.fields[f];
    const FieldStatistics& more = other.fields[f];
    if (own.name != more.name || own.value.size() != more.value.size() ||
        own.delta.size() != more.delta.size())
      misfit();
    for (std::size_t c = 0; c < own.value.size(); ++c) own.value[c].merge(more.value[c]);
    for (std::size_t c = 0; c < own.delta.size(); ++c) own.delta[c].merge(more.delta[c]);
  }
}

nlohmann::json to_json(const DatasetStatistics& statistics) {
  nlohmann::json json{{"samples", statistics.n_samples}, {"fields", nlohmann::json::array()}};
  for (const FieldStatistics& field : statistics.fields) {
    nlohmann::json one{
        {"name", field.name}, {"order", field.order}, {"varies_in_time", field.varies_in_time}};
    for (const auto& [key, list] : {std::pair{"value", &field.value}, std::pair{"delta", &field.delta}}) {
      one[key] = nlohmann::json::array();
      for (const Moments& moments : *list) one[key].push_back(moments_json(moments));
    }
    json["fields"].push_back(std::move(one));
  }
  return json;
}

DatasetStatistics statistics_from_json(const nlohmann::json& json) {
  try {
    DatasetStatistics statistics;
    statistics.n_samples = json.at("samples").get<std::uint64_t>();
    for (const nlohmann::json& one : json.at("fields")) {
      FieldStatistics field;
      field.name = one.at("name").get<std::string>();
      field.order = one.at("order").get<int>();
      field.varies_in_time = one.at("varies_in_time").get<bool>();
      for (const nlohmann::json& moments : one.at("value")) field.value.push_back(moments_from(moments));
      for (const nlohmann::json& moments : one.at("delta")) field.delta.push_back(moments_from(moments));
      statistics.fields.push_back(std::move(field));
    }
    return statistics;
  } catch (const nlohmann::json::exception& error) {
    throw IoError(std::string("these are no statistics of a dataset: ") + error.what());
  }
}

DatasetStatistics read_statistics(const std::filesystem::path& path) {
  std::ifstream file(path);
  const nlohmann::json json = nlohmann::json::parse(file, nullptr, false);
  if (!file || json.is_discarded()) throw IoError("cannot read '" + path.string() + "' as JSON");
  return statistics_from_json(json);
}

std::string stats_yaml(const DatasetStatistics& statistics) {
  std::string text;
  const auto add = [&](const char* key, std::vector<Moments> FieldStatistics::*of, const auto& number_of) {
    text += fmt::format("{}:\n", key);
    for (const FieldStatistics& field : statistics.fields) {
      if (!(field.*of).empty())
        text += fmt::format("  {}: {}\n", field.name, nested_numbers(field.*of, number_of));
    }
  };
  const auto mean = [](const Moments& m) { return m.mean; };
  const auto deviation = [](const Moments& m) { return m.deviation(); };
  const auto rms = [](const Moments& m) { return m.root_mean_square(); };
  add("mean", &FieldStatistics::value, mean);
  add("std", &FieldStatistics::value, deviation);
  add("rms", &FieldStatistics::value, rms);
  add("mean_delta", &FieldStatistics::delta, mean);
  add("std_delta", &FieldStatistics::delta, deviation);
  add("rms_delta", &FieldStatistics::delta, rms);
  return text;
}

std::vector<std::string> nearly_constant_fields(const DatasetStatistics& statistics) {
  std::vector<std::string> names;
  for (const FieldStatistics& field : statistics.fields) {
    const auto is_constant = [](const Moments& m) { return !(m.deviation() > kSmallestDeviation); };
    if (std::any_of(field.value.begin(), field.value.end(), is_constant) ||
        std::any_of(field.delta.begin(), field.delta.end(), is_constant))
      names.push_back(field.name);
  }
  return names;
}

}  // namespace strata
