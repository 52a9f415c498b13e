#include <limits>

#include <catch2/catch.hpp>

#include "solver/transient/time_series.hpp"

using namespace strata;

TEST_CASE("a series finds its columns and the first row of a maximum, numbers before what is none") {
  TimeSeries series;
  series.columns = {{SeriesKind::junction_max, "die"}, {SeriesKind::junction_mean, "die"}};
  series.time = {0.0, 1.0, 2.0, 3.0};
  const double none = std::numeric_limits<double>::quiet_NaN();
  series.values = {none, 1.0, 5.0, 3.0, 5.0, none, 4.0, 2.0};
  CHECK(series.find(SeriesKind::junction_mean, "die") == 1);
  CHECK(series.find(SeriesKind::junction_max, "other") == -1);
  CHECK(series.find(SeriesKind::probe, "die") == -1);
  CHECK(series.row_of_maximum(0) == 1);
  CHECK(series.row_of_maximum(1) == 1);
  series.time.clear();
  series.values.clear();
  CHECK(series.row_of_maximum(0) == 0);
}

TEST_CASE("every kind of column has the unit of its docstring") {
  CHECK(std::string(series_unit(SeriesKind::step)) == "s");
  CHECK(std::string(series_unit(SeriesKind::iterations)).empty());
  for (const SeriesKind kind : {SeriesKind::error, SeriesKind::hottest, SeriesKind::junction_max,
                                SeriesKind::junction_mean, SeriesKind::probe, SeriesKind::limit})
    CHECK(std::string(series_unit(kind)) == "K");
  for (const SeriesKind kind : {SeriesKind::power, SeriesKind::source, SeriesKind::boundary})
    CHECK(std::string(series_unit(kind)) == "W");
  for (const SeriesKind kind : {SeriesKind::stored, SeriesKind::supplied, SeriesKind::removed})
    CHECK(std::string(series_unit(kind)) == "J");
}
