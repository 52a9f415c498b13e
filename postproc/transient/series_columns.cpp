#include "postproc/transient/series_columns.hpp"

namespace strata {
namespace {

/// How a kind of column is called; where it belongs to something, the name of that stands behind `folder`
/// and behind the colon of `head`.
struct KindWords {
  const char* folder;  ///< in results.h5, "" for what is there once
  const char* leaf;
  const char* head;
  const char* meaning;
};

KindWords words(SeriesKind kind) {
  switch (kind) {
    case SeriesKind::step:
      return {"", "step", "step_s", "size of the step that ended here"};
    case SeriesKind::iterations:
      return {"", "iterations", "iterations", "linear iterations of the step that ended here"};
    case SeriesKind::error:
      return {"", "error", "error_K", "estimated error of the step that ended here"};
    case SeriesKind::hottest:
      return {"", "hottest", "hottest_temperature_K", "highest temperature of all"};
    case SeriesKind::junction_max:
      return {"dies/", "/junction_max", "junction_temperature_max_K",
              "highest temperature of the active face"};
    case SeriesKind::junction_mean:
      return {"dies/", "/junction_mean", "junction_temperature_mean_K",
              "mean temperature over the area of the active face"};
    case SeriesKind::probe:
      return {"probes/", "", "probe_temperature_K", "temperature of the probe"};
    case SeriesKind::limit:
      return {"limits/", "", "limit_temperature_max_K", "highest temperature of the target of a limit"};
    case SeriesKind::power:
      return {"", "power", "power_W", "heat released by all sources, after a jump at this time"};
    case SeriesKind::source:
      return {"dies/", "/power", "die_power_W", "heat released in the die, after a jump at this time"};
    case SeriesKind::boundary:
      return {"boundaries/", "", "boundary_heat_out_W", "heat leaving through the boundary"};
    case SeriesKind::stored:
      return {"energy/", "stored", "energy_stored_J", "energy in the matter above that at time 0"};
    case SeriesKind::supplied:
      return {"energy/", "supplied", "energy_supplied_J", "energy released since time 0"};
    case SeriesKind::removed:
      return {"energy/", "removed", "energy_removed_J",
              "energy that left through the boundaries since time 0"};
  }
  return {"", "", "", ""};
}

/// Whether there is one column for each of several things.
bool is_named(SeriesKind kind) {
  switch (kind) {
    case SeriesKind::junction_max:
    case SeriesKind::junction_mean:
    case SeriesKind::probe:
    case SeriesKind::limit:
    case SeriesKind::source:
    case SeriesKind::boundary:
      return true;
    default:
      return false;
  }
}

}  // namespace

std::string column_path(const SeriesColumn& column) {
  const KindWords w = words(column.kind);
  return std::string(w.folder) + (is_named(column.kind) ? column.name : "") + w.leaf;
}

std::string column_head(const SeriesColumn& column) {
  const std::string head = words(column.kind).head;
  return is_named(column.kind) ? head + ':' + column.name : head;
}

const char* column_meaning(SeriesKind kind) {
  return words(kind).meaning;
}

std::vector<std::size_t> distinct_columns(const TimeSeries& series) {
  std::vector<std::size_t> columns;
  for (std::size_t c = 0; c < series.columns.size(); ++c) {
    const SeriesColumn& column = series.columns[c];
    if (series.find(column.kind, column.name) == static_cast<int>(c)) columns.push_back(c);
  }
  return columns;
}

}  // namespace strata
