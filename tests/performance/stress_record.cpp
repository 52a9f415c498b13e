#include "tests/performance/stress_record.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "inputs/error.hpp"
#include "tests/performance/stress_measure.hpp"

namespace strata::performance {
namespace {

using Json = nlohmann::ordered_json;

constexpr int kFormatVersion = 1;
constexpr double kMiB = 1024.0 * 1024.0;

template <class T>
Json optional_json(const std::optional<T>& value) {
  return value ? Json(*value) : Json(nullptr);
}

template <class T>
std::optional<T> read_optional(const Json& json, const char* key) {
  return json.at(key).is_null() ? std::nullopt : std::optional<T>(json.at(key).get<T>());
}

std::string seconds_text(const std::optional<double>& value) {
  if (!value) return "-";
  return *value < 0.0995 ? fmt::format("{:.4f}", *value) : fmt::format("{:.3g}", *value);
}

template <class T>
std::string optional_text(const std::optional<T>& value, const char* format) {
  return value ? fmt::format(fmt::runtime(format), *value) : std::string("-");
}

std::string row(const StressRecord& r, const StressRecord* ours) {
  if (!r.failure.empty()) return fmt::format("  {:<14} {}\n", r.solver, r.failure);
  std::optional<double> time, memory, bytes;
  if (r.bytes_per_unknown) bytes = *r.bytes_per_unknown * static_cast<double>(r.unknowns) / kMiB;
  if (ours != nullptr) {
    time = times_as_long(r, *ours);
    if (r.bytes_per_unknown && ours->bytes_per_unknown)
      memory = *r.bytes_per_unknown / *ours->bytes_per_unknown;
  }
  return fmt::format(
      "  {:<14} {:>5} {:>9} {:>9} {:>9} {:>9} {:>8} {:>10} {:>9} {:>12.4f} {:>7} {:>7}{}\n", r.solver,
      optional_text(r.iterations, "{}"), seconds_text(r.setup_s), seconds_text(r.solve_s),
      seconds_text(r.elapsed_s), optional_text(bytes, "{:.0f}"), optional_text(r.bytes_per_unknown, "{:.0f}"),
      optional_text(r.relative_residual, "{:.1e}"), optional_text(r.cpu_share, "{:.2f}"), r.warpage_m * 1e6,
      optional_text(time, "{:.1f}x"), optional_text(memory, "{:.1f}x"), r.converged ? "" : "  not converged");
}

}  // namespace

Json to_json(const StressRecord& r) {
  return {{"solver", r.solver},
          {"system", r.system},
          {"size", r.size},
          {"unknowns", r.unknowns},
          {"ranks", r.ranks},
          {"repeats", r.repeats},
          {"is_ours", r.is_ours},
          {"method", r.method},
          {"iterations", optional_json(r.iterations)},
          {"setup_s", optional_json(r.setup_s)},
          {"solve_s", optional_json(r.solve_s)},
          {"elapsed_s", r.failure.empty() ? Json(r.elapsed_s) : Json(nullptr)},
          {"bytes_per_unknown", optional_json(r.bytes_per_unknown)},
          {"cpu_share", optional_json(r.cpu_share)},
          {"relative_residual", optional_json(r.relative_residual)},
          {"warpage_m", r.failure.empty() ? Json(r.warpage_m) : Json(nullptr)},
          {"converged", r.converged},
          {"failure", r.failure.empty() ? Json(nullptr) : Json(r.failure)}};
}

StressRecord stress_record_from_json(const std::string& text) {
  try {
    const Json json = Json::parse(text);
    StressRecord r;
    r.solver = json.at("solver");
    r.system = json.at("system");
    r.size = json.at("size");
    r.unknowns = json.at("unknowns");
    r.ranks = json.at("ranks");
    r.repeats = json.at("repeats");
    r.is_ours = json.at("is_ours");
    r.method = json.at("method");
    r.iterations = read_optional<int>(json, "iterations");
    r.setup_s = read_optional<double>(json, "setup_s");
    r.solve_s = read_optional<double>(json, "solve_s");
    r.elapsed_s = read_optional<double>(json, "elapsed_s").value_or(0.0);
    r.bytes_per_unknown = read_optional<double>(json, "bytes_per_unknown");
    r.cpu_share = read_optional<double>(json, "cpu_share");
    r.relative_residual = read_optional<double>(json, "relative_residual");
    r.warpage_m = read_optional<double>(json, "warpage_m").value_or(0.0);
    r.converged = json.at("converged");
    r.failure = read_optional<std::string>(json, "failure").value_or("");
    return r;
  } catch (const nlohmann::json::exception& error) {
    throw Error(ExitCode::internal, std::string("a measurement left no readable record: ") + error.what());
  }
}

std::optional<double> times_as_long(const StressRecord& record, const StressRecord& other) {
  if (!record.failure.empty() || !other.failure.empty()) return std::nullopt;
  const bool tells = record.setup_s && other.setup_s;
  const double mine = tells ? record.total_s() : record.elapsed_s;
  const double theirs = tells ? other.total_s() : other.elapsed_s;
  return theirs > 0.0 ? std::optional<double>(mine / theirs) : std::nullopt;
}

std::string stress_table(const std::vector<StressRecord>& records) {
  if (records.empty()) return {};
  const auto ours = std::find_if(records.begin(), records.end(), [](const StressRecord& record) {
    return record.is_ours && record.failure.empty();
  });
  const StressRecord& first = records.front();
  std::string text = fmt::format("{}, {} unknowns, {} rank{}\n", first.system, first.size, first.ranks,
                                 first.ranks == 1 ? "" : "s");
  text += fmt::format("  {:<14} {:>5} {:>9} {:>9} {:>9} {:>9} {:>8} {:>10} {:>9} {:>12} {:>7} {:>7}\n",
                      "solver", "iter.", "set-up s", "solve s", "all s", "MiB", "B/unkn.", "residual", "core",
                      "warpage um", "time", "memory");
  for (const StressRecord& record : records) text += row(record, ours == records.end() ? nullptr : &*ours);
  return text;
}

std::string stress_json_report(const Run& machine, const std::vector<StressRecord>& records,
                               const std::string& version, const std::string& commit) {
  Json json{{"format_version", kFormatVersion},
            {"suite", "stress"},
            {"strata", version},
            {"commit", commit},
            {"processor", machine.processor},
            {"cores", machine.cores},
            {"load_average", machine.load_average},
            {"ranks", machine.ranks},
            {"tolerance", kStressTolerance},
            {"records", Json::array()}};
  for (const StressRecord& record : records) json["records"].push_back(to_json(record));
  return json.dump(2) + "\n";
}

}  // namespace strata::performance
