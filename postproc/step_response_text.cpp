#include "postproc/step_response_text.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "postproc/text_table.hpp"

namespace strata {
namespace {

using Json = nlohmann::ordered_json;

constexpr int kStepResponseFormatVersion = 1;
constexpr double kCelsius = 273.15;
constexpr double kRise = 0.632;  // of the steady value, whose time is shown

const std::string& name_of(const Model& model, BodyIndex body) {
  return model.geometry.bodies[static_cast<std::size_t>(body)].name;
}

const char* kind_of(const StepResponse& response) {
  return response.is_mean ? "mean" : "max";
}

std::string time_text(double seconds) {
  if (seconds < 1e-3) return fmt::format("{:.3g} us", 1e6 * seconds);
  if (seconds < 1.0) return fmt::format("{:.3g} ms", 1e3 * seconds);
  return fmt::format("{:.3g} s", seconds);
}

/// When a response first has this share of its steady value [s]; linear between the times in their logarithm.
double time_of_share(const StepResponses& all, const StepResponse& response, double share) {
  const double level = share * response.steady;
  const std::vector<double>& z = response.values;
  for (std::size_t n = 0; n < z.size(); ++n) {
    if (z[n] < level) continue;
    if (n == 0) return all.times[0];
    const double part = (level - z[n - 1]) / (z[n] - z[n - 1]);
    return all.times[n - 1] * std::pow(all.times[n] / all.times[n - 1], part);
  }
  return all.times.back();
}

Json dies_json(const StepResponses& responses, const Model& model) {
  Json dies = Json::array();
  for (const StepDie& die : responses.dies) {
    dies.push_back({{"name", name_of(model, die.body)},
                    {"hottest_position_m", die.hottest},
                    {"resolved_from_s", die.resolved_from}});
  }
  return dies;
}

Json materials_json(const StepResponses& responses, const Model& model) {
  Json materials = Json::array();
  for (std::size_t id = 1; id < responses.material_temperature.size(); ++id) {
    materials.push_back(
        {{"name", model.materials[id].name}, {"held_at_K", responses.material_temperature[id]}});
  }
  return materials;
}

}  // namespace

std::string step_response_csv(const StepResponses& responses, const Model& model) {
  std::string text = "time_s";
  for (const StepResponse& response : responses.responses) {
    text += fmt::format(",{}_K_per_W:{}:{}", kind_of(response), name_of(model, response.die),
                        name_of(model, response.source));
  }
  text += '\n';
  for (std::size_t n = 0; n < responses.times.size(); ++n) {
    text += fmt::format("{:.9g}", responses.times[n]);
    for (const StepResponse& response : responses.responses) {
      text += ',';
      if (n < response.values.size()) text += fmt::format("{:.9g}", response.values[n]);
    }
    text += '\n';
  }
  return text;
}

std::string step_response_json(const StepResponses& responses, const Model& model) {
  Json entries = Json::array();
  for (const StepResponse& response : responses.responses) {
    entries.push_back({{"die", name_of(model, response.die)},
                       {"source", name_of(model, response.source)},
                       {"of", kind_of(response)},
                       {"steady_K_per_W", response.steady},
                       {"values_K_per_W", response.values}});
  }
  const Json json{{"format_version", kStepResponseFormatVersion},
                  {"title", model.title},
                  {"start_temperature_K", responses.reference_temperature},
                  {"linearised", responses.is_linearised},
                  {"settled", responses.is_settled},
                  {"heat_capacity_J_per_K", responses.heat_capacity},
                  {"materials", materials_json(responses, model)},
                  {"dies", dies_json(responses, model)},
                  {"times_s", responses.times},
                  {"responses", entries}};
  return json.dump(1) + '\n';
}

std::string step_response_summary(const StepResponses& responses, const Model& model) {
  TextTable table(
      {"Step responses", "R hottest K/W", "R mean K/W", "63 % after", "settled after", "resolved from"});
  for (const StepDie& die : responses.dies) {
    const StepResponse* max = nullptr;
    const StepResponse* mean = nullptr;
    for (const StepResponse& response : responses.responses) {
      if (response.die != die.body || response.source != die.body) continue;
      (response.is_mean ? mean : max) = &response;
    }
    if (max == nullptr || mean == nullptr) continue;
    table.add({name_of(model, die.body), fmt::format("{:.4g}", max->steady),
               fmt::format("{:.4g}", mean->steady), time_text(time_of_share(responses, *max, kRise)),
               time_text(responses.times[max->values.size() - 1]), time_text(die.resolved_from)});
  }
  std::string text = table.text();
  text += fmt::format("\n  Heat capacity of all matter {:.4g} J/K\n", responses.heat_capacity);
  if (responses.is_linearised) {
    text +=
        "  Properties that depend on temperature are held at the deck's steady state (zth.json says at "
        "what)\n";
  }
  if (!responses.is_settled) {
    text += "  Not settled: at the last time some response is not yet within 1e-4 of its steady value\n";
  }
  const auto late =
      std::max_element(responses.dies.begin(), responses.dies.end(),
                       [](const StepDie& a, const StepDie& b) { return a.resolved_from < b.resolved_from; });
  if (late->resolved_from > responses.times.front()) {
    text += fmt::format(
        "  Before {} the mesh beside {} is too coarse for 1 %: a smaller mesh.per_layer.max_thickness "
        "helps\n",
        time_text(late->resolved_from), name_of(model, late->body));
  }
  return text + fmt::format("  Start and surroundings at {:.2f} degC, 1 W in one die at a time\n",
                            responses.reference_temperature - kCelsius);
}

}  // namespace strata
