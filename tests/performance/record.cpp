#include "tests/performance/record.hpp"

#include <cmath>
#include <limits>

#include <nlohmann/json.hpp>

#include "inputs/error.hpp"

namespace strata::performance {
namespace {

using Json = nlohmann::ordered_json;

Json number(double value) {
  return std::isfinite(value) ? Json(value) : Json(nullptr);
}

Json number(const std::optional<double>& value) {
  return value ? number(*value) : Json(nullptr);
}

std::optional<double> read_number(const Json& json, const char* key) {
  const Json& value = json.at(key);
  return value.is_null() ? std::nullopt : std::optional<double>(value.get<double>());
}

double read_or_nan(const Json& json, const char* key) {
  return read_number(json, key).value_or(std::numeric_limits<double>::quiet_NaN());
}

}  // namespace

Json to_json(const Record& r) {
  const bool ran = r.failure.empty();
  const auto measured = [&](double value) { return ran ? number(value) : Json(nullptr); };
  return {{"solver", r.solver},
          {"system", r.system},
          {"size", r.size},
          {"cells", r.cells},
          {"ranks", r.ranks},
          {"repeats", r.repeats},
          {"method", r.method},
          {"iterations", ran ? Json(r.iterations) : Json(nullptr)},
          {"assembly_s", measured(r.assembly_s)},
          {"setup_s", measured(r.setup_s)},
          {"solve_s", measured(r.solve_s)},
          {"cells_per_s", measured(r.cells_per_s())},
          {"bytes_per_cell", number(r.bytes_per_cell)},
          {"traffic_bytes_per_cell", number(r.traffic_per_cell)},
          {"triad_fraction", number(r.triad_fraction)},
          {"cpu_share", number(r.cpu_share)},
          {"relative_residual", measured(r.relative_residual)},
          {"rise_max_K", measured(r.rise_max_K)},
          {"converged", r.converged},
          {"failure", ran ? Json(nullptr) : Json(r.failure)}};
}

Record record_from_json(const std::string& text) {
  try {
    const Json json = Json::parse(text);
    Record r;
    r.solver = json.at("solver");
    r.system = json.at("system");
    r.size = json.at("size");
    r.cells = json.at("cells");
    r.ranks = json.at("ranks");
    r.repeats = json.at("repeats");
    r.method = json.at("method");
    r.iterations = json.at("iterations").is_null() ? 0 : json.at("iterations").get<int>();
    r.assembly_s = read_or_nan(json, "assembly_s");
    r.setup_s = read_or_nan(json, "setup_s");
    r.solve_s = read_or_nan(json, "solve_s");
    r.bytes_per_cell = read_number(json, "bytes_per_cell");
    r.traffic_per_cell = read_number(json, "traffic_bytes_per_cell");
    r.triad_fraction = read_number(json, "triad_fraction");
    r.cpu_share = read_number(json, "cpu_share");
    r.relative_residual = read_or_nan(json, "relative_residual");
    r.rise_max_K = read_or_nan(json, "rise_max_K");
    r.converged = json.at("converged");
    r.failure = json.at("failure").is_null() ? std::string() : json.at("failure").get<std::string>();
    return r;
  } catch (const nlohmann::json::exception& error) {
    throw Error(ExitCode::internal, std::string("a measurement left no readable record: ") + error.what());
  }
}

}  // namespace strata::performance
