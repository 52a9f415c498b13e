// Writes the synthetic case with every writer into a folder, for readers that are not ours.
#include <cstdio>
#include <exception>
#include <filesystem>
#include <string>
#include <vector>

#include "postproc/checksum.hpp"
#include "postproc/console_summary.hpp"
#include "postproc/labels.hpp"
#include "postproc/results_h5.hpp"
#include "postproc/run_record.hpp"
#include "postproc/summary.hpp"
#include "postproc/transient/saved_steps.hpp"
#include "postproc/transient/series_csv.hpp"
#include "postproc/vtr.hpp"
#include "solver/runtime.hpp"
#include "synthetic_case.hpp"
#include "synthetic_transient.hpp"

namespace {

/// Fields of the moments that are kept, one after the other, then what is written at the end.
std::vector<std::string> write_moments(strata::test::SyntheticCase& synthetic, strata::Summary& summary,
                                       const std::filesystem::path& directory) {
  using namespace strata;
  const TimeSeries series = test::synthetic_series();
  const TransientHistory history{series, test::synthetic_energy(), test::synthetic_counts()};
  SavedSteps saved(MPI_COMM_WORLD, directory, "synthetic");
  saved.start();
  std::vector<double> times;
  double rise = 0.0;
  for (const std::size_t row : test::kSavedRows) {
    test::warm(synthetic, test::kRises[row] - rise);
    rise = test::kRises[row];
    times.push_back(test::kTimes[row]);
    saved.add(synthetic.view(), times.back());
  }
  summary = summarize(synthetic.view());
  add_transient(summary, summarize_transient(synthetic.model, history, times));
  std::vector<std::string> files = write_results_h5(synthetic.view(), history, saved, directory);
  for (const auto& name : saved.paraview_files()) files.push_back(name);
  for (const auto& name : write_series_csv(MPI_COMM_WORLD, series, directory)) files.push_back(name);
  saved.remove_step_files();
  return files;
}

/// \param contents  "heat", "stress" (under the heat and at a temperature), "stress_alone" or "transient"
/// (with
///                  stress)
void write_all(const std::filesystem::path& directory, const std::string& contents) {
  using namespace strata;
  test::SyntheticCase synthetic(MPI_COMM_WORLD);
  if (contents != "heat") test::add_stress(synthetic);
  if (contents == "stress_alone") test::take_heat_away(synthetic);
  const SolutionView view = synthetic.view();
  Summary summary;
  RunRecord record;
  if (contents == "transient") {
    test::make_transient(synthetic);
    record.files = write_moments(synthetic, summary, directory);
  } else {
    summary = summarize(view);
    record.files = write_results_h5(view, directory);
    for (const auto& name : write_vtr(view, directory)) record.files.push_back(name);
  }
  record.started = utc_now();
  record.command_line = {"write_synthetic_case", directory.string()};
  record.deck_file = "chip.yaml";
  record.deck_sha256 = sha256(synthetic.model.resolved_deck);
  record.exit_code = summary.any_limit_exceeded() ? ExitCode::limit_exceeded : ExitCode::ok;
  record.reason = "a limit was exceeded";
  for (const auto& name : write_summary_json(MPI_COMM_WORLD, summary, directory))
    record.files.push_back(name);
  write_run_record(MPI_COMM_WORLD, record, directory);
  if (synthetic.partition.rank() != 0) return;
  std::fputs(console_summary(summary, {false, directory.string(), record.files}).c_str(), stdout);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2 || argc > 3) {
    std::fprintf(stderr, "usage: %s FOLDER [heat|stress|stress_alone|transient]\n", argv[0]);
    return 2;
  }
  const std::string directory = argv[1];
  const std::string contents = argc == 3 ? argv[2] : "heat";
  strata::Runtime runtime(argc, argv);
  try {
    write_all(directory, contents);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
  return 0;
}
