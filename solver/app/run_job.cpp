#include "solver/app/run_job.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "postproc/atomic_file.hpp"
#include "postproc/collective.hpp"
#include "postproc/console_summary.hpp"
#include "solver/app/pictures.hpp"
#include "solver/app/report.hpp"
#include "solver/app/terminal.hpp"

namespace strata::app {
namespace {

namespace fs = std::filesystem;

/// Draws the pictures into <directory>/pictures and returns their names. Rank 0 only.
std::vector<std::string> draw_pictures(const Job& job) {
  const std::string failure = run_strata_post({"pictures", job.directory.string()});
  if (!failure.empty()) {
    print_note(job.invocation.options, "no pictures: " + failure);
    return {};
  }
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(job.directory / "pictures")) {
    if (entry.path().extension() == ".png") names.push_back("pictures/" + entry.path().filename().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

ConsoleOptions console_options(const Job& job) {
  ConsoleOptions console;
  console.directory = job.directory.string();
  console.files = job.record.files;
  return console;
}

}  // namespace

void print_warnings(const Job& job) {
  if (job.invocation.options.quiet) return;
  const std::string text = render(job.model.warnings, job.model.sources_text);
  if (!text.empty()) fmt::print(stderr, "{}", text);
}

void append(std::vector<std::string>& list, const std::vector<std::string>& more) {
  list.insert(list.end(), more.begin(), more.end());
}

void finish_results(Job& job, const Summary& summary, MPI_Comm comm, double output_start) {
  const bool exceeded = summary.any_limit_exceeded();
  job.record.exit_code = exceeded ? ExitCode::limit_exceeded : ExitCode::ok;
  job.record.reason = exceeded ? "a limit was exceeded" : "converged";
  if (!exceeded && !job.failed_watching.empty()) {
    job.record.exit_code = ExitCode::io;
    job.record.reason = "converged, but watching the run failed: " + job.failed_watching;
  }
  std::vector<std::string>& files = job.record.files;
  append(files, write_summary_json(comm, summary, job.directory));
  CollectiveGuard guard(comm);
  if (guard.rank() == 0 && job.model.output.pictures) append(files, draw_pictures(job));
  guard.run_on_root([&] {
    write_file_atomically(job.directory / "summary.txt", console_summary(summary, console_options(job)));
  });
  guard.finish();
  files.emplace_back("summary.txt");
  job.record.output_s += MPI_Wtime() - output_start;
  write_run_record(comm, job.record, job.directory);
}

void make_report(const Job& job) {
  if (!job.arguments.report) return;
  try {
    const std::string path = write_report({job.directory.string()}, "");
    if (!job.invocation.options.json) fmt::print("\nReport  {}\n", path);
  } catch (const Error& error) {
    print_note(job.invocation.options, std::string("no report: ") + error.what());
  }
}

void print_results(const Job& job, const Summary& summary) {
  if (job.invocation.options.json) {
    fmt::print("{}\n", summary_json(summary));
  } else {
    ConsoleOptions console = console_options(job);
    console.color = stdout_has_colour();
    fmt::print("{}", console_summary(summary, console));
  }
  make_report(job);
}

}  // namespace strata::app
