#include "postproc/transient/series_csv.hpp"

#include <cmath>
#include <iterator>

#include <fmt/format.h>

#include "postproc/atomic_file.hpp"
#include "postproc/collective.hpp"
#include "postproc/csv.hpp"
#include "postproc/transient/series_columns.hpp"

namespace strata {
namespace {

constexpr const char* kAllName = "series.csv";
constexpr const char* kProbesName = "probes.csv";

std::vector<std::size_t> probe_columns(const TimeSeries& series) {
  std::vector<std::size_t> columns;
  for (const std::size_t c : distinct_columns(series)) {
    if (series.columns[c].kind == SeriesKind::probe) columns.push_back(c);
  }
  return columns;
}

/// Row by row, so that a long series needs no second copy in memory.
void write_table(const std::filesystem::path& path, const TimeSeries& series,
                 const std::vector<std::size_t>& columns) {
  std::vector<std::string> heads{"time_s"};
  for (const std::size_t c : columns) heads.push_back(column_head(series.columns[c]));
  AtomicWriter file(path);
  file.write(csv_line(heads));
  fmt::memory_buffer line;
  for (std::size_t row = 0; row < series.n_rows(); ++row) {
    line.clear();
    fmt::format_to(std::back_inserter(line), "{}", series.time[row]);
    for (const std::size_t c : columns) {
      const double value = series.value(row, c);
      // An empty field would stop numpy.loadtxt; "nan" is what numpy and pandas take for a missing number.
      if (std::isnan(value)) {
        fmt::format_to(std::back_inserter(line), ",nan");
      } else {
        fmt::format_to(std::back_inserter(line), ",{}", value);
      }
    }
    line.push_back('\n');
    file.write(line.data(), line.size());
  }
  file.commit();
}

}  // namespace

std::vector<std::string> write_series_csv(MPI_Comm comm, const TimeSeries& series,
                                          const std::filesystem::path& directory) {
  std::vector<std::string> names{kAllName};
  const std::vector<std::size_t> probes = probe_columns(series);
  if (!probes.empty()) names.emplace_back(kProbesName);
  CollectiveGuard guard(comm);
  guard.run_on_root([&] {
    make_directory(directory);
    write_table(directory / kAllName, series, distinct_columns(series));
    if (!probes.empty()) write_table(directory / kProbesName, series, probes);
  });
  guard.finish();
  return names;
}

}  // namespace strata
