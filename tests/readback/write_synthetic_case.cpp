// Writes the synthetic case with every writer into a folder, for readers that are not ours.
#include <cstdio>
#include <exception>
#include <filesystem>
#include <string>

#include "postproc/checksum.hpp"
#include "postproc/console_summary.hpp"
#include "postproc/labels.hpp"
#include "postproc/results_h5.hpp"
#include "postproc/run_record.hpp"
#include "postproc/summary.hpp"
#include "postproc/vtr.hpp"
#include "solver/runtime.hpp"
#include "synthetic_case.hpp"

namespace {

/// \param contents  "heat", "stress" (under the heat and at a temperature) or "stress_alone"
void write_all(const std::filesystem::path& directory, const std::string& contents) {
  using namespace strata;
  test::SyntheticCase synthetic(MPI_COMM_WORLD);
  if (contents != "heat") test::add_stress(synthetic);
  if (contents == "stress_alone") test::take_heat_away(synthetic);
  const SolutionView view = synthetic.view();
  const Summary summary = summarize(view);
  RunRecord record;
  record.started = utc_now();
  record.command_line = {"write_synthetic_case", directory.string()};
  record.deck_file = "chip.yaml";
  record.deck_sha256 = sha256(synthetic.model.resolved_deck);
  record.exit_code = summary.any_limit_exceeded() ? ExitCode::limit_exceeded : ExitCode::ok;
  record.reason = "a limit was exceeded";
  record.files = write_results_h5(view, directory);
  for (const auto& name : write_vtr(view, directory)) record.files.push_back(name);
  for (const auto& name : write_summary_json(MPI_COMM_WORLD, summary, directory))
    record.files.push_back(name);
  write_run_record(MPI_COMM_WORLD, record, directory);
  if (synthetic.partition.rank() != 0) return;
  std::fputs(console_summary(summary, {false, directory.string(), record.files}).c_str(), stdout);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2 || argc > 3) {
    std::fprintf(stderr, "usage: %s FOLDER [heat|stress|stress_alone]\n", argv[0]);
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
