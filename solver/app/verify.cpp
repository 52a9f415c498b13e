// `strata verify`: runs the verification suite and shows how near every case comes to its reference.
#include <algorithm>
#include <memory>

#include <fmt/core.h>
#include <mpi.h>

#include "inputs/deck/diagnostics.hpp"
#include "postproc/atomic_file.hpp"
#include "solver/app/command.hpp"
#include "solver/app/mpi_launch.hpp"
#include "solver/app/terminal.hpp"
#include "strata_version.hpp"
#include "tests/verification/report.hpp"
#include "tests/verification/suite.hpp"

namespace strata::app {
namespace {

struct VerifyArguments {
  std::vector<std::string> cases;
  std::string json_file;
  std::string html_file;
  std::string ranks = "1";
  bool list = false;
};

/// The cases of the given ids, in the order of the suite; all where none is named. Throws Error (usage).
std::vector<verification::Case> chosen_cases(const std::vector<std::string>& ids) {
  std::vector<verification::Case> all = verification::all_cases();
  if (ids.empty()) return all;
  std::vector<std::string> known;
  known.reserve(all.size());
  for (const auto& one : all) known.push_back(one.id);
  for (const std::string& id : ids) {
    if (std::find(known.begin(), known.end(), id) != known.end()) continue;
    const std::string near = nearest_word(id, known);
    throw Error(ExitCode::deck,
                "no verification case '" + shown(id) + "'; " +
                    (near.empty() ? "'strata verify --list' shows them" : "did you mean '" + near + "'?"));
  }
  std::erase_if(all, [&](const auto& one) { return std::find(ids.begin(), ids.end(), one.id) == ids.end(); });
  return all;
}

void write_reports(const VerifyArguments& arguments, const std::vector<verification::Record>& records) {
  if (!arguments.json_file.empty()) {
    write_file_atomically(arguments.json_file, verification::json_report(records, kVersion, kGitCommit));
  }
  if (!arguments.html_file.empty()) {
    write_file_atomically(arguments.html_file, verification::html_report(records, kVersion, kGitCommit));
  }
}

ExitCode list_cases() {
  for (const auto& one : verification::all_cases()) fmt::print("{:<18} {}\n", one.id, one.title);
  return ExitCode::ok;
}

/// Runs and reports on all ranks of `comm`; rank 0 prints and writes.
ExitCode verify(const VerifyArguments& arguments, const GlobalOptions& options, MPI_Comm comm) {
  const std::vector<verification::Case> cases = chosen_cases(arguments.cases);
  int rank = 0;
  MPI_Comm_rank(comm, &rank);
  const auto records = verification::run_cases(cases, comm, [&](const verification::Case& one) {
    if (rank == 0) print_note(options, "verify: " + one.id + "  " + one.title);
  });
  if (rank == 0) {
    if (options.json) {
      fmt::print("{}", verification::json_report(records, kVersion, kGitCommit));
    } else {
      fmt::print("{}", verification::console_table(records, stdout_has_colour()));
    }
    write_reports(arguments, records);
  }
  return verification::all_passed(records) ? ExitCode::ok : ExitCode::limit_exceeded;
}

}  // namespace

void add_verify(CLI::App& app, Invocation& invocation) {
  CLI::App* command = app.add_subcommand(
      "verify", "Run the verification suite; exit code 5 where a quantity is outside its bound");
  auto arguments = std::make_shared<VerifyArguments>();
  command->add_option("--case", arguments->cases, "Only this case (may be repeated)")->type_name("ID");
  command->add_option("--json", arguments->json_file, "Also write the records to a JSON file")
      ->type_name("FILE");
  command->add_option("--html", arguments->html_file, "Also write a page with the table")->type_name("FILE");
  command->add_option("--ranks", arguments->ranks, "Number of MPI ranks, or 'auto'")->type_name("N");
  command->add_flag("--list", arguments->list, "List the cases and end");
  command->callback([&invocation, arguments] {
    invocation.action = [&invocation, arguments] {
      if (arguments->list) return list_cases();
      chosen_cases(arguments->cases);  // a misspelt case is told before anything starts
      relaunch_under_mpirun(invocation, parse_ranks(arguments->ranks));
      return with_runtime(invocation,
                          [&](MPI_Comm comm) { return verify(*arguments, invocation.options, comm); });
    };
  });
}

}  // namespace strata::app
