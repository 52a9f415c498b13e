// A study as CSV, JSON and console text.
#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "postproc/csv.hpp"
#include "postproc/study_table.hpp"
#include "postproc/text_table.hpp"

namespace strata {
namespace {

using Json = nlohmann::ordered_json;

constexpr int kStudyFormatVersion = 1;
constexpr double kCelsius = 273.15;
constexpr std::size_t kMostOfFamily = 6;  // columns of one kind that the console shows

/// Warpage is read in um, stress in MPa.
double factor_for_people(const StudyColumn& column) {
  if (column.unit == "m") return 1e6;
  return column.unit == "Pa" ? 1e-6 : 1.0;
}

std::string unit_for_people(const StudyColumn& column) {
  if (column.unit == "K") return "degC";
  if (column.unit == "m") return "um";
  return column.unit == "Pa" ? "MPa" : column.unit;
}

std::string for_people(double value, const StudyColumn& column) {
  if (!std::isfinite(value)) return "-";
  if (column.unit == "K") return fmt::format("{:.2f}", value - kCelsius);
  return fmt::format("{:.3f}", value * factor_for_people(column));
}

/// "hbm0.dram[*] max degC": what the column is of, and as what.
std::string head_for_people(const StudyColumn& column) {
  const std::string unit = unit_for_people(column);
  if (column.family == "junction_temperature_max") return column.thing + ' ' + unit;
  if (column.family == "junction_temperature_mean") return column.thing + " mean " + unit;
  if (column.family == "boundary_heat_out") return column.thing + " out " + unit;
  if (column.family == "boundary_temperature_mean") return column.thing + " mean " + unit;
  if (column.family == "hottest_temperature") return "hottest " + unit;
  if (column.family == "warpage") return "warpage " + column.thing + ' ' + unit;
  if (column.family == "die_stress_max") return column.thing + " principal " + unit;
  if (column.family == "interface_peel_max") return "peel " + unit;
  if (column.family == "interface_shear_max") return "shear " + unit;
  return (column.thing.empty() ? "power" : column.thing) + ' ' + unit;
}

double highest(const Study& study, std::size_t column) {
  double value = -std::numeric_limits<double>::infinity();
  for (const StudyRow& row : study.rows) value = std::fmax(value, row.values[column]);
  return value;
}

/// Columns that the console has room for: of each kind those that reach highest.
std::vector<std::size_t> shown_columns(const Study& study) {
  std::vector<std::size_t> shown;
  for (std::size_t c = 0; c < study.columns.size(); ++c) {
    const auto is_higher = [&](std::size_t other) {
      return study.columns[other].family == study.columns[c].family &&
             (highest(study, other) > highest(study, c) ||
              (highest(study, other) == highest(study, c) && other < c));
    };
    std::size_t n_higher = 0;
    for (std::size_t other = 0; other < study.columns.size(); ++other) n_higher += is_higher(other) ? 1 : 0;
    if (n_higher < kMostOfFamily) shown.push_back(c);
  }
  return shown;
}

}  // namespace

std::string study_csv(const Study& study) {
  std::vector<std::string> head{"variant"};
  for (const VariedKey& key : study.keys) head.push_back(key.path);
  for (const StudyColumn& column : study.columns) head.push_back(column.head());
  head.emplace_back("status");
  std::string text = csv_line(head);
  for (std::size_t n = 0; n < study.rows.size(); ++n) {
    const StudyRow& row = study.rows[n];
    std::vector<std::string> fields{fmt::format("{}", n + 1)};
    fields.insert(fields.end(), row.variant.values.begin(), row.variant.values.end());
    for (const double value : row.values) {
      fields.push_back(std::isfinite(value) ? fmt::format("{}", value) : "");
    }
    fields.emplace_back(status_word(row.status));
    text += csv_line(fields);
  }
  return text;
}

std::string study_json(const Study& study) {
  Json json;
  json["format_version"] = kStudyFormatVersion;
  json["title"] = study.title;
  json["varied"] = Json::array();
  for (const VariedKey& key : study.keys)
    json["varied"].push_back({{"key", key.path}, {"values", key.values}});
  json["columns"] = Json::array();
  for (const StudyColumn& column : study.columns) {
    json["columns"].push_back({{"head", column.head()},
                               {"result", column.family},
                               {"of", column.thing.empty() ? Json(nullptr) : Json(column.thing)},
                               {"unit", column.unit}});
  }
  json["variants"] = Json::array();
  for (const StudyRow& row : study.rows) {
    Json values = Json::array();
    for (const double value : row.values) {
      values.push_back(std::isfinite(value) ? Json(value) : Json(nullptr));
    }
    json["variants"].push_back({{"settings", row.variant.values},
                                {"status", status_word(row.status)},
                                {"exit_code", static_cast<int>(row.status)},
                                {"reason", row.reason},
                                {"iterations", row.iterations},
                                {"values", std::move(values)},
                                {"warnings", row.warnings}});
  }
  json["exit_code"] = static_cast<int>(study.exit_code());
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + '\n';
}

std::string study_text(const Study& study) {
  const std::vector<std::size_t> shown = shown_columns(study);
  std::vector<std::string> head;
  head.reserve(study.keys.size() + shown.size() + 1);
  for (const VariedKey& key : study.keys) head.push_back(key.path);
  for (const std::size_t c : shown) head.push_back(head_for_people(study.columns[c]));
  head.emplace_back("status");
  TextTable table(head, study.keys.size());
  std::string reasons;
  for (const StudyRow& row : study.rows) {
    std::vector<std::string> line = row.variant.values;
    for (const std::size_t c : shown) line.push_back(for_people(row.values[c], study.columns[c]));
    line.emplace_back(status_word(row.status));
    table.add(std::move(line));
    if (row.status == ExitCode::not_converged || row.status == ExitCode::deck) {
      reasons += fmt::format("  {}: {}\n", row.variant.label, row.reason);
    }
  }
  std::string text = fmt::format("{}\n\n{}", study.title, table.text());
  if (shown.size() < study.columns.size()) {
    text += fmt::format("  and {} more columns, see study.csv\n", study.columns.size() - shown.size());
  }
  return reasons.empty() ? text : text + "\nWithout a result\n" + reasons;
}

}  // namespace strata
