#include <algorithm>
#include <cmath>

#include <nlohmann/json.hpp>

#include "postproc/atomic_file.hpp"
#include "postproc/collective.hpp"
#include "postproc/grid_convergence.hpp"
#include "postproc/labels.hpp"
#include "postproc/stress/stress_json.hpp"
#include "postproc/summary.hpp"
#include "postproc/transient/transient_json.hpp"

namespace strata {
namespace {

using Json = nlohmann::ordered_json;

constexpr int kSummaryFormatVersion = 1;

/// JSON has no NaN: what does not exist is null.
Json number(double value) {
  return std::isfinite(value) ? Json(value) : Json(nullptr);
}

Json position(const std::array<double, 3>& point, bool exists) {
  return exists ? Json(point) : Json(nullptr);
}

void add_stats(Json& entry, const TemperatureStats& stats) {
  entry["cells"] = stats.cells;
  entry["volume_m3"] = stats.volume;
  entry["power_W"] = stats.power;
  entry["temperature_min_K"] = number(stats.minimum);
  entry["temperature_mean_K"] = number(stats.mean);
  entry["temperature_max_K"] = number(stats.maximum);
  entry["temperature_max_position_m"] = position(stats.maximum_position, stats.cells > 0);
}

Json placements_json(const std::vector<PlacementSummary>& placements) {
  Json list = Json::array();
  for (const PlacementSummary& placement : placements) {
    Json entry{{"name", placement.name}, {"part", placement.part}};
    add_stats(entry, placement.stats);
    list.push_back(std::move(entry));
  }
  return list;
}

Json bodies_json(const std::vector<BodySummary>& bodies) {
  Json list = Json::array();
  for (const BodySummary& body : bodies) {
    Json entry{{"name", body.name}, {"kind", body_kind_name(body.kind)}, {"material", body.material}};
    entry["placement"] = body.placement.empty() ? Json(nullptr) : Json(body.placement);
    add_stats(entry, body.stats);
    list.push_back(std::move(entry));
  }
  return list;
}

Json dies_json(const std::vector<DieSummary>& dies) {
  Json list = Json::array();
  for (const DieSummary& die : dies) {
    Json entry{{"name", die.name}};
    entry["placement"] = die.placement.empty() ? Json(nullptr) : Json(die.placement);
    entry["junction_temperature_max_K"] = number(die.junction_max);
    entry["junction_temperature_mean_K"] = number(die.junction_mean);
    entry["junction_temperature_max_position_m"] =
        position(die.junction_position, std::isfinite(die.junction_max));
    entry["power_W"] = die.power;
    entry["limit_K"] = number(die.limit);
    list.push_back(std::move(entry));
  }
  return list;
}

Json boundaries_json(const std::vector<BoundaryHeat>& boundaries) {
  Json list = Json::array();
  for (const BoundaryHeat& boundary : boundaries) {
    Json entry = {{"name", boundary.name},
                  {"heat_out_W", number(boundary.heat_out)},
                  {"area_m2", boundary.area},
                  {"surface_temperature_mean_K", number(boundary.surface_temperature_mean)},
                  {"named", boundary.is_named}};
    if (boundary.coolant) {
      entry["coolant"] = {{"inlet_temperature_K", boundary.coolant->inlet_temperature},
                          {"outlet_temperature_mean_K", boundary.coolant->outlet_temperature_mean},
                          {"outlet_temperature_max_K", boundary.coolant->outlet_temperature_max}};
    }
    list.push_back(std::move(entry));
  }
  return list;
}

Json limits_json(const std::vector<LimitSummary>& limits) {
  Json list = Json::array();
  for (const LimitSummary& limit : limits) {
    list.push_back({{"target", limit.target},
                    {"limit_K", limit.limit},
                    {"reached_K", number(limit.reached)},
                    {"where", limit.where.empty() ? Json(nullptr) : Json(limit.where)},
                    {"position_m", limit.position ? Json(*limit.position) : Json(nullptr)},
                    {"exceeded", limit.exceeded}});
    if (limit.time) list.back()["time_s"] = *limit.time;
  }
  return list;
}

Json balance_json(const HeatBalance& balance) {
  return {{"source_W", balance.source},
          {"boundary_out_W", balance.boundary_out},
          {"boundary_gross_W", balance.boundary_gross},
          {"imbalance_W", balance.imbalance},
          {"relative", balance.relative},
          {"bound", balance.bound},
          {"at_rounding_floor", balance.at_rounding_floor}};
}

Json convergence_json(const Convergence& convergence) {
  return {{"leakage_gain", convergence.leakage_gain > 0.0 ? number(convergence.leakage_gain) : Json(nullptr)},
          {"method", convergence.method},
          {"fallback", convergence.fallback.empty() ? Json(nullptr) : Json(convergence.fallback)},
          {"corrections", convergence.corrections},
          {"iterations", convergence.iterations},
          {"relative_residual", number(convergence.relative_residual)},
          {"residual_history", convergence.residual_history}};
}

Json hottest_json(const HottestPoint& hottest) {
  const bool exists = std::isfinite(hottest.temperature);
  return {{"temperature_max_K", number(hottest.temperature)},
          {"position_m", position(hottest.position, exists)},
          {"body", exists ? Json(hottest.body) : Json(nullptr)}};
}

const char* kind_name(Superposition::Kind kind) {
  switch (kind) {
    case Superposition::Kind::die_power:
      return "die";
    case Superposition::Kind::body_power:
      return "body";
    case Superposition::Kind::boundary_heat:
      return "heat_flux";
    case Superposition::Kind::ambient:
      return "convection";
    case Superposition::Kind::fixed_temperature:
      return "fixed_temperature";
    case Superposition::Kind::ambient_map:
      return "ambient_map";
  }
  return "";
}

/// Columns of some kinds under the key of their values, and the matrix of what they do to each row.
void add_columns(Json& json, const Superposition& sum, const std::vector<Superposition::Kind>& kinds,
                 const std::array<const char*, 3>& keys) {
  const auto [list_key, value_key, matrix_key] = keys;
  json[list_key] = Json::array();
  Json matrix = Json::array();
  for (std::size_t row = 0; row < sum.rows.size(); ++row) matrix.push_back(Json::array());
  for (std::size_t c = 0; c < sum.columns.size(); ++c) {
    const Superposition::Column& column = sum.columns[c];
    if (std::find(kinds.begin(), kinds.end(), column.kind) == kinds.end()) continue;
    json[list_key].push_back(
        {{"name", column.name}, {"kind", kind_name(column.kind)}, {value_key, number(column.value)}});
    for (std::size_t row = 0; row < sum.rows.size(); ++row) {
      matrix[row].push_back(number(sum.response(row, c)));
    }
  }
  json[matrix_key] = std::move(matrix);
}

Json superposition_json(const Summary& summary, const Superposition& sum) {
  using Kind = Superposition::Kind;
  Json json{{"linearised", sum.is_linearised},
            {"closure_error_K", number(sum.closure_error)},
            {"rows", Json::array()}};
  for (const Superposition::Row& row : sum.rows) {
    json["rows"].push_back(
        {{"die", summary.bodies[static_cast<std::size_t>(row.body)].name},
         {"quantity", row.is_mean ? "junction_temperature_mean" : "junction_temperature_max"},
         {"position_m", position(row.position, !row.is_mean)},
         {"temperature_K", number(row.temperature)}});
  }
  add_columns(json, sum, {Kind::die_power, Kind::body_power, Kind::boundary_heat},
              {"sources", "power_W", "resistance_K_per_W"});
  add_columns(json, sum, {Kind::ambient, Kind::fixed_temperature},
              {"surroundings", "temperature_K", "weight"});
  add_columns(json, sum, {Kind::ambient_map}, {"ambient_maps", "scale", "map_response_K"});
  return json;
}

Json band_json(const GridBand& band) {
  return {{"temperatures_K", {number(band.values[0]), number(band.values[1]), number(band.values[2])}},
          {"trend", trend_name(band.trend)},
          {"observed_order", number(band.order)},
          {"grid_convergence_index_K", number(band.index)}};
}

Json uncertainty_json(const Summary& summary, const GridUncertainty& grids) {
  Json json{{"cells", grids.cells},
            {"cells_in_plane", grids.cells_in_plane},
            {"spacing_ratios", grids.ratios},
            {"safety_factor", kGridSafetyFactor},
            {"hottest_point", band_json(grids.hottest)},
            {"dies", Json::array()}};
  for (std::size_t d = 0; d < grids.dies.size(); ++d) {
    json["dies"].push_back({{"name", summary.dies[d].name},
                            {"junction_temperature_max", band_json(grids.dies[d].junction_max)},
                            {"junction_temperature_mean", band_json(grids.dies[d].junction_mean)}});
  }
  return json;
}

}  // namespace

std::string summary_json(const Summary& summary) {
  Json json;
  json["format_version"] = kSummaryFormatVersion;
  json["title"] = summary.title;
  json["cells"] = summary.cells;
  json["cells_per_axis"] = summary.cells_per_axis;
  json["solid_cells"] = summary.solid_cells;
  json["power_total_W"] = summary.power;
  json["reference_temperature_K"] = summary.has_heat ? Json(summary.reference_temperature) : Json(nullptr);
  json["hottest_point"] = hottest_json(summary.hottest);
  json["dies"] = dies_json(summary.dies);
  json["placements"] = placements_json(summary.placements);
  json["bodies"] = bodies_json(summary.bodies);
  json["boundaries"] = boundaries_json(summary.boundaries);
  json["balance"] = summary.has_heat ? balance_json(summary.balance) : Json(nullptr);
  json["limits"] = limits_json(summary.limits);
  json["any_limit_exceeded"] = summary.any_limit_exceeded();
  json["convergence"] = summary.has_heat ? convergence_json(summary.convergence) : Json(nullptr);
  if (summary.transient) json["transient"] = transient_json(*summary.transient);
  if (summary.stress) json["stress"] = stress_json(summary, *summary.stress);
  if (summary.superposition) json["superposition"] = superposition_json(summary, *summary.superposition);
  if (summary.grid_uncertainty)
    json["grid_uncertainty"] = uncertainty_json(summary, *summary.grid_uncertainty);
  json["warnings"] = summary.warnings;
  json["merged_lines"] = summary.merged_lines;
  // Names come from decks; whatever is no UTF-8 there is replaced rather than failing a finished run.
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + '\n';
}

std::vector<std::string> write_summary_json(MPI_Comm comm, const Summary& summary,
                                            const std::filesystem::path& directory) {
  constexpr const char* file_name = "summary.json";
  CollectiveGuard guard(comm);
  guard.run_on_root([&] {
    make_directory(directory);
    write_file_atomically(directory / file_name, summary_json(summary));
  });
  guard.finish();
  return {file_name};
}

}  // namespace strata
