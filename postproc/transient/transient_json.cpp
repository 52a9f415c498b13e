#include "postproc/transient/transient_json.hpp"

#include <cmath>
#include <string>
#include <vector>

namespace strata {
namespace {

using Json = nlohmann::ordered_json;

Json number(double value) {
  return std::isfinite(value) ? Json(value) : Json(nullptr);
}

/// \param quantity  start of the keys: "junction_temperature"
Json course_json(const TemperatureCourse& course, const std::string& quantity) {
  return {{quantity + "_highest_K", number(course.highest)}, {"highest_time_s", course.highest_time},
          {quantity + "_lowest_K", number(course.lowest)},   {"lowest_time_s", course.lowest_time},
          {quantity + "_time_mean_K", number(course.mean)},  {quantity + "_end_K", number(course.at_end)}};
}

Json named(const TemperatureCourse& course, const std::string& quantity) {
  Json json{{"name", course.name}};
  json.update(course_json(course, quantity));
  return json;
}

Json list(const std::vector<TemperatureCourse>& courses, const std::string& quantity) {
  Json json = Json::array();
  for (const TemperatureCourse& course : courses) json.push_back(named(course, quantity));
  return json;
}

Json steps_json(const StepCounts& counts) {
  return {{"accepted", counts.accepted},
          {"rejected", counts.rejected},
          {"failed", counts.failed},
          {"iterations", counts.iterations},
          {"setups", counts.setups}};
}

Json cyclic_json(const TransientSummary& summary) {
  if (!summary.seeks_cycle) return nullptr;
  return {{"cycles", summary.counts.cycles},
          {"change_K", summary.counts.cyclic_change},
          {"tolerance_K", summary.cyclic_tolerance}};
}

Json energy_json(const EnergyBalance& energy) {
  return {{"supplied_J", energy.supplied}, {"removed_J", energy.removed},     {"stored_J", energy.stored},
          {"gross_J", energy.gross},       {"imbalance_J", energy.imbalance}, {"relative", energy.relative},
          {"bound", energy.bound}};
}

}  // namespace

Json transient_json(const TransientSummary& summary) {
  return {{"end_time_s", summary.end},
          {"steps", steps_json(summary.counts)},
          {"cyclic", cyclic_json(summary)},
          {"power_time_mean_W", summary.power_mean},
          {"energy", energy_json(summary.energy)},
          {"hottest", course_json(summary.hottest, "temperature")},
          {"dies", list(summary.dies, "junction_temperature")},
          {"probes", list(summary.probes, "temperature")},
          {"saved_times_s", summary.saved_times}};
}

}  // namespace strata
